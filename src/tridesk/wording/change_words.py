"""A change of a property in a sentence: who, which property, what it was and what it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from babel.numbers import format_decimal
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from tridesk.tickets import events
from tridesk.tickets.types import FieldKind, Visibility
from tridesk.wording import ticket_words as words
from tridesk.wording.moments import moments

# As the object of a sentence, with the article: Spanish and Portuguese need it.
_WHAT: dict[str, Promise] = {
    "subject": pgettext_lazy("what was changed", "the subject"),
    "type": pgettext_lazy("what was changed", "the type"),
    "status": pgettext_lazy("what was changed", "the status"),
    "priority": pgettext_lazy("what was changed", "the priority"),
    "impact": pgettext_lazy("what was changed", "the impact"),
    "urgency": pgettext_lazy("what was changed", "the urgency"),
    "language": pgettext_lazy("what was changed", "the language"),
    "team": pgettext_lazy("what was changed", "the team"),
    "assignee": pgettext_lazy("what was changed", "the assignee"),
    "requester": pgettext_lazy("what was changed", "the requester"),
    "organisation": pgettext_lazy("what was changed", "the organisation"),
    "tags": pgettext_lazy("what was changed", "the tags"),
}


@dataclass(frozen=True, slots=True)
class Names:
    """What ids are called, and of which kind custom fields are. People not in the table are told as somebody."""

    people: Mapping[int, str] = field(default_factory=dict)
    teams: Mapping[int, str] = field(default_factory=dict)
    organisations: Mapping[int, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, FieldKind] = field(default_factory=dict)

    def person(self, person: int | None) -> str:
        return _("Tridesk") if person is None else self.people.get(person, _("somebody"))


def change_words(event: events.TicketChanged, name: str, names: Names) -> str:
    """One property of a change as a sentence."""
    before, after = event.changes[name]
    values = {
        "who": names.person(event.by),
        "what": what_words(name, names),
        "before": value_words(name, before, names),
        "after": value_words(name, after, names),
    }
    if name == "opening":
        return _opening(after) % values
    if event.undoes is not None:
        return _undone(name, after) % values
    if name == "assignee":
        return _given(after, took=after == str(event.by)) % values
    if name == "subject":
        return _("%(who)s changed the subject from “%(before)s”") % values
    if not after:
        return _("%(who)s removed %(what)s: it was “%(before)s”") % values
    if not before:
        return _("%(who)s set %(what)s to “%(after)s”") % values
    return _("%(who)s changed %(what)s from “%(before)s” to “%(after)s”") % values


def _opening(after: str) -> str:
    if after == Visibility.INTERNAL.value:
        return _("%(who)s made the first message an internal note")
    return _("%(who)s made the first message public again")


def _undone(name: str, after: str) -> str:
    if after:
        return _("%(who)s put %(what)s back to “%(after)s”")
    if name == "assignee":
        return _("%(who)s took it back: nobody has it now")
    return _("%(who)s removed %(what)s again: it was “%(before)s”")


def _given(after: str, *, took: bool) -> str:
    if took:
        return _("%(who)s took it")
    return _("%(who)s gave it to %(after)s") if after else _("%(who)s took it from %(before)s: nobody has it now")


def what_words(name: str, names: Names) -> str:
    """A property as the object of a sentence: "the status"."""
    if name.startswith("field:"):
        key = name.removeprefix("field:")
        return _("the field “%(name)s”") % {"name": names.fields.get(key, key)}
    return str(_WHAT.get(name, name))


def value_words(name: str, value: str, names: Names) -> str:
    """A property's value, as events and forms carry it, in words."""
    if not value:
        return _("nothing")
    if name in words.VALUES:
        return str(words.VALUES[name].get(value, value))
    if name.startswith("field:"):
        return _field_words(names.kinds.get(name.removeprefix("field:")), value, names)
    if name == "language":
        return words.languages().get(value, value)
    if name == "tags":
        return value.replace(" ", ", ")
    if not value.isdecimal():
        return value
    if name in ("assignee", "requester"):
        return names.person(int(value))
    known = {"team": names.teams, "organisation": names.organisations}.get(name, {})
    return known.get(int(value), value)


def _field_words(kind: FieldKind | None, value: str, names: Names) -> str:
    """As the reader writes it; a value of a field that is no more stays as it was kept."""
    language = moments(get_language() or "en")
    try:
        if kind is FieldKind.DATE:
            return language.day(date.fromisoformat(value))
        if kind is FieldKind.NUMBER:
            return str(format_decimal(Decimal(value), locale=language.locale, decimal_quantization=False))
        if kind is FieldKind.PERSON:
            return names.person(int(value))
    except (ValueError, InvalidOperation):
        return value
    if kind is FieldKind.YES_NO:
        return {"yes": _("yes"), "no": _("no")}.get(value, value)
    return value
