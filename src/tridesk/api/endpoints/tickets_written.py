"""From bodies to what the actions of tickets take."""

from typing import Any

from tridesk.api import shapes
from tridesk.api.call import Call
from tridesk.api.ids import Kind, given
from tridesk.api.schemas.tickets import NewTicketIn, TicketChange
from tridesk.identity.actions.meet import meet
from tridesk.identity.queries import find_person_by_address
from tridesk.identity.types import Permission
from tridesk.kernel.errors import InvalidError
from tridesk.kernel.ids import OrganisationId, PersonId, TeamId
from tridesk.tickets.types import Channel, NewTicket

_KINDS = {
    "team": Kind.TEAM,
    "assignee": Kind.PERSON,
    "requester": Kind.PERSON,
    "organisation": Kind.ORGANISATION,
}
_MAY_BE_EMPTY = frozenset({"team", "assignee", "organisation"})


def new_ticket(call: Call, body: NewTicketIn) -> NewTicket:
    """Raises InvalidError, NotAllowedError."""
    team = given(Kind.TEAM, body.team, field="team")
    assignee = given(Kind.PERSON, body.assignee, field="assignee")
    organisation = given(Kind.ORGANISATION, body.organisation, field="organisation")
    return NewTicket(
        requester=_requester(call, body),
        subject=body.subject,
        body=shapes.body(body.text, body.html),
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
        cc=tuple(PersonId(number) for word in body.cc if (number := given(Kind.PERSON, word, field="cc")) is not None),
        fields=body.fields or None,
        visibility=body.visibility,
    )


def _requester(call: Call, body: NewTicketIn) -> PersonId:
    number = given(Kind.PERSON, body.requester, field="requester")
    if number is not None:
        return PersonId(number)
    if body.requester_email is None:
        if call.actor.person_id is None:
            raise InvalidError(field="requester", reason="required")
        return call.actor.person_id
    call.actor.require_staff()
    known = find_person_by_address(address=body.requester_email.lower())
    if known is not None:
        return known
    call.actor.require(Permission.PEOPLE_MANAGE)
    return meet(actor=call.actor, address=body.requester_email, name="", language="", now=call.now)


def changes_of(body: TicketChange) -> dict[str, Any]:
    """Only what the body names; null empties where that can be. Raises InvalidError."""
    changes: dict[str, Any] = {}
    for name in body.model_fields_set:
        value = getattr(body, name)
        if name == "fields":
            changes |= {f"field:{key}": each for key, each in (value or {}).items()}
        elif value is None and name not in _MAY_BE_EMPTY:
            raise InvalidError(field=name, reason="required")
        elif name in _KINDS:
            changes[name] = given(_KINDS[name], value, field=name)
        elif name == "priority":
            changes[name] = shapes.PRIORITY_OF[value.value]
        elif name in ("impact", "urgency"):
            changes[name] = shapes.LEVEL_OF[value.value]
        else:
            changes[name] = value
    return changes
