"""The little marking that descriptions and guides use: paragraphs, headings, lists, code and `words of code`."""

import re
from dataclasses import dataclass
from typing import NamedTuple

_TICKS = re.compile(r"`([^`]+)`")


class Piece(NamedTuple):
    """A run of text, or of code."""

    text: str
    code: bool


@dataclass(frozen=True, slots=True)
class Block:
    """`kind`: "heading", "code", "list" or "text". A list has a line of pieces an item, code is `text`."""

    kind: str
    text: str = ""
    lines: tuple[tuple[Piece, ...], ...] = ()


def pieces(text: str) -> tuple[Piece, ...]:
    """`a `b` c` in three pieces."""
    parts = _TICKS.split(text)
    return tuple(Piece(part, bool(number % 2)) for number, part in enumerate(parts) if part)


def blocks(text: str) -> list[Block]:
    """Paragraphs are parted by an empty line; code is indented by four."""
    found: list[Block] = []
    for part in re.split(r"\n\s*\n", text.strip("\n")):
        block = _block(part)
        if block.kind == "code" and found and found[-1].kind == "code":
            found[-1] = Block("code", f"{found[-1].text}\n\n{block.text}")
        else:
            found.append(block)
    return found


def _block(part: str) -> Block:
    lines = part.splitlines()
    if all(line.startswith("    ") for line in lines):
        return Block("code", "\n".join(line[4:] for line in lines))
    if part.startswith("## "):
        return Block("heading", part[3:].strip())
    if part.startswith("- "):
        items = re.split(r"^- ", part, flags=re.MULTILINE)[1:]
        return Block("list", lines=tuple(pieces(" ".join(item.split())) for item in items))
    return Block("text", lines=(pieces(" ".join(part.split())),))
