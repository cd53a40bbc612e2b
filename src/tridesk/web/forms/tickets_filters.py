"""What the address of a list says, read and written: view, filters, sort, place."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any
from urllib.parse import quote, urlencode

from django.http import QueryDict

from tridesk.identity.types import Actor
from tridesk.kernel.ids import OrganisationId, PersonId, TeamId
from tridesk.tickets.queries import Filters, Sort, View, field_specs, may_see_view
from tridesk.tickets.types import FieldSpec, Holder, Priority, Status, TicketType

NOBODY = "nobody"
ME = "me"
FIELD = "f-"
EVERYBODYS = (View.MINE, View.TEAM, View.OPEN, View.WAITING, View.SOLVED)
MORE = (View.FOLLOWING, View.ALL)
APART = (View.SPAM, View.DELETED)
_MAX = 50  # values of one filter


@dataclass(frozen=True, slots=True)
class ListAddress:
    """One list. `query` is what the address said, without the place; `specs` the fields it filters by."""

    view: View
    filters: Filters
    sort: Sort
    cursor: str
    query: QueryDict

    def with_(self, **values: object) -> str:
        """The address's query with these set; None takes one out, a list repeats."""
        changed: dict[str, Sequence[object]] = dict(self.query.lists())
        for name, value in values.items():
            key = name.replace("_", "-") if name.startswith("f_") else name
            changed[key] = _listed(value)
        return _written(changed)

    def without(self, name: str, value: str) -> str:
        """The address's query with one value of a filter taken out."""
        changed: dict[str, Sequence[object]] = dict(self.query.lists())
        changed[name] = [each for each in changed.get(name, ()) if each != value]
        return _written(changed)

    @property
    def narrowed(self) -> bool:
        return self.filters != Filters()


def read(query: QueryDict, actor: Actor, *, home: View = View.OPEN) -> ListAddress:
    """The list that an address asks for; what is none of the known values is left out.

    One statement when it filters by custom fields, otherwise none.
    """
    text = query.get("q", "").strip()[:200]
    view = _one(View, query.get("view", ""), View.ALL if text else home)
    if not may_see_view(actor=actor, view=view):
        view = home
    kept = query.copy()
    for name in ("after", "page"):
        kept.pop(name, None)
    for name in [name for name, values in kept.lists() if not any(values)]:
        del kept[name]
    return ListAddress(
        view,
        _filters(query, actor, text),
        _one(Sort, query.get("sort", ""), Sort.UPDATED),
        query.get("after", ""),
        kept,
    )


def _filters(query: QueryDict, actor: Actor, text: str) -> Filters:
    assignees = _values(query, "assignee")
    mine = (actor.person_id,) if ME in assignees and actor.person_id else ()
    return Filters(
        text=text,
        status=_members(Status, _values(query, "status")),
        priority=_members(Priority, _values(query, "priority"), int),
        type=_members(TicketType, _values(query, "type")),
        holder=_members(Holder, _values(query, "holder")),
        team=tuple(TeamId(each) for each in numbers(_values(query, "team"))),
        assignee=(*mine, *(PersonId(each) for each in numbers(assignees))),
        unassigned=NOBODY in assignees,
        requester=tuple(PersonId(each) for each in numbers(_values(query, "requester"))),
        organisation=tuple(OrganisationId(each) for each in numbers(_values(query, "organisation"))),
        tag=tuple(dict.fromkeys(each.lower() for each in _values(query, "tag"))),
        fields=_fields(query, actor),
    )


def _fields(query: QueryDict, actor: Actor) -> tuple[tuple[FieldSpec, Any], ...]:
    asked = {
        name.removeprefix(FIELD): query.get(name, "") for name in query if name.startswith(FIELD) and query.get(name)
    }
    if not asked:
        return ()
    specs = field_specs(language=actor.language)
    found = ((spec, value_of(spec, asked[spec.key])) for spec in specs if spec.key in asked)
    return tuple((spec, value) for spec, value in found if value is not None)


def value_of(spec: FieldSpec, text: str) -> Any:
    """A filter's text as the value it is compared with; None where it cannot be one."""
    from tridesk.web.forms.tickets_fields import plain_value

    return plain_value(spec, text)


def numbers(values: Iterable[str]) -> list[int]:
    """Those of the values that are ids."""
    return [int(value) for value in values if value.isdecimal() and len(value) < 18]


def _values(query: QueryDict, name: str) -> list[str]:
    """A filter's values: repeated, or typed with commas where no script runs."""
    values = (part.strip() for text in query.getlist(name) for part in text.split(","))
    return list(dict.fromkeys(value for value in values if value))[:_MAX]


def _members[Kind: Enum](kind: type[Kind], values: Sequence[str], read: Callable[[str], Any] = str) -> tuple[Kind, ...]:
    known = {str(member.value): member for member in kind}
    return tuple(known[value] for value in values if value in known and (read is str or value.isdecimal()))


def _one[Kind: Enum](kind: type[Kind], value: str, default: Kind) -> Kind:
    try:
        return kind(value)
    except ValueError:
        return default


def _written(values: Mapping[str, Sequence[object]]) -> str:
    return "?" + urlencode(values, doseq=True, safe=",:", quote_via=quote)


def _listed(value: object) -> list[object]:
    if value is None or value == "":
        return []
    return list(value) if isinstance(value, list | tuple) else [value]
