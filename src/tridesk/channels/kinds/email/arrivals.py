"""When a mail came to its server, where nothing but the mail itself can tell."""

import re
from datetime import datetime
from typing import IO

from tridesk.channels.kinds.email.dates import parse_date, received_at

_HEAD = 128 * 1024
_FOLDED = re.compile(r"\r?\n[ \t]+")
_RECEIVED = re.compile(r"^Received:(.*)$", re.IGNORECASE | re.MULTILINE)
_DATE = re.compile(r"^Date:(.*)$", re.IGNORECASE | re.MULTILINE)


def arrived_at(content: IO[bytes]) -> datetime | None:
    """By the topmost Received, which its own server wrote, else by Date; None where neither says it. Leaves the file
    at its beginning."""
    head = _FOLDED.sub(" ", re.split(rb"\r?\n\r?\n", content.read(_HEAD), maxsplit=1)[0].decode("ascii", "replace"))
    content.seek(0)
    if (found := _RECEIVED.search(head)) and (moment := received_at(found[1].rstrip())):
        return moment
    return parse_date(found[1]) if (found := _DATE.search(head)) else None
