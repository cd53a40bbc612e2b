"""The filters of a list as words one can read as a sentence and take away one by one."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tridesk.identity.queries import names, team_names
from tridesk.identity.types import Actor
from tridesk.kernel.ids import PersonId
from tridesk.orgs.queries import organisation_names
from tridesk.tickets.types import FieldKind
from tridesk.web.forms.tickets_fields import as_text
from tridesk.web.forms.tickets_filters import FIELD, ME, NOBODY, ListAddress
from tridesk.wording import ticket_words as words


@dataclass(frozen=True, slots=True)
class Chip:
    """One value of one filter; `drop` is the address without it."""

    name: str
    value: str
    what: str
    text: str
    drop: str


def chips(address: ListAddress, actor: Actor) -> list[Chip]:
    """One statement each for teams, people and organisations, only where the list is narrowed by them."""
    said = _said(address, actor)
    return [Chip(name, value, what, text, address.without(name, value)) for name, value, what, text in said]


def _said(address: ListAddress, actor: Actor) -> Iterator[tuple[str, str, str, str]]:
    filters = address.filters
    if filters.text:
        yield "q", address.query.get("q", ""), _("Words"), f"“{filters.text}”"
    for name, table in _TABLES.items():
        for member in getattr(filters, name):
            yield name, str(member.value), "", str(table[str(member.value)])
    yield from _teams(address)
    yield from _people(address, actor)
    for tag in filters.tag:
        yield "tag", tag, _("Tag"), tag
    yield from _organisations(address)
    yield from _fields(address)


_TABLES: dict[str, dict[str, Promise]] = {
    "status": words.STATUS,
    "priority": words.PRIORITY,
    "type": words.TYPE,
    "holder": words.HOLDER,
}


def _teams(address: ListAddress) -> Iterator[tuple[str, str, str, str]]:
    if not address.filters.team:
        return
    known = team_names()
    for team in address.filters.team:
        yield "team", str(team), _("Team"), known.get(team, str(team))


def _people(address: ListAddress, actor: Actor) -> Iterator[tuple[str, str, str, str]]:
    filters = address.filters
    if filters.unassigned:
        yield "assignee", NOBODY, _("Assignee"), _("Nobody yet")
    others = {*filters.assignee, *filters.requester} - ({actor.person_id} if actor.person_id else set())
    known = names(person_ids=list(others)) if others else {}
    said_me = ME in address.query.getlist("assignee")
    for person in filters.assignee:
        value = ME if said_me and person == actor.person_id else str(person)
        yield "assignee", value, _("Assignee"), _name(person, known, actor)
    for person in filters.requester:
        yield "requester", str(person), _("Requester"), _name(person, known, actor)


def _name(person: PersonId, known: dict[PersonId, str], actor: Actor) -> str:
    return _("me") if person == actor.person_id else known.get(person, str(person))


def _organisations(address: ListAddress) -> Iterator[tuple[str, str, str, str]]:
    wanted = address.filters.organisation
    if not wanted:
        return
    known = organisation_names(organisation_ids=list(wanted))
    for organisation in wanted:
        yield "organisation", str(organisation), _("Organisation"), known.get(organisation, str(organisation))


def _fields(address: ListAddress) -> Iterator[tuple[str, str, str, str]]:
    for spec, value in address.filters.fields:
        shown = (_("yes") if value else _("no")) if spec.kind is FieldKind.YES_NO else as_text(value)
        yield f"{FIELD}{spec.key}", address.query.get(f"{FIELD}{spec.key}", ""), spec.name, shown
