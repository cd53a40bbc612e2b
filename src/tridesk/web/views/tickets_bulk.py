"""Several tickets at once: one request, and a word about each that could not be done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tridesk.identity.types import Actor
from tridesk.kernel import clock
from tridesk.kernel.errors import DomainError, InvalidError
from tridesk.kernel.ids import EventId, TicketId
from tridesk.tickets.actions import remove
from tridesk.tickets.actions.change import change
from tridesk.tickets.actions.undo import undo_change
from tridesk.tickets.queries import changes_at
from tridesk.web.addresses import url, with_query
from tridesk.web.auth import actor_of, next_or, staff_required
from tridesk.web.explain import explain
from tridesk.web.flash import flash
from tridesk.web.forms.tickets_filters import numbers
from tridesk.wording import ticket_words as words

MAX = 200  # tickets of one request; a page shows fewer
_TOLD = 5  # refusals that are told one by one

type Act = Callable[[Actor, TicketId, datetime], object]
AWAY: dict[str, tuple[Act, str]] = {
    "spam": (lambda actor, number, now: remove.mark_spam(actor=actor, ticket_id=number, now=now), "not_spam"),
    "not_spam": (lambda actor, number, now: remove.not_spam(actor=actor, ticket_id=number, now=now), "spam"),
    "delete": (lambda actor, number, now: remove.delete(actor=actor, ticket_id=number, now=now), "restore"),
    "restore": (lambda actor, number, now: remove.restore(actor=actor, ticket_id=number, now=now), "delete"),
}


@dataclass(slots=True)
class Result:
    done: list[TicketId] = field(default_factory=list)
    refused: list[tuple[TicketId, str]] = field(default_factory=list)


@require_POST
@staff_required
def bulk(request: HttpRequest) -> HttpResponseBase:
    """Does what was pressed to every selected ticket."""
    actor, now = actor_of(request), clock.now()
    chosen = [TicketId(each) for each in dict.fromkeys(numbers(request.POST.getlist("ticket")))][:MAX]
    do = request.POST.get("do", "")
    back = next_or(request, url("tickets"))
    if not chosen:
        flash(request, _("Select some tickets first."), kind="info")
    elif do in AWAY:
        result = _each(actor, chosen, now, AWAY[do][0])
        undo = with_query(url("tickets_bulk_undo"), do=AWAY[do][1], ticket=result.done, next=back)
        _tell(request, result, undo if result.done else "")
    else:
        try:
            changes = _changes(request, actor, do)
        except InvalidError:
            flash(request, _("Choose what to set first."), kind="info")
            return redirect(back)
        result = _each(
            actor, chosen, now, lambda who, number, at: change(actor=who, ticket_id=number, changes=changes, now=at)
        )
        events = changes_at(actor=actor, ticket_ids=result.done, at=now)
        pairs = [f"{number}.{event}" for number, event in events.items()]
        _tell(request, result, with_query(url("tickets_bulk_undo"), event=pairs, next=back) if pairs else "")
    return redirect(back)


def _changes(request: HttpRequest, actor: Actor, do: str) -> dict[str, Any]:
    """What a button of the bar stands for. Raises InvalidError where nothing was chosen."""
    name, _colon, value = do.partition(":")
    if name == "status" and value in words.STATUS:
        return {"status": value}
    if name == "priority" and value in words.PRIORITY:
        return {"priority": int(value)}
    if do == "take":
        return {"assignee": actor.person_id}
    if do == "tags":
        tags = [each for text in request.POST.getlist("tags") for each in text.split(",") if each.strip()]
        if tags:
            return {"add_tags": tags}
    if do == "assign":
        given = {name: numbers([request.POST.get(name, "").strip()]) for name in ("assignee", "team")}
        if changes := {name: found[0] for name, found in given.items() if found}:
            return changes
    raise InvalidError(field=name or "do", reason="required")


def _each(actor: Actor, chosen: Sequence[TicketId], now: datetime, act: Act) -> Result:
    """One after the other, each in its own transaction: one that is refused holds up no other."""
    result = Result()
    for number in chosen:
        try:
            act(actor, number, now)
        except DomainError as error:
            result.refused.append((number, explain(error)))
        else:
            result.done.append(number)
    return result


def _tell(request: HttpRequest, result: Result, undo: str = "") -> None:
    if result.done:
        text = ngettext("%(num)s ticket changed.", "%(num)s tickets changed.", len(result.done))
        flash(request, text % {"num": len(result.done)}, undo=undo)
    for number, why in result.refused[:_TOLD]:
        flash(request, _("%(number)s: %(why)s") % {"number": words.number(number), "why": why}, kind="warning")
    more = len(result.refused) - _TOLD
    if more > 0:
        text = ngettext("%(num)s more was refused.", "%(num)s more were refused.", more)
        flash(request, text % {"num": more}, kind="warning")


@require_POST
@staff_required
def bulk_undo(request: HttpRequest) -> HttpResponseBase:
    """Takes back what `bulk` did: the address says which tickets, or which of one's own changes."""
    actor, now = actor_of(request), clock.now()
    do = request.GET.get("do", "")
    if do in AWAY:
        chosen = [TicketId(each) for each in numbers(request.GET.getlist("ticket"))][:MAX]
        result = _each(actor, chosen, now, AWAY[do][0])
    else:
        pairs = (numbers(pair.split(".")) for pair in request.GET.getlist("event")[:MAX])
        events = {TicketId(pair[0]): EventId(pair[1]) for pair in pairs if len(pair) == 2}
        result = _each(
            actor,
            list(events),
            now,
            lambda who, number, at: undo_change(actor=who, ticket_id=number, event_id=events[number], now=at),
        )
    _tell(request, result)
    return redirect(next_or(request, url("tickets")))
