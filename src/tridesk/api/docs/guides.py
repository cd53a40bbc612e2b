"""Guides: short texts beside this file, `# Title` in their first line."""

from dataclasses import dataclass
from functools import cache
from importlib import resources

from tridesk.api.docs.prose import Block, blocks

ORDER = (
    "first-call", "errors", "paging", "expansions", "idempotency", "if-match", "rate-limits", "events",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Guide:
    name: str
    title: str
    blocks: list[Block]


def guides() -> list[Guide]:
    """In the order they are read."""
    return [_guide(name) for name in ORDER]


def find_guide(name: str) -> Guide | None:
    return _guide(name) if name in ORDER else None


@cache
def _guide(name: str) -> Guide:
    text = resources.files(__package__).joinpath("guides", f"{name}.txt").read_text()
    title, _, rest = text.partition("\n")
    return Guide(name, title.removeprefix("# "), blocks(rest))
