"""Properties of a ticket are changed from its page: one by one or several together, with what the form showed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tridesk.identity.actions.meet import meet
from tridesk.identity.queries import names
from tridesk.identity.types import Actor
from tridesk.kernel import clock
from tridesk.kernel.errors import InvalidError
from tridesk.kernel.ids import PersonId, TicketId
from tridesk.tickets.actions.change import change
from tridesk.tickets.actions.participants import add_participant, remove_participant
from tridesk.tickets.errors import ChangedMeanwhileError
from tridesk.tickets.queries import changes_at
from tridesk.tickets.types import FieldKind, ParticipantKind
from tridesk.web.addresses import url
from tridesk.web.auth import actor_of, next_or, staff_required
from tridesk.web.explain import explain, field_of
from tridesk.web.flash import flash, flash_now
from tridesk.web.forms import tickets_fields
from tridesk.web.forms.tickets_properties import Asked, asked, kept, shown
from tridesk.web.ticket_frame import frame_context
from tridesk.web.ticket_page import TicketPage, properties_of
from tridesk.wording import ticket_words as words
from tridesk.wording.change_words import Names, value_words, what_words


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else changed the property meanwhile: theirs and ours in words; `seen` is theirs as text."""

    name: str
    what: str
    theirs: str
    yours: str
    seen: str


CANNOT_UNDO = "new"  # a ticket that was new never becomes new again


def properties_context(
    page: TicketPage, actor: Actor, posted: QueryDict | None = None, conflict: Conflict | None = None, **more: Any
) -> dict[str, Any]:
    """What the panel of properties draws; with `posted`, a form that comes back as it was sent."""
    fresh = shown(page.detail, page.values)
    value, seen, values = fresh, fresh, page.values
    if posted is not None:
        at_issue = (conflict.name, conflict.seen) if conflict else None
        value, seen = kept(posted, fresh, page.specs, at_issue)
        values = page.values | tickets_fields.given(posted, page.specs)
    return {
        "page": page,
        "ticket": page.detail,
        "may": page.may,
        "words": words,
        "seen": seen,
        "value": value,
        "statuses": words.options("status", without=None if page.detail.status == "new" else "new"),
        "inputs": tickets_fields.inputs(page.specs, values, more.pop("field_errors", None)),
        "chosen": _chosen(page, value),
        "conflict": conflict,
        "errors": [],
        "pairs": lambda choices: [(choice, choice) for choice in choices],
        "pair_values": lambda values: [{"value": each, "label": each} for each in values or ()],
        "languages_known": list(words.languages().items()),
        "actor": actor,
        **more,
    }


def _chosen(page: TicketPage, value: Mapping[str, str]) -> dict[str, list[dict[str, str]]]:
    """What pickers hold, with names; people typed into a form that came back are looked up."""
    people = dict(page.known.people)
    fields = [f"field:{spec.key}" for spec in page.specs if spec.kind is FieldKind.PERSON]
    pickers = ("requester", "assignee", "cc", "followers", *fields)
    ids = {int(each) for name in pickers for each in value.get(name, "").split() if each.isdecimal()}
    if missing := ids - people.keys():
        people.update(names(person_ids=[PersonId(each) for each in missing]).items())
    found = {name: [_option(each, people) for each in value.get(name, "").split()] for name in pickers}
    found["organisation"] = [_option(each, page.known.organisations) for each in value["organisation"].split()]
    found["tags"] = [{"value": tag, "label": tag} for tag in value["tags"].split()]
    return found


def _option(value: str, known: Mapping[int, str]) -> dict[str, str]:
    return {"value": value, "label": known.get(int(value), value) if value.isdecimal() else value}


