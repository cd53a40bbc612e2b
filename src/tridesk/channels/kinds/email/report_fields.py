"""Delivery reports a machine can read: the fields of RFC 3464 and of what looks like it; RFC 5965 too."""

import re
from dataclasses import dataclass, field

from tridesk.channels.kinds.email import words

_MAX_BLOCKS = 500
_FIELD = re.compile(r"^([A-Za-z][A-Za-z0-9-]{1,60})[ \t]*:[ \t]?(.*)$")
_ADDRESS = re.compile(r"(?<![^\s<>\"(),;:])[^\s<>\"(),;:]+@[^\s<>\"(),;:]+")
_XTEXT = re.compile(r"\\x\{((?!D[89A-F])[0-9A-F]{2,4})\}", re.IGNORECASE)


@dataclass(slots=True)
class Block:
    """One group of fields; names in lower case, the first of a name wins, folds undone."""

    fields: dict[str, str] = field(default_factory=dict)

    def typed(self, name: str) -> str:
        """The value without its "rfc822;" or "smtp;"."""
        value = self.fields.get(name, "")
        kind, semicolon, rest = value.partition(";")
        return rest.strip() if semicolon and re.fullmatch(r"[\w.\- ]{1,30}", kind.strip()) else value.strip()

    @property
    def recipient(self) -> str:
        for name in ("final-recipient", "x-actual-recipient", "original-recipient"):
            # RFC 6533 section 3: letters beyond ASCII may be written as \x{E1}
            typed = _XTEXT.sub(lambda letter: chr(int(letter[1], 16)), self.typed(name))
            found = _ADDRESS.search(typed)
            if found:
                return found[0].strip("<>'\"").rstrip(".")
        return self.typed("final-recipient").strip("<> ")

    @property
    def action(self) -> str:
        return self.fields.get("action", "").strip().lower().partition(" ")[0]

    @property
    def status(self) -> str:
        return self.fields.get("status", "")

    @property
    def diagnostic(self) -> str:
        return words.decoded(self.typed("diagnostic-code"))


def blocks_of(text: str) -> list[Block]:
    """Groups of fields, divided by empty lines."""
    blocks: list[Block] = []
    current = Block()
    last = ""
    for line in text.split("\n"):
        if not line.strip():
            if current.fields:
                blocks.append(current)
                current = Block()
            last = ""
            continue
        match = _FIELD.match(line)
        if match:
            last = match[1].lower()
            if last == "final-recipient" and last in current.fields:
                blocks.append(current)  # the empty line between two recipients was forgotten
                current = Block()
            if last in current.fields:
                last = ""
            else:
                current.fields[last] = match[2].strip()
        elif last:
            current.fields[last] = f"{current.fields[last]} {line.strip()}"
        if len(blocks) > _MAX_BLOCKS:
            break
    return [*blocks, current] if current.fields else blocks


def recipients_of(blocks: list[Block]) -> list[Block]:
    """The groups that speak of one recipient each."""
    named = ("final-recipient", "original-recipient")
    return [block for block in blocks if any(name in block.fields for name in named)]
