import ast
from pathlib import Path

import pytest
from django.utils import translation

from tridesk.identity.errors import AddressTakenError, LastAdministratorError
from tridesk.kernel.errors import ConflictError, DomainError, InvalidError, NotAllowedError, NotFoundError
from tridesk.web.explain import SENTENCES, explain, field_of, keys


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
    with translation.override("en"):
        for text in SENTENCES.values():

            class Empty(dict[str, str]):
                def __missing__(self, key: str) -> str:
                    return ""

            assert str(text) % Empty()


def test_the_field_of_a_refusal_is_known() -> None:
    assert field_of(InvalidError(field="name", reason="empty")) == "name"
    assert field_of(NotFoundError()) is None


ROOMS = ("identity", "orgs", "tickets", "channels", "infra")
GENERIC = {"invalid", "conflict", "not_found", "not_allowed"}


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
                    if isinstance(said.get("reason"), str):
                        found.add((node.func.id, str(said.get("field", "")), said["reason"]))
    return found


def classes() -> dict[str, type[DomainError]]:
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
        error = known[name](field=field, reason=reason)
        key = next((key for key in keys(error) if key in SENTENCES), None)
        if key is None or key in GENERIC:
            wordless.append(f"{name}(field={field!r}, reason={reason!r})")
    assert not wordless, "no sentence in explain.py for:\n" + "\n".join(wordless)
