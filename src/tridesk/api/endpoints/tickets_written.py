"""From bodies to what the actions of tickets take."""

from typing import Any

from tridesk.api import shapes
from tridesk.api.call import Call
from tridesk.api.custom_fields import values_in
from tridesk.api.ids import Kind, given
from tridesk.api.said import said
from tridesk.api.schemas.tickets import NewTicketIn, TicketChange
from tridesk.channels.actions.choose_voice import choose_voice
from tridesk.identity.actions.meet import meet
from tridesk.identity.queries import default_team
from tridesk.identity.types import Permission
from tridesk.kernel.errors import InvalidError, NotAllowedError
from tridesk.kernel.ids import MailboxId, OrganisationId, PersonId, TeamId, TicketId
from tridesk.tickets.actions.open import open_ticket
from tridesk.tickets.types import Channel, NewTicket, TicketType, Visibility

_KINDS = {
    "team": Kind.TEAM,
    "assignee": Kind.PERSON,
    "requester": Kind.PERSON,
    "organisation": Kind.ORGANISATION,
}
_MAY_BE_EMPTY = frozenset({"team", "assignee", "organisation"})
_OWN = frozenset({"subject", "text", "html", "type", "fields", "uploads", "requester", "requester_email"})
_ASKED = (TicketType.INCIDENT, TicketType.SERVICE_REQUEST, TicketType.QUESTION)  # what people outside ask for


def open_by(call: Call, body: NewTicketIn) -> TicketId:
    """Opens what the body says. Raises InvalidError, NotAllowedError and what `open_ticket` raises."""
    new = _new_ticket(call, body) if call.actor.is_staff else _own_ticket(call, body)
    number = open_ticket(actor=call.actor, new=new, now=call.now)
    if body.mailbox is not None:
        speak_from(call, number, body.mailbox)
    return number


def speak_from(call: Call, ticket: TicketId, mailbox: str) -> None:
    """Has the ticket's words leave from this mailbox. Raises InvalidError, NotAllowedError, TicketNotFoundError."""
    number = MailboxId(given(Kind.MAILBOX, mailbox, field="mailbox") or 0)
    choose_voice(actor=call.actor, ticket_id=ticket, mailbox_id=number, now=call.now)


def _new_ticket(call: Call, body: NewTicketIn) -> NewTicket:
    if body.mailbox is not None and body.visibility is Visibility.INTERNAL:
        raise InvalidError(field="mailbox", reason="note")
    words, attachments = said(call, body)
    team = given(Kind.TEAM, body.team, field="team")
    assignee = given(Kind.PERSON, body.assignee, field="assignee")
    organisation = given(Kind.ORGANISATION, body.organisation, field="organisation")
    return NewTicket(
        requester=_requester(call, body),
        subject=body.subject,
        body=words,
        attachments=attachments,
        channel=Channel.API,
        type=body.type,
        impact=shapes.LEVEL_OF[body.impact.value],
        urgency=shapes.LEVEL_OF[body.urgency.value],
        priority=shapes.PRIORITY_OF[body.priority.value] if body.priority else None,
        team=TeamId(team) if team is not None else None,
        assignee=PersonId(assignee) if assignee is not None else None,
        organisation=OrganisationId(organisation) if organisation is not None else None,
        language=body.language,
        tags=tuple(body.tags),
        cc=tuple(_somebody(call, word) for word in body.cc),
        fields=values_in(call, body.fields) or None,
        visibility=body.visibility,
    )


def _own_ticket(call: Call, body: NewTicketIn) -> NewTicket:
    """As the form for those who are helped has it: no more can be said of it than there."""
    fresh = NewTicketIn.model_construct()
    others = body.model_fields_set - _OWN
    if any(getattr(body, name) != getattr(fresh, name) for name in others):
        raise NotAllowedError(right=Permission.TICKETS_CHANGE.value)
    if body.type not in _ASKED:
        raise InvalidError(field="type", reason="unknown_value")
    words, attachments = said(call, body)
    return NewTicket(
        requester=_requester(call, body),
        subject=body.subject,
        body=words,
        attachments=attachments,
        channel=Channel.API,
        type=body.type,
        team=default_team(),
        language=call.actor.language,
        fields=values_in(call, body.fields),
    )


def _requester(call: Call, body: NewTicketIn) -> PersonId:
    number = given(Kind.PERSON, body.requester, field="requester")
    if number is not None:
        return PersonId(number)
    if body.requester_email is not None:
        call.actor.require_staff()
        return meet(actor=call.actor, address=body.requester_email, name=body.requester_name, now=call.now)
    if call.actor.person_id is None:
        raise InvalidError(field="requester", reason="required")
    return call.actor.person_id


def _somebody(call: Call, word: str) -> PersonId:
    """Somebody by id or by mail address, who becomes known where nobody has it."""
    if "@" in word:
        return meet(actor=call.actor, address=word, now=call.now)
    return PersonId(given(Kind.PERSON, word, field="cc") or 0)


def changes_of(call: Call, body: TicketChange) -> dict[str, Any]:
    """Only what the body names; null empties where that can be. Raises InvalidError."""
    changes: dict[str, Any] = {}
    for name in body.model_fields_set:
        value = getattr(body, name)
        if value is None and name not in _MAY_BE_EMPTY:
            raise InvalidError(field=name, reason="required")
        if name == "fields":
            changes |= {f"field:{key}": each for key, each in values_in(call, value).items()}
        elif name == "requester_email":
            call.actor.require_staff()
            changes["requester"] = meet(actor=call.actor, address=value, now=call.now)
        elif name in _KINDS:
            changes[name] = given(_KINDS[name], value, field=name)
        elif name == "priority":
            changes[name] = shapes.PRIORITY_OF[value.value]
        elif name in ("impact", "urgency"):
            changes[name] = shapes.LEVEL_OF[value.value]
        else:
            changes[name] = value
    return changes
