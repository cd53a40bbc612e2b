"""Commands in the first lines of an analyst's mail: `/solved`, `/pending`, `/note`, `/assign NAME-OR-ADDRESS`. Pure."""

import re
from dataclasses import dataclass

from tridesk.tickets.types import Status

MAX_COMMANDS = 10
_LINE = re.compile(r"/([a-z]{2,20})(?:[ \t]+(\S.{0,199}))?", re.IGNORECASE)
_STATUS = {"solved": Status.SOLVED, "pending": Status.WAITING_REQUESTER}


@dataclass(frozen=True, slots=True)
class Commands:
    """What the mail asks for. `text` is what it says below; `unknown` are lines that look like commands and are none.

    Of two that contradict each other, the later counts.
    """

    text: str
    given: bool = False
    note: bool = False
    status: Status | None = None
    assignee: str = ""
    unknown: tuple[str, ...] = ()


def commands_in(text: str) -> Commands:
    """Reads the first lines until one that is no command; empty lines between them are passed over.

    A path (`/etc/hosts is gone`) is no command, and one that stands below other words is none either.
    """
    lines = text.splitlines()
    note, status, assignee = False, None, ""
    unknown: list[str] = []
    at = found = 0
    for index, raw in enumerate(lines):
        line = raw.strip()
        match = _LINE.fullmatch(line)
        if line and (match is None or found == MAX_COMMANDS):
            break
        if match is None:
            continue
        at, found = index + 1, found + 1
        name, value = match[1].lower(), (match[2] or "").strip()
        if name == "note" and not value:
            note = True
        elif name in _STATUS and not value:
            status = _STATUS[name]
        elif name == "assign" and value:
            assignee = value
        else:
            unknown.append(line)
    return Commands("\n".join(lines[at:]).strip(), found > 0, note, status, assignee, tuple(unknown))
