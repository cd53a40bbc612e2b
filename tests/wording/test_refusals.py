"""Every refusal of every room is a sentence that says what happened and what to do."""

import ast
import re
from pathlib import Path

import pytest
from django.utils import translation

from tridesk.identity.errors import AddressTakenError, LastAdministratorError
from tridesk.infra.backup import BackupError
from tridesk.kernel.errors import ConflictError, DomainError, InvalidError, NotAllowedError, NotFoundError
from tridesk.wording.refusals import GENERAL, SENTENCES, explain, field_of, is_known, keys


@pytest.mark.parametrize(
    ("error", "part"),
    [
        (AddressTakenError(field="email", address="a@b.test", person_id=1), "a@b.test belongs to somebody else"),
        (LastAdministratorError(field="role", reason="last_administrator"), "Nobody would be left"),
        (InvalidError(field="name", reason="too_long", limit=80), "at most 80 characters"),
        (InvalidError(field="name", reason="never heard of"), "cannot be taken"),
        (
            InvalidError(field="file", reason="too_large", name="a.iso", limit_mb=50),
            "“a.iso” is too large: at most 50 MB",
        ),
        (NotFoundError(person=1), "nothing here"),
        (NotAllowedError(right="x"), "does not allow"),
        (ConflictError(), "changed this meanwhile"),
        (DomainError(), "did not work"),
    ],
)
def test_a_refusal_says_what_happened_and_what_to_do(error: DomainError, part: str) -> None:
    assert part in explain(error)


def test_every_sentence_can_be_filled_with_nothing() -> None:
    class Nothing(dict[str, int]):
        def __missing__(self, key: str) -> int:
            return 0

    with translation.override("en"):
        for text in SENTENCES.values():
            assert str(text % Nothing())


def test_the_field_of_a_refusal_is_known() -> None:
    assert field_of(InvalidError(field="name", reason="empty")) == "name"
    assert field_of(NotFoundError()) is None


ROOMS = ("identity", "orgs", "tickets", "channels", "infra")


def refusals() -> set[tuple[str, str, str]]:
    """Every refusal that the rooms' sources spell out: class, field, reason."""
    found: set[tuple[str, str, str]] = set()
    for room in ROOMS:
        for path in (Path("src/tridesk") / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id.endswith("Error"):
                    said = {
                        each.arg: each.value.value for each in node.keywords if isinstance(each.value, ast.Constant)
                    }
                    if node.func.id == "BackupError" and isinstance(node.args[0], ast.Constant):
                        said["reason"] = node.args[0].value
                    if isinstance(said.get("reason"), str):
                        found.add((node.func.id, str(said.get("field", "")), said["reason"]))
    return found


def classes() -> dict[str, type[DomainError]]:
    import tridesk.api.app
    import tridesk.bootstrap.urls  # noqa: F401

    known: dict[str, type[DomainError]] = {}
    waiting: list[type[DomainError]] = [DomainError]
    while waiting:
        kind = waiting.pop()
        known[kind.__name__] = kind
        waiting += kind.__subclasses__()
    return known


def test_every_refusal_of_the_rooms_has_words_of_its_own() -> None:
    known = classes()
    wordless = []
    for name, field, reason in sorted(refusals()):
        error = BackupError(reason) if name == "BackupError" else known[name](field=field, reason=reason)
        key = next((key for key in keys(error) if key in SENTENCES), None)
        if key is None or key in GENERAL:
            wordless.append(f"{name}(field={field!r}, reason={reason!r})")
    assert not wordless, "no sentence in wording/refusals.py for:\n" + "\n".join(wordless)


@pytest.mark.parametrize(
    ("error", "known"),
    [
        (InvalidError(field="name", reason="empty"), True),
        (BackupError("no_backup", folder="/x"), True),
        (InvalidError(field="name", reason="never heard of"), False),
        (NotFoundError(), False),
        (DomainError(), False),
    ],
)
def test_a_general_sentence_is_known_as_one(error: DomainError, known: bool) -> None:
    assert is_known(error) is known


REASONS = sorted(reason for name, _field, reason in refusals() if name == "BackupError")


@pytest.mark.parametrize("reason", REASONS)
def test_what_stops_a_backup_is_said_with_its_values(reason: str) -> None:
    """The values that the docstring of BackupError promises for the reason all stand in the sentence."""
    promised = re.search(rf"\b{reason}\(([^)]*)\)", re.sub(r"\s+", " ", BackupError.__doc__ or ""))
    assert promised, f"{reason} is not in the docstring"
    values = {name.strip(): f"<{name.strip()}>" for name in promised[1].split(",")}
    said = explain(BackupError(reason, **values))
    assert [value for name, value in values.items() if value not in said and name != "format"] == []
