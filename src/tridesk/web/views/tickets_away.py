"""Spam, deletion, following, and the way back from each."""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tridesk.identity.types import Actor
from tridesk.kernel import clock
from tridesk.kernel.errors import ConflictError
from tridesk.kernel.ids import EventId, PersonId, TicketId
from tridesk.tickets.actions import remove
from tridesk.tickets.actions.merge import unmerge as part
from tridesk.tickets.actions.participants import add_participant, remove_participant
from tridesk.tickets.actions.undo import undo_change
from tridesk.tickets.types import ParticipantKind
from tridesk.web.addresses import url
from tridesk.web.auth import actor_of, next_or, staff_required
from tridesk.web.explain import explain
from tridesk.web.flash import flash
from tridesk.web.views.tickets_list import back_to_list
from tridesk.wording import ticket_words as words


@require_POST
@staff_required
def spam(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    remove.mark_spam(actor=actor_of(request), ticket_id=TicketId(ticket_id), now=clock.now())
    undo = url("ticket_not_spam", ticket_id=ticket_id)
    flash(request, _("%(number)s was marked as spam.") % {"number": words.number(ticket_id)}, undo=undo)
    return redirect(next_or(request, back_to_list(request)))


@require_POST
@staff_required
def not_spam(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    done = _("%(number)s is not spam; it is back in the lists.")
    return _back(
        request, ticket_id, lambda actor, at: remove.not_spam(actor=actor, ticket_id=TicketId(ticket_id), now=at), done
    )


@require_POST
@staff_required
def delete(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    remove.delete(actor=actor_of(request), ticket_id=TicketId(ticket_id), now=clock.now())
    undo = url("ticket_restore", ticket_id=ticket_id)
    flash(request, _("%(number)s was deleted.") % {"number": words.number(ticket_id)}, undo=undo)
    return redirect(next_or(request, back_to_list(request)))


@require_POST
@staff_required
def restore(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    done = _("%(number)s is back.")
    return _back(
        request, ticket_id, lambda actor, at: remove.restore(actor=actor, ticket_id=TicketId(ticket_id), now=at), done
    )


@require_POST
@staff_required
def unmerge(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    done = _("%(number)s is a ticket of its own again.")
    return _back(request, ticket_id, lambda actor, at: part(actor=actor, source_id=TicketId(ticket_id), now=at), done)


@require_POST
@staff_required
def undo(request: HttpRequest, ticket_id: int, event_id: int) -> HttpResponseBase:
    """Takes back one's own change of properties."""
    number, event = TicketId(ticket_id), EventId(event_id)
    done = _("Undone on %(number)s.")
    return _back(
        request, ticket_id, lambda actor, at: undo_change(actor=actor, ticket_id=number, event_id=event, now=at), done
    )


def _back(
    request: HttpRequest, ticket_id: int, act: Callable[[Actor, datetime], object], done: str
) -> HttpResponseBase:
    """Does it and says so, or says why it could not be done; then the ticket."""
    try:
        act(actor_of(request), clock.now())
        flash(request, done % {"number": words.number(ticket_id)})
    except ConflictError as error:
        flash(request, explain(error), kind="warning")
    return redirect(next_or(request, url("ticket", ticket_id=ticket_id)))


@require_POST
@staff_required
def follow(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    return _follow(request, ticket_id, follows=True)


@require_POST
@staff_required
def unfollow(request: HttpRequest, ticket_id: int) -> HttpResponseBase:
    return _follow(request, ticket_id, follows=False)


def _follow(request: HttpRequest, ticket_id: int, *, follows: bool) -> HttpResponseBase:
    actor = actor_of(request)
    do = add_participant if follows else remove_participant
    person = PersonId(actor.person_id or 0)
    do(actor=actor, ticket_id=TicketId(ticket_id), person=person, kind=ParticipantKind.FOLLOWER, now=clock.now())
    text = _("You follow %(number)s and hear what happens.") if follows else _("You no longer follow %(number)s.")
    flash(request, text % {"number": words.number(ticket_id)})
    return redirect("ticket", ticket_id=ticket_id)
