"""Inbox and lists of tickets."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from tridesk.identity.queries import team_names
from tridesk.identity.types import Actor
from tridesk.tickets.queries import Sort, View, field_specs, may_see_view, ticket_list, view_counts
from tridesk.web.addresses import url
from tridesk.web.auth import actor_of, home_of, staff_required
from tridesk.web.forms.tickets_filters import APART, EVERYBODYS, MORE, ListAddress, read
from tridesk.web.list_chips import chips
from tridesk.wording import ticket_words as words

PAGE = 50
BESIDE = 40
CAP = 500  # view_counts counts no further
LIST_COOKIE = "tridesk_list"
_MAX_COOKIE = 1500  # characters
TITLES: dict[View, Promise] = {
    View.MINE: _("My tickets"),
    View.TEAM: _("My teams, unassigned"),
    View.OPEN: _("All open"),
    View.WAITING: _("Waiting"),
    View.SOLVED: pgettext_lazy("the view", "Solved"),
    View.ALL: _("All tickets"),
    View.FOLLOWING: _("I follow"),
    View.SPAM: _("Spam"),
    View.DELETED: _("Deleted"),
}
SORTS: dict[Sort, Promise] = {
    Sort.UPDATED: _("Newest activity"),
    Sort.OLDEST: _("Longest without activity"),
    Sort.CREATED: _("Newest number"),
    Sort.PRIORITY: _("Most urgent"),
}


@require_safe
def inbox(request: HttpRequest) -> HttpResponseBase:
    """Where those who work here begin; everybody else is led to where they do."""
    actor: Actor | None = request.actor  # type: ignore[attr-defined]
    if actor is None or not actor.is_staff:
        return redirect(home_of(actor))
    return _page(request, actor, read(request.GET, actor, home=View.MINE), section="inbox")


@require_safe
@staff_required
def tickets(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    return _page(request, actor, read(request.GET, actor), section="tickets")


def _page(request: HttpRequest, actor: Actor, address: ListAddress, *, section: str) -> HttpResponse:
    address.query["view"] = address.view.value
    page = ticket_list(
        actor=actor,
        view=address.view,
        filters=address.filters,
        sort=address.sort,
        cursor=address.cursor,
        limit=PAGE,
    )
    counts = view_counts(actor=actor, views=EVERYBODYS)
    sorted_by = {sort.value: address.with_(sort=sort.value) for sort in Sort}
    context = {
        "section": section,
        "address": address,
        "title": TITLES[address.view],
        "rows": page.rows,
        "newer": address.with_(after=page.newer) if page.newer else "",
        "older": address.with_(after=page.older) if page.older else "",
        "chips": chips(address, actor),
        "groups": _views(actor, address, counts),
        "sorts": [(text, sorted_by[sort.value], sort is address.sort) for sort, text in SORTS.items()],
        "sort_text": SORTS[address.sort],
        "sort_links": sorted_by,
        "filters_href": url("ticket_filters") + address.with_(),
        "prefix": words.number(0)[:-1],
        "search_text": address.filters.text,
        "inbox_count": _shown(counts[View.MINE]),
        "here": request.get_full_path(),
    }
    response = render(request, "tickets/list.html", context)
    _remember(response, address)
    return response


def _views(actor: Actor, address: ListAddress, counts: dict[View, int]) -> list[dict[str, object]]:
    base = url("tickets")

    def item(view: View) -> dict[str, object]:
        count = counts.get(view)
        return {
            "text": TITLES[view],
            "href": url("inbox") if view is View.MINE else f"{base}?view={view.value}",
            "current": view is address.view,
            "count": None if count is None else _shown(count),
            "hot": view is View.MINE and bool(count),
        }

    apart = [item(view) for view in APART if may_see_view(actor=actor, view=view)]
    groups: list[dict[str, object]] = [{"items": [item(view) for view in (*EVERYBODYS, *MORE)]}]
    return [*groups, {"title": _("Put away"), "items": apart}] if apart else groups


def _shown(count: int) -> str:
    return f"{CAP}+" if count >= CAP else str(count) if count else ""


def _remember(response: HttpResponse, address: ListAddress) -> None:
    """The list one comes from is shown beside the ticket and is where Back leads."""
    said = address.query.urlencode()
    if len(said) <= _MAX_COOKIE:
        response.set_cookie(LIST_COOKIE, said, samesite="Lax", httponly=True)


def last_list(request: HttpRequest) -> QueryDict:
    """What `_remember` kept, empty for somebody who came straight to the ticket."""
    return QueryDict(request.COOKIES.get(LIST_COOKIE, "")[:_MAX_COOKIE])


@require_safe
@staff_required
def beside(request: HttpRequest) -> HttpResponse:
    """The list one came from, narrow, for the left of an open ticket."""
    actor = actor_of(request)
    address = read(last_list(request), actor, home=View.MINE)
    page = ticket_list(actor=actor, view=address.view, filters=address.filters, sort=address.sort, limit=BESIDE)
    current = request.GET.get("current", "")
    context = {
        "rows": page.rows,
        "title": TITLES[address.view],
        "current": int(current) if current.isdecimal() else None,
        "back": back_to_list(request),
        "prefix": words.number(0)[:-1],
    }
    return render(request, "tickets/_beside.html", context)


def back_to_list(request: HttpRequest) -> str:
    """The address of the list one came from."""
    said = last_list(request).urlencode()
    return f"{url('tickets')}?{said}" if said else url("inbox")


@require_safe
@staff_required
def filters(request: HttpRequest) -> HttpResponse:
    """The form that narrows a list: in a dialog, or a page of its own where no script runs."""
    actor = actor_of(request)
    address = read(request.GET, actor)
    context = {
        "section": "tickets",
        "address": address,
        "chosen": address.filters,
        "specs": field_specs(language=actor.language),
        "teams": list(team_names(archived=False).items()),
        "words": words,
        "held": words.options("holder", without=""),
        "pairs": lambda choices: [(choice, choice) for choice in choices],
        "picked": _picked(address, actor),
    }
    template = "tickets/_filters.html" if request.headers.get("HX-Request") else "tickets/filters.html"
    return render(request, template, context)


def _picked(address: ListAddress, actor: Actor) -> dict[str, list[dict[str, str]]]:
    """The people, organisations and tags a list is narrowed by, as pickers take them."""
    found: dict[str, list[dict[str, str]]] = {"assignee": [], "requester": [], "organisation": [], "tag": []}
    for chip in chips(address, actor):
        if chip.name in found:
            found[chip.name].append({"value": chip.value, "label": chip.text})
    return found
