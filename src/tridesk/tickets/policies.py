"""Who may do what to a ticket. Pure; the facts are handed in."""

from tridesk.identity.types import Actor, Permission, Side, TeamRight
from tridesk.kernel.errors import NotAllowedError
from tridesk.tickets.errors import TicketNotFoundError
from tridesk.tickets.types import TicketFacts, Visibility


def right_on(actor: Actor, ticket: TicketFacts) -> TeamRight | None:
    """The strongest right the actor has on this ticket, None when it may not even be known of."""
    if actor.ticket_only is not None and actor.ticket_only != ticket.id:
        return None
    if actor.side is Side.SYSTEM:
        return TeamRight.MANAGE
    if actor.is_staff and actor.ticket_only is None:
        return _right_of_staff(actor, ticket)
    # To those outside, what was deleted or is spam is no longer there.
    return TeamRight.REPLY if not ticket.gone and _takes_part(actor, ticket) else None


def _right_of_staff(actor: Actor, ticket: TicketFacts) -> TeamRight | None:
    given = _right_at_work(actor, ticket)
    return TeamRight.SEE if given is None and _takes_part(actor, ticket) else given


def _right_at_work(actor: Actor, ticket: TicketFacts) -> TeamRight | None:
    """What an analyst may as somebody who works on it, whatever part they take in the conversation."""
    if actor.may(Permission.TICKETS_ALL_TEAMS):
        return TeamRight.MANAGE
    given = actor.team_right(ticket.team)
    if ticket.team is None or (actor.person_id is not None and actor.person_id == ticket.assignee):
        given = given if given is TeamRight.MANAGE else TeamRight.REPLY
    return given


def _is_mere_requester(actor: Actor, ticket: TicketFacts) -> bool:
    """An analyst who asked another team for help: there they are one of those who are helped."""
    return actor.is_staff and actor.person_id == ticket.requester and _right_at_work(actor, ticket) is None


def _takes_part(actor: Actor, ticket: TicketFacts) -> bool:
    return actor.person_id is not None and (
        actor.person_id == ticket.requester or actor.person_id in ticket.participants
    )


def _may(actor: Actor, ticket: TicketFacts, permission: Permission, least: TeamRight) -> bool:
    right = right_on(actor, ticket)
    return right is not None and right.covers(least) and actor.may(permission)


def _may_work(actor: Actor, ticket: TicketFacts, permission: Permission, least: TeamRight) -> bool:
    """What only those who work here may, whatever a role for others says; and never a signed link."""
    works = actor.side in (Side.ANALYST, Side.SYSTEM) and actor.ticket_only is None
    return works and _may(actor, ticket, permission, least)


def may_see(actor: Actor, ticket: TicketFacts) -> bool:
    return right_on(actor, ticket) is not None


def may_see_notes(actor: Actor, ticket: TicketFacts) -> bool:
    """Internal notes are for those who work on it, never for a signed link nor for the one whom they may be about."""
    works_here = actor.side in (Side.ANALYST, Side.SYSTEM) and actor.ticket_only is None
    return works_here and may_see(actor, ticket) and not _is_mere_requester(actor, ticket)


def may_reply(actor: Actor, ticket: TicketFacts, visibility: Visibility) -> bool:
    if visibility is Visibility.INTERNAL:
        may = _may_work(actor, ticket, Permission.TICKETS_NOTE, TeamRight.SEE)
        return may and not _is_mere_requester(actor, ticket)
    # An analyst who asked for help answers on their own ticket, whatever team it is with.
    least = TeamRight.SEE if actor.person_id == ticket.requester else TeamRight.REPLY
    return _may(actor, ticket, Permission.TICKETS_REPLY, least)


def may_schedule(actor: Actor, ticket: TicketFacts) -> bool:
    """Replies for later are written, seen and called off by those who may answer as one of us."""
    return _may_work(actor, ticket, Permission.TICKETS_REPLY, TeamRight.REPLY)


def may_edit_scheduled(actor: Actor, ticket: TicketFacts, *, author: int | None) -> bool:
    """Changed and sent before their time by their author, or by a lead."""
    own = author is not None and actor.person_id == author
    return may_schedule(actor, ticket) and (own or right_on(actor, ticket) is TeamRight.MANAGE)


def may_change(actor: Actor, ticket: TicketFacts) -> bool:
    return _may_work(actor, ticket, Permission.TICKETS_CHANGE, TeamRight.REPLY)


def may_assign(actor: Actor, ticket: TicketFacts) -> bool:
    return _may_work(actor, ticket, Permission.TICKETS_ASSIGN, TeamRight.REPLY)


def may_merge(actor: Actor, ticket: TicketFacts) -> bool:
    """Also for split and link: whoever may join conversations may part them."""
    return _may_work(actor, ticket, Permission.TICKETS_MERGE, TeamRight.REPLY)


def may_mark_spam(actor: Actor, ticket: TicketFacts) -> bool:
    return may_change(actor, ticket)


def may_delete(actor: Actor, ticket: TicketFacts) -> bool:
    return _may_work(actor, ticket, Permission.TICKETS_DELETE, TeamRight.MANAGE)


def may_answer_as_requester(actor: Actor, ticket: TicketFacts) -> bool:
    """Whether the actor may close and reopen as the one it is for."""
    return actor.person_id == ticket.requester and may_see(actor, ticket)


def require(allowed: bool, actor: Actor, ticket: TicketFacts, *, right: str) -> None:  # noqa: FBT001
    """Raises TicketNotFoundError to those who may not know of the ticket, NotAllowedError to those who may."""
    if allowed:
        return
    if not may_see(actor, ticket):
        raise TicketNotFoundError(ticket=ticket.id)
    raise NotAllowedError(right=right)
