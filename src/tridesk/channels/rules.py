"""What to make of a mail. Pure: facts in, a verdict out."""

import re

from tridesk.channels.types import IncomingMessage, MessageKind

_ROBOT_NAMES = re.compile(
    r"^(no[-_.]?reply|do[-_.]?not[-_.]?reply|nao[-_.]?responda|no[-_.]?responder|mailer-daemon|postmaster|bounces?|daemon)\b",
    re.I,
)
_PREFIXES = re.compile(
    r"^\s*((re|aw|sv|vs|antw|res|rv|r|ref|rif|odp|ynt|回复|答复|返信|fwd?|wg|tr|enc|i)\s*(\[\d+\])?\s*[:：]\s*)+",
    re.IGNORECASE,
)
_LIST_PRECEDENCE = {"bulk", "junk", "list", "auto_reply"}
MAX_ACKNOWLEDGEMENTS = 5  # to one address within an hour: more is a machine talking to a machine


def is_robot(message: IncomingMessage) -> bool:
    """Whether a machine wrote this: it is heard, never answered (RFC 3834 section 2 and common practice)."""
    marks = message.marks
    if message.kind is not MessageKind.MESSAGE or marks.list_id or marks.precedence.lower() in _LIST_PRECEDENCE:
        return True
    if marks.auto_submitted and marks.auto_submitted.lower().split(";")[0].strip() != "no":
        return True
    if marks.return_path.strip() == "<>":
        return True
    return message.sender is None or is_robots_address(message.sender.key)


def is_robots_address(address: str) -> bool:
    """Whether the address itself says that nobody reads there; `address` in lower case."""
    return bool(_ROBOT_NAMES.match(address))


def plain_subject(subject: str) -> str:
    """Without the Re:, Fwd:, RES:, ENC: of many languages in front, as a ticket's subject is kept."""
    return _PREFIXES.sub("", subject).strip() or subject.strip()
