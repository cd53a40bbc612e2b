"""Who else belongs to a conversation: copies outside, followers here."""

from typing import Any

from tridesk.api.call import Call
from tridesk.api.endpoints.tickets_acts import routes
from tridesk.api.examples import TICKET
from tridesk.api.expansions import address_for
from tridesk.api.ids import Kind, given, named, told
from tridesk.api.schemas.conversation import CopyIn, FollowerIn, Participants
from tridesk.identity.actions.meet import meet
from tridesk.identity.types import Scope
from tridesk.kernel.errors import InvalidError
from tridesk.kernel.ids import PersonId, TicketId
from tridesk.tickets.actions.participants import add_participant, remove_participant
from tridesk.tickets.queries import ticket_detail
from tridesk.tickets.types import ParticipantKind

__all__ = ["routes"]

_WRITE = Scope.TICKETS_WRITE
_EXAMPLE = {"items": [{"id": TICKET["requester"], "name": "Ana Acosta", "email": "ana@acme.example", "kind": "cc"}]}


@routes.read("/tickets/{id}/participants", scope=Scope.TICKETS_READ, gives=Participants, example=_EXAMPLE)
def list_participants(call: Call, id: str) -> Any:
    """Who else takes part in a ticket

    Followers are told to those who work on it.
    """
    return _participants(call, TicketId(named(Kind.TICKET, id)))


@routes.write(
    "POST",
    "/tickets/{id}/cc",
    scope=_WRITE,
    gives=Participants,
    takes={"email": "ana@acme.example"},
    example=_EXAMPLE,
)
def add_copy(call: Call, id: str, body: CopyIn) -> Any:
    """Put somebody in copy

    They hear every public message. Twice is once.
    """
    ticket = TicketId(named(Kind.TICKET, id))
    if (body.person is None) == (body.email is None):
        raise InvalidError(field="person", reason="required")
    call.actor.require_staff()
    if body.email is not None:
        person = meet(actor=call.actor, address=body.email, now=call.now)
    else:
        person = PersonId(given(Kind.PERSON, body.person, field="person") or 0)
    add_participant(actor=call.actor, ticket_id=ticket, person=person, kind=ParticipantKind.CC, now=call.now)
    return _participants(call, ticket)


@routes.write("DELETE", "/tickets/{id}/cc/{person}", scope=_WRITE, gives=None, status=204)
def remove_copy(call: Call, id: str, person: str) -> None:
    """Take somebody out of copy"""
    _remove(call, id, person, ParticipantKind.CC)


@routes.write("POST", "/tickets/{id}/followers", scope=_WRITE, gives=Participants, takes={}, example=_EXAMPLE)
def add_follower(call: Call, id: str, body: FollowerIn) -> Any:
    """Have somebody of the team follow a ticket

    Without a person, you do. Twice is once.
    """
    ticket = TicketId(named(Kind.TICKET, id))
    number = given(Kind.PERSON, body.person, field="person")
    person = PersonId(number if number is not None else call.actor.person_id or 0)
    add_participant(actor=call.actor, ticket_id=ticket, person=person, kind=ParticipantKind.FOLLOWER, now=call.now)
    return _participants(call, ticket)


@routes.write("DELETE", "/tickets/{id}/followers/{person}", scope=_WRITE, gives=None, status=204)
def remove_follower(call: Call, id: str, person: str) -> None:
    """Have somebody follow a ticket no longer"""
    _remove(call, id, person, ParticipantKind.FOLLOWER)


def _remove(call: Call, id: str, person: str, kind: ParticipantKind) -> None:
    ticket, number = TicketId(named(Kind.TICKET, id)), PersonId(named(Kind.PERSON, person))
    remove_participant(actor=call.actor, ticket_id=ticket, person=number, kind=kind, now=call.now)


def _participants(call: Call, ticket: TicketId) -> dict[str, Any]:
    detail = ticket_detail(actor=call.actor, ticket_id=ticket)
    return {
        "items": [
            {
                "id": told(Kind.PERSON, each.id),
                "name": each.name,
                "email": address_for(call.actor, each.id, each.email),
                "kind": each.kind,
            }
            for each in detail.participants
        ]
    }
