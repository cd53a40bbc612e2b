"""An analyst writes a ticket for somebody: on the phone, at the desk, for a colleague."""

import secrets
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tridesk.channels.actions.choose_voice import choose_voice
from tridesk.channels.queries import voices_of_teams
from tridesk.identity.queries import default_team, names, team_names
from tridesk.identity.types import Actor, Permission
from tridesk.kernel import clock
from tridesk.kernel.errors import ConflictError, InvalidError
from tridesk.kernel.ids import MailboxId, TicketId
from tridesk.tickets.actions.open import open_ticket
from tridesk.tickets.queries import field_specs
from tridesk.tickets.types import Visibility
from tridesk.web.auth import actor_of, permission_required, staff_required
from tridesk.web.explain import explain, field_of
from tridesk.web.flash import flash
from tridesk.web.forms import tickets_fields, tickets_message, tickets_new
from tridesk.web.forms.tickets_filters import numbers
from tridesk.web.forms.tickets_message import Draft, upload_max
from tridesk.web.forms.tickets_new import NewForm
from tridesk.wording import ticket_words as words


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.TICKETS_OPEN)
@staff_required
def new(request: HttpRequest) -> HttpResponseBase:
    """The form; on sending the ticket, or the form again with everything that was typed."""
    actor = actor_of(request)
    if request.method != "POST":
        form = NewForm()
        form.value |= _proposed(request, actor)
        return _form(request, actor, form, Draft(key=secrets.token_urlsafe(12)))
    form = tickets_new.read(request.POST, _specs(actor, request.POST.get("type", "")))
    draft = Draft(key=request.POST.get("submission_key", ""), text=request.POST.get("body", ""))
    try:
        draft = tickets_message.read(request, actor)
        number = _open(actor, form, draft)
    except (InvalidError, ConflictError) as error:
        refuse(form, draft, error)
        return _form(request, actor, form, draft, status=422)
    flash(request, _("%(number)s was opened.") % {"number": words.number(number)})
    return redirect("ticket", ticket_id=number)


def _open(actor: Actor, form: NewForm, draft: Draft) -> TicketId:
    now = clock.now()
    with transaction.atomic():  # nobody new is left behind when the ticket is refused
        said = tickets_message.content(draft, actor)
        wish = tickets_new.new_ticket(form, actor, said, visibility=draft.visibility, key=draft.key, now=now)
        number = open_ticket(actor=actor, new=wish, now=now)
        if draft.voice and draft.visibility is Visibility.PUBLIC:
            choose_voice(actor=actor, ticket_id=number, mailbox_id=MailboxId(draft.voice), now=now)
        return number


def refuse(form: NewForm, draft: Draft, error: InvalidError | ConflictError) -> None:
    """Puts the refusal beside what it speaks about: a field of the form, a custom field, or the message."""
    name = field_of(error) or ""
    if error.code == "field_invalid":
        form.errors[f"{tickets_fields.PREFIX}{name}"] = explain(error)
    elif name in form.value or name in form.several:
        form.errors[name] = explain(error)
    else:
        draft.errors.append(explain(error))


def _proposed(request: HttpRequest, actor: Actor) -> dict[str, str]:
    """What a link may bring along: `?requester=12`; and the team that tickets wait in."""
    requester = next(iter(numbers([request.GET.get("requester", "")])), "")
    mine = next(iter(actor.teams), None)
    return {"requester": str(requester), "team": str(mine or default_team())}


def _specs(actor: Actor, ticket_type: str) -> list[Any]:
    known = ticket_type if ticket_type in words.TYPE else tickets_new.PLAIN["type"]
    return list(field_specs(language=actor.language, ticket_type=known))


def _form(request: HttpRequest, actor: Actor, form: NewForm, draft: Draft, status: int = 200) -> HttpResponse:
    specs = _specs(actor, form.value["type"])
    people = tickets_new.people_in(form) | tickets_fields.people_in(specs, form.fields)
    known = names(person_ids=people) if people else {}
    context = field_context(specs, form, known) | {
        "section": "tickets",
        "form": form,
        "upload_max": upload_max(),
        "voices": voices_of_teams(teams=None if actor.may(Permission.TICKETS_ALL_TEAMS) else actor.teams.keys()),
        "draft": draft,
        "value": form.value,
        "chosen": tickets_new.labels(form, known),
        "errors": form.errors,
        "summary": [(f"f-{name}", text) for name, text in form.errors.items()] + [("", text) for text in draft.errors],
        "words": words,
        "teams": list(team_names(archived=False).items()),
        "channels": [(channel, words.CHANNEL[channel]) for channel in tickets_new.CHANNELS],
        "languages_known": list(words.languages().items()),
    }
    return render(request, "tickets/new.html", context, status=status)


def field_context(specs: list[Any], form: NewForm, known: dict[Any, str]) -> dict[str, Any]:
    """What `tickets/_fields.html` draws."""
    wrong = {name.removeprefix(tickets_fields.PREFIX): text for name, text in form.errors.items()}
    return {
        "inputs": tickets_fields.inputs(specs, form.fields, wrong),
        "pairs": lambda choices: [(choice, choice) for choice in choices],
        "person_chosen": lambda value: (
            [{"value": value, "label": known.get(int(value), value)}] if str(value).isdecimal() else []
        ),
    }


@require_safe
@staff_required
def fields(request: HttpRequest) -> HttpResponse:
    """The custom fields of a type, put in when another type is chosen; what was filled in already stays."""
    actor = actor_of(request)
    specs = _specs(actor, request.GET.get("type", ""))
    form = tickets_new.read(request.GET, specs)
    people = tickets_fields.people_in(specs, form.fields)
    known = names(person_ids=people) if people else {}
    return render(request, "tickets/_fields.html", field_context(specs, form, known))
