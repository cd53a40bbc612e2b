"""Foreign keys point downwards only: a lower room must live on when the room above it is taken away."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from .names import dotted, imports, room_of_model
from .source import Finding, Source

RULE = "foreign-key-up"
FIELDS = {"ForeignKey", "OneToOneField", "ManyToManyField"}
PYPROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"


@cache
def floors() -> dict[str, int]:
    """Room -> floor, 0 the lowest, as the import contract in pyproject.toml lists them."""
    contracts = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    layers = next(c["layers"] for c in contracts if c["type"] == "layers" and c["containers"] == ["tridesk"])
    return {room: floor for floor, line in enumerate(reversed(layers)) for room in re.findall(r"\w+", line)}


def may_point(room: str, target: str) -> bool:
    """Within a room, to a room on a lower floor, or to an app that is not ours."""
    known = floors()
    return room == target or target not in known or room not in known or known[target] < known[room]


def _target(node: ast.expr, known: dict[str, str]) -> str | None:
    """The room a relation's first argument names; None for the room itself."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value.split(".")[0].lower() if "." in node.value else None
    name = dotted(node, known)
    return "identity" if name.endswith("settings.AUTH_USER_MODEL") else room_of_model(name)


def _relations(tree: ast.Module) -> Iterator[tuple[ast.Call, ast.expr]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in FIELDS:
            named = [keyword.value for keyword in node.keywords if keyword.arg == "to"]
            for target in [*node.args[:1], *named]:
                yield node, target


def check(source: Source) -> Iterator[Finding]:
    if not source.is_python or source.room is None or source.place != "models":
        return
    known = imports(source)
    for call, target in _relations(source.tree):
        room = _target(target, known)
        if room and not may_point(source.room, room):
            yield from source.found(
                RULE,
                call,
                f"a model of `{source.room}` points at `{room}`, which is not below it. A row of a lower "
                f"room must not need a higher one. Keep the link in `{room}`, or tell it by an event.",
            )
