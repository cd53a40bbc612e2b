"""Properties of a ticket change: one form, one transaction, one line in the timeline."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from tridesk.identity.types import Actor
from tridesk.infra import outbox
from tridesk.kernel.errors import InvalidError
from tridesk.kernel.ids import PersonId, TicketId
from tridesk.orgs.queries import organisation_of
from tridesk.tickets import policies, rules, store
from tridesk.tickets.actions import opening
from tridesk.tickets.actions.fields import set_values, text_of, value_of
from tridesk.tickets.actions.references import require_fit
from tridesk.tickets.actions.status import COLUMNS, move, require_settable
from tridesk.tickets.actions.tags import set_tags
from tridesk.tickets.errors import ChangedMeanwhileError
from tridesk.tickets.events import TicketChanged
from tridesk.tickets.models import Ticket, TicketTag
from tridesk.tickets.types import Level, Priority, Status, TicketFacts, TicketType

_REFERENCES = {
    "team": "team_id",
    "assignee": "assignee_id",
    "requester": "requester_id",
    "organisation": "organisation_id",
}
_ASSIGNS = {"team", "assignee"}
_NUMBERED: dict[str, type[Any]] = {"priority": Priority, "impact": Level, "urgency": Level}
_PLAIN = ("subject", "type", "status", "priority", "impact", "urgency", "language", *_REFERENCES)


def change(
    *,
    actor: Actor,
    ticket_id: TicketId,
    changes: Mapping[str, Any],
    now: datetime,
    seen: Mapping[str, str] | None = None,
    undoes: int | None = None,
) -> dict[str, tuple[str, str]]:
    """Sets properties and returns what changed, as text, by property.

    `changes` takes subject, type, status, priority, impact, urgency, language, team, assignee, requester and
    organisation (ids, None for nobody), tags (an iterable of words: all of them), add_tags (more of them),
    `field:KEY`, and opening ("internal": the first message becomes a note). `seen` holds, as text, what the form
    showed: what it left as it was is left; where somebody else changed the same property since to something else,
    nothing is written and ChangedMeanwhileError names it; changes to different properties both count. With
    `undoes`, the event that is taken back, nothing follows from what is given: not the priority from the impact,
    not the organisation from the requester.
    Raises TicketNotFoundError, NotAllowedError, TicketGoneError, InvalidError, FieldInvalidError.
    """
    with transaction.atomic():
        ticket, facts = store.writable(actor, ticket_id)
        wish = {name: list(value) if name in ("tags", "add_tags") else value for name, value in changes.items()}
        _require(actor, facts, wish)
        wish = _untaken(ticket, wish, seen or {})
        done = _apply(ticket, wish, now, back=undoes is not None)
        if undoes is None:  # what followed then is told by the change itself, and goes back with it
            done |= _followed(ticket, wish, done)
        if done:
            store.save(ticket, *_PLAIN, *COLUMNS, *(opening.COLUMNS if "opening" in done else ()), now=now)
            outbox.record(
                TicketChanged(ticket=ticket.pk, changes=done, undoes=undoes, at=now, by=actor.person_id, ip=actor.ip)
            )
        return done


def _require(actor: Actor, facts: TicketFacts, wish: Mapping[str, Any]) -> None:
    policies.require(policies.may_see(actor, facts), actor, facts, right="see")
    if "status" in wish:
        require_settable(actor=actor, facts=facts, before=facts.status, after=_member(Status, "status", wish["status"]))
    if wish.keys() & _ASSIGNS:
        policies.require(policies.may_assign(actor, facts), actor, facts, right="assign")
    if wish.keys() - _ASSIGNS - {"status"}:
        policies.require(policies.may_change(actor, facts), actor, facts, right="change")


def _untaken(ticket: Ticket, wish: Mapping[str, Any], seen: Mapping[str, str]) -> dict[str, Any]:
    """The wish without what the form left as it was; raises ChangedMeanwhileError where two want different things."""
    touched: dict[str, Any] = {}
    for name, value in wish.items():
        if name in seen:
            theirs, yours = current(ticket, name), _text_of(name, value)
            if yours == seen[name]:
                continue
            if theirs not in (seen[name], yours):
                raise ChangedMeanwhileError(field=name, theirs=theirs, yours=yours)
        touched[name] = value
    return touched


def current(ticket: Ticket, name: str) -> str:
    """A property as text, the way events and forms carry it."""
    if name == "tags":
        return " ".join(sorted(TicketTag.objects.filter(ticket=ticket).values_list("tag__name", flat=True)))
    if name.startswith("field:"):
        return value_of(ticket, name.removeprefix("field:"))
    if name == "opening":
        return opening.opening_of(ticket)
    return _text_of(name, getattr(ticket, _REFERENCES.get(name, name)))


def _text_of(name: str, value: Any) -> str:
    if name == "tags":
        return " ".join(sorted({clean for tag in value if (clean := rules.clean_tag(tag))}))
    if name.startswith("field:"):
        return text_of(name.removeprefix("field:"), value)
    return "" if value is None else str(int(value)) if isinstance(value, Priority | Level) else str(value)


def _apply(ticket: Ticket, changes: Mapping[str, Any], now: datetime, *, back: bool) -> dict[str, tuple[str, str]]:
    done: dict[str, tuple[str, str]] = {}
    for name, value in changes.items():
        if name == "status":
            done |= move(ticket, _member(Status, name, value), now=now)
        elif name == "tags":
            done |= _set_tags(ticket, value)
        elif name == "add_tags":
            done |= _set_tags(ticket, [*current(ticket, "tags").split(), *value])
        elif name == "opening":
            done |= opening.set_opening(ticket, value, back=back)
        elif name in _PLAIN:
            done |= _set_plain(ticket, name, value)
        elif not name.startswith("field:"):
            raise InvalidError(field=name, reason="unknown")
    fields = {name.removeprefix("field:"): value for name, value in changes.items() if name.startswith("field:")}
    return done | set_values(ticket, fields, by_requester=False, only_given=True)


def _followed(ticket: Ticket, changes: Mapping[str, Any], done: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """What nobody set but follows: the priority from impact and urgency, the organisation from the requester."""
    followed: dict[str, tuple[str, str]] = {}
    if done.keys() & {"impact", "urgency"} and "priority" not in changes:
        proposed = rules.proposed_priority(Level(ticket.impact), Level(ticket.urgency))
        followed |= _set_plain(ticket, "priority", proposed)
    if "requester" in done and "organisation" not in changes:
        theirs = organisation_of(person_id=PersonId(ticket.requester_id))
        followed |= _set_plain(ticket, "organisation", theirs)
    return followed


def _set_tags(ticket: Ticket, names: Iterable[str]) -> dict[str, tuple[str, str]]:
    before, after = set_tags(ticket, names)
    return {} if before == after else {"tags": (before, after)}


def _set_plain(ticket: Ticket, name: str, value: Any) -> dict[str, tuple[str, str]]:
    column = _REFERENCES.get(name, name)
    before = _text_of(name, getattr(ticket, column))
    clean = _checked(name, value)
    if before == _text_of(name, clean):
        return {}
    setattr(ticket, column, clean)
    return {name: (before, _text_of(name, clean))}


def _checked(name: str, value: Any) -> Any:
    if name == "subject":
        if not (subject := rules.clean_subject(str(value))):
            raise InvalidError(field="subject", reason="required")
        return subject
    if name == "type":
        return _member(TicketType, name, value).value
    if name in _NUMBERED:
        return int(_member(_NUMBERED[name], name, value))
    if name in _REFERENCES:
        require_fit(name, value)
    if name == "language":
        if value and value not in dict(settings.LANGUAGES):
            raise InvalidError(field=name, reason="unknown_value")
        return value or ""
    return value


def _member(kind: type[Any], name: str, value: Any) -> Any:
    try:
        return kind(int(value) if issubclass(kind, int) else value)
    except (ValueError, TypeError):
        raise InvalidError(field=name, reason="unknown_value") from None
