"""What to make of a mail. Pure: facts in, a verdict out."""

import re
from dataclasses import dataclass

from tridesk.channels.types import IncomingMessage, MessageKind
from tridesk.orgs.types import Bond, OrganisationKind

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


@dataclass(frozen=True, slots=True)
class Joining:
    """What is known of the writer of a mail that names a ticket.

    `proven`: the mail has a signature of ours, so somebody who takes part gave it to them or is them. `doubted`:
    servers we trust say that it may not be from whom it says. `bonds` are the writer's organisations.
    """

    proven: bool = False
    takes_part: bool = False
    doubted: bool = False
    robot: bool = False
    bonds: tuple[Bond, ...] = ()


def may_join(who: Joining) -> bool:
    """Whether the mail becomes a part of the ticket; otherwise it opens one of its own.

    By a signature of ours, by taking part already, or as a colleague: of whom it is for, and of a vendor only where
    that vendor takes part. A number can be guessed and a reference seen, so neither lets a stranger in.
    """
    if who.proven or who.takes_part:
        return True
    return not who.doubted and not who.robot and any(_ties(bond) for bond in who.bonds)


def _ties(bond: Bond) -> bool:
    if not bond.open:
        return False
    return bond.filed or (bond.kind is OrganisationKind.VENDOR and bond.takes_part)
