"""Which events a reader may hear of, and what they hear: constant statements however many events."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tridesk.identity.types import Actor, Permission
from tridesk.infra.outbox.log import Line
from tridesk.infra.public_ids import public_id
from tridesk.kernel.events import Event
from tridesk.kernel.ids import EventId, Kind, Ref, TeamId, TicketId
from tridesk.tickets.queries.sight import Sight, sights
from tridesk.webhooks.rules.payloads import TOLD, Audience, audience_of, data_from, data_of


@dataclass(frozen=True, slots=True)
class Heard:
    """An event as this reader hears it; `team` of its ticket, where it has one."""

    id: EventId
    payload: dict[str, Any]
    team: TeamId | None


def heard(*, actor: Actor, lines: Sequence[Line]) -> list[Heard]:
    """Those of the lines that the actor may hear of, in their order. One statement, none without tickets."""
    tickets = {TicketId(number) for line in lines if (number := _ticket(line.event)) is not None}
    seen = sights(actor=actor, ticket_ids=tickets)
    return list(_heard(actor, lines, seen))


def _heard(actor: Actor, lines: Iterable[Line], seen: dict[TicketId, Sight]) -> Iterable[Heard]:
    for line in lines:
        event = line.event
        audience = audience_of(event)
        if audience is None:
            continue
        if isinstance(audience, Audience):
            sight = seen.get(TicketId(_ticket(event) or 0))
            if sight is None or (audience is Audience.NOTES and not sight.notes):
                continue
            data, team = data_of(event, inside=sight.notes), sight.team
        else:
            if not (actor.may(audience) or (event.audit and actor.may(Permission.AUDIT_SEE))):
                continue
            data, team = data_of(event, inside=True), None
        if data is not None:
            yield Heard(line.id, envelope(number=line.id, event=event, data=data), team)


def envelope(*, number: EventId, event: Event, data: dict[str, Any]) -> dict[str, Any]:
    """What is sent: type, version, id, time and data."""
    return {
        "type": event.name,
        "version": TOLD[event.name].version,
        "id": public_id(Kind.EVENT, number),
        "at": event.at,
        "data": _told(data),
    }


def said(*, event: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """What the log holds of an event as programs hear it; empty for what is told to nobody.

    For those who may read the whole of it: the caller has made sure.
    """
    told: dict[str, Any] = _told(data_from(event, fields, inside=True) or {})
    return told


def _told(value: Any) -> Any:
    """The same with opaque ids in place of numbers."""
    if isinstance(value, Ref):
        return public_id(value.kind, value.number)
    if isinstance(value, dict):
        return {key: _told(each) for key, each in value.items()}
    return [_told(each) for each in value] if isinstance(value, (list, tuple)) else value


def _ticket(event: Event) -> int | None:
    """The ticket it is about, where seeing that decides."""
    return getattr(event, "ticket", None) if isinstance(audience_of(event), Audience) else None