@require_POST
@staff_required
def properties(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    """Saves what differs from what the form showed; a change of somebody else meanwhile is put side by side."""
    actor, number, now = actor_of(request), TicketId(ticket_id), clock.now()
    specs = properties_of(actor=actor, ticket_id=number, named=False).specs
    try:
        done = _save(actor, number, asked(request.POST, specs), now)
    except (ChangedMeanwhileError, InvalidError) as error:
        return _again(request, actor, number, error)
    text, undo = _news(actor, number, done, now)
    if not request.headers.get("HX-Request"):
        if text:
            flash(request, text, undo=undo)
        return redirect(next_or(request, url("ticket", ticket_id=ticket_id)))
    response = _panel(request, actor, number)
    return flash_now(response, text, undo=undo) if text else response


def _save(actor: Actor, number: TicketId, wish: Asked, now: datetime) -> dict[str, tuple[str, str]]:
    with transaction.atomic():
        requester = wish.changes.get("requester")
        if isinstance(requester, str):
            wish.changes["requester"] = meet(actor=actor, address=requester, now=now)
        done = (
            change(actor=actor, ticket_id=number, changes=wish.changes, seen=wish.seen, now=now) if wish.changes else {}
        )
        for kind, (come, go) in wish.people.items():
            _participants(actor, number, kind, come, go, now=now)
    return done


def _participants(
    actor: Actor, number: TicketId, kind: ParticipantKind, come: list[str], go: list[str], *, now: datetime
) -> None:
    where = {"actor": actor, "ticket_id": number, "kind": kind, "now": now}
    for each in come:
        if kind is ParticipantKind.CC and "@" in each:
            person = meet(actor=actor, address=each, now=now)
        elif each.isdecimal() and len(each) < 18:
            person = PersonId(int(each))
        else:
            raise InvalidError(field=kind.value, reason="unknown_value")
        add_participant(**where, person=person)  # type: ignore[arg-type]
    for each in go:
        if each.isdecimal() and len(each) < 18:
            remove_participant(**where, person=PersonId(int(each)))  # type: ignore[arg-type]


def _news(actor: Actor, number: TicketId, done: dict[str, tuple[str, str]], now: datetime) -> tuple[str, str]:
    """What was done in a sentence, and the address that takes it back."""
    if not done:
        return "", ""
    event = changes_at(actor=actor, ticket_ids=[number], at=now).get(number)
    undo = ""
    if event and done.get("status", ("", ""))[0] != CANNOT_UNDO:
        undo = url("ticket_undo", ticket_id=number, event_id=event)
    if "status" in done:
        return _("The status is now “%(status)s”.") % {"status": words.STATUS[done["status"][1]]}, undo
    return _("Saved."), undo


def _panel(request: HttpRequest, actor: Actor, number: TicketId, status: int = 200, **more: Any) -> HttpResponse:
    page = properties_of(actor=actor, ticket_id=number)
    context = frame_context(page, actor) | properties_context(page, actor, **more)
    alone = request.headers.get("HX-Request")
    template = "tickets/_properties_answer.html" if alone else "tickets/properties.html"
    return render(request, template, context, status=status)


def _again(
    request: HttpRequest, actor: Actor, number: TicketId, error: ChangedMeanwhileError | InvalidError
) -> HttpResponse:
    """The form as it was sent, with what is in its way. What was seen before stays seen, but for the point at issue."""
    name = field_of(error) or ""
    more: dict[str, Any] = {"posted": request.POST}
    if isinstance(error, ChangedMeanwhileError):
        page = properties_of(actor=actor, ticket_id=number)
        more["conflict"] = _conflict(name, error, page.known)
    elif error.code == "field_invalid":
        more["field_errors"] = {name: explain(error)}
    else:
        more["errors"] = [explain(error)]
    return _panel(request, actor, number, 422, **more)


def _conflict(name: str, error: ChangedMeanwhileError, known: Names) -> Conflict:
    theirs, yours = str(error.values.get("theirs", "")), str(error.values.get("yours", ""))
    holds_person = name in ("assignee", "requester") or known.kinds.get(name.removeprefix("field:")) is FieldKind.PERSON
    missing = {int(value) for value in (theirs, yours) if holds_person and value.isdecimal()}
    if missing:
        people = dict(known.people)
        people.update(names(person_ids=[PersonId(each) for each in missing]).items())
        known = replace(known, people=people)
    what = what_words(name, known)
    return Conflict(name, what, value_words(name, theirs, known), value_words(name, yours, known), theirs)


@require_safe
@staff_required
def subject(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """The heading as a field; Escape or Cancel brings it back."""
    actor = actor_of(request)
    page = properties_of(actor=actor, ticket_id=TicketId(ticket_id))
    context = frame_context(page, actor) | properties_context(page, actor)
    alone = request.headers.get("HX-Request")
    return render(request, "tickets/_subject.html" if alone else "tickets/subject.html", context)
