"""What pickers offer while one types: JSON lists of {value, label, hint}."""

from collections.abc import Callable, Iterable
from functools import wraps

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tridesk.identity.queries import assignable_people, person_choices, team_names
from tridesk.identity.types import Actor
from tridesk.kernel.ids import TeamId, TicketId
from tridesk.kernel.text import folded
from tridesk.orgs.queries import organisation_choices
from tridesk.tickets.queries import field_specs, find_tickets, tag_names
from tridesk.web.auth import actor_of, staff_required
from tridesk.web.forms.tickets_filters import ME, NOBODY, numbers
from tridesk.wording import ticket_words as words

type Option = tuple[object, str, str]
MAX_TEXT = 200


def _offered(
    offers: Callable[[HttpRequest, Actor, str], Iterable[Option]],
) -> Callable[[HttpRequest], HttpResponseBase]:
    @require_safe
    @staff_required
    @wraps(offers)
    def view(request: HttpRequest) -> HttpResponseBase:
        found = offers(request, actor_of(request), request.GET.get("q", "").strip()[:MAX_TEXT])
        options = [{"value": value, "label": label, "hint": hint} for value, label, hint in found]
        return JsonResponse(options, safe=False)

    return view


@_offered
def people(request: HttpRequest, actor: Actor, text: str) -> Iterable[Option]:  # noqa: ARG001
    return [(each.id, each.name, each.email) for each in person_choices(actor=actor, search=text)]


@_offered
def analysts(request: HttpRequest, actor: Actor, text: str) -> Iterable[Option]:
    """`?team=` narrows to those who may work that team's tickets; `?nobody=1` offers me and nobody for filters."""
    team = next(iter(numbers([request.GET.get("team", "")])), None)
    found = assignable_people(actor=actor, team=TeamId(team) if team else None, search=text)
    special: list[Option] = []
    if "nobody" in request.GET:
        special = [(ME, _("me"), actor.name), (NOBODY, _("Nobody yet"), "")]
        special = [option for option in special if folded(text) in folded(f"{option[1]} {option[2]}")]
    return [*special, *((each.id, each.name, each.email) for each in found)]


@_offered
def teams(request: HttpRequest, actor: Actor, text: str) -> Iterable[Option]:  # noqa: ARG001
    return [(team, name, "") for team, name in team_names(archived=False).items() if folded(text) in folded(name)]


@_offered
def organisations(request: HttpRequest, actor: Actor, text: str) -> Iterable[Option]:  # noqa: ARG001
    return [(each.id, each.name, "") for each in organisation_choices(actor=actor, search=text)]


@_offered
def tags(request: HttpRequest, actor: Actor, text: str) -> Iterable[Option]:  # noqa: ARG001
    return [(name, name, "") for name in tag_names(begins=text)]


@_offered
def tickets(request: HttpRequest, actor: Actor, text: str) -> Iterable[Option]:
    """Tickets to merge into or link with; `?besides=` is the one they are looked for."""
    besides = next(iter(numbers([request.GET.get("besides", "")])), None)
    found = find_tickets(actor=actor, text=text, besides=TicketId(besides) if besides else None)
    return [
        (each.id, f"{words.number(each.id)} {each.subject}", f"{words.STATUS[each.status]} · {each.requester}")
        for each in found
    ]


@require_safe
@staff_required
def field_choices(request: HttpRequest, key: str) -> HttpResponseBase:
    """The choices of a custom field that takes several of them."""
    actor, text = actor_of(request), folded(request.GET.get("q", "")[:MAX_TEXT])
    choices = next((spec.options for spec in field_specs(language=actor.language) if spec.key == key), ())
    found = [choice for choice in choices if text in folded(choice)]
    return JsonResponse([{"value": choice, "label": choice, "hint": ""} for choice in found], safe=False)
