"""What to make of a mail. Pure: facts in, a verdict out."""

from dataclasses import dataclass

from tridesk.channels.rules.robots import Voice, is_alert, is_robot, is_robots_address, voice_of
from tridesk.channels.rules.topics import PREFIXES
from tridesk.orgs.types import Bond, OrganisationKind

__all__ = [
    "MAX_ACKNOWLEDGEMENTS",
    "Joining",
    "Voice",
    "is_alert",
    "is_robot",
    "is_robots_address",
    "may_join",
    "plain_subject",
    "voice_of",
]

MAX_ACKNOWLEDGEMENTS = 5  # to one address within an hour: more is a machine talking to a machine


def plain_subject(subject: str) -> str:
    """Without the Re:, Fwd:, RES:, ENC: of many languages in front, as a ticket's subject is kept."""
    return PREFIXES.sub("", subject).strip() or subject.strip()


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
