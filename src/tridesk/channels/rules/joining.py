"""Who may join a ticket that their mail names. Pure."""

from dataclasses import dataclass

from tridesk.orgs.types import Bond, OrganisationKind


@dataclass(frozen=True, slots=True)
class Joining:
    """What is known of the writer of a mail that names a ticket.

    `proven`: the mail has a signature of ours, so somebody who takes part gave it to them or is them. `doubted`:
    servers we trust say that it may not be from whom it says. `posted`: a program sent it, which names the writer in
    Reply-To (reply_to.py): anybody can type anybody's address into a form. `bonds` are the writer's organisations.
    """

    proven: bool = False
    takes_part: bool = False
    doubted: bool = False
    posted: bool = False
    robot: bool = False
    bonds: tuple[Bond, ...] = ()


def may_join(who: Joining) -> bool:
    """Whether the mail becomes a part of the ticket; otherwise it opens one of its own.

    By a signature of ours, by taking part already, or as a colleague: of whom it is for, and of a vendor only where
    that vendor takes part. A number can be guessed and a reference seen, so neither lets a stranger in.
    """
    if who.proven or who.posted:
        return who.proven
    if who.takes_part:
        return True
    return not who.doubted and not who.robot and any(_ties(bond) for bond in who.bonds)


def _ties(bond: Bond) -> bool:
    if not bond.open:
        return False
    return bond.filed or (bond.kind is OrganisationKind.VENDOR and bond.takes_part)
