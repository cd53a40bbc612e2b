"""The timeline in sentences: one table, an entry for every event that a ticket's stream can hold."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.utils.translation import ngettext

from tridesk.channels.events import MailFailed
from tridesk.kernel.events import Event
from tridesk.tickets import events
from tridesk.web import ticket_words as words


@dataclass(frozen=True, slots=True)
class Names:
    """What ids are called. People who are not in the table are told as somebody."""

    people: Mapping[int, str] = field(default_factory=dict)
    teams: Mapping[int, str] = field(default_factory=dict)
    organisations: Mapping[int, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)

    def person(self, person: int | None) -> str:
        return _("Tridesk") if person is None else self.people.get(person, _("somebody"))


@dataclass(frozen=True, slots=True)
class Happening:
    """One quiet line: a whole sentence, the icon before it, when."""

    event: int
    icon: str
    text: str
    at: datetime


type Say = Callable[[Any, Names], Iterator[tuple[str, str]]]


def happenings(lines: Iterable[tuple[int, Event]], names: Names) -> list[Happening]:
    """The sentences of these events (number, event), oldest first. One event may say several things, or none."""
    return [
        Happening(number, icon, text, event.at)
        for number, event in lines
        for icon, text in WORDS[type(event)](event, names)
    ]


def people_in(found: Iterable[Event]) -> set[int]:
    """Everybody these events name."""
    people: set[int] = set()
    for event in found:
        people |= {person for person in (event.by, getattr(event, "person", None)) if person}
        if isinstance(event, events.TicketChanged):
            for name in ("assignee", "requester"):
                people |= {int(value) for value in event.changes.get(name, ()) if value.isdecimal()}
        if isinstance(event, events.TicketOpened):
            people |= {event.requester}
    return people


def organisations_in(found: Iterable[Event]) -> set[int]:
    """Every organisation these events name."""
    changed = (event.changes.get("organisation", ()) for event in found if isinstance(event, events.TicketChanged))
    return {int(value) for pair in changed for value in pair if value.isdecimal()}


def _opened(event: events.TicketOpened, names: Names) -> Iterator[tuple[str, str]]:
    who, requester = names.person(event.by), names.person(event.requester)
    if event.by == event.requester or event.by is None:
        yield (
            "plus",
            _("%(name)s opened the ticket (%(channel)s)")
            % {"name": requester, "channel": words.CHANNEL[event.channel]},
        )
    else:
        yield "plus", _("%(who)s opened the ticket for %(name)s") % {"who": who, "name": requester}


def _said(event: events.MessageAdded, names: Names) -> Iterator[tuple[str, str]]:
    values = {"name": names.person(event.author)}
    if event.first:
        return
    if event.visibility == "internal":
        yield "lock", _("%(name)s wrote a note") % values
    else:
        yield "message", _("%(name)s wrote a message") % values


def _changed(event: events.TicketChanged, names: Names) -> Iterator[tuple[str, str]]:
    for name, (before, after) in event.changes.items():
        yield _ICONS.get(name, "pencil"), _change(event, name, before, after, names)


def _change(event: events.TicketChanged, name: str, before: str, after: str, names: Names) -> str:
    who = names.person(event.by)
    what = (
        names.fields.get(name.removeprefix("field:"), "")
        if name.startswith("field:")
        else str(words.PROPERTY.get(name, name))
    )
    values = {
        "who": who,
        "what": what or name,
        "before": value_words(name, before, names),
        "after": value_words(name, after, names),
    }
    if event.undoes is not None:
        return _("%(who)s took it back: %(what)s is %(after)s again") % values
    if name == "assignee" and after == str(event.by):
        return _("%(who)s took it") % values
    if name == "assignee":
        return (
            _("%(who)s gave it to %(after)s") if after else _("%(who)s took it from %(before)s: nobody has it now")
        ) % values
    if name == "subject":
        return _("%(who)s changed the subject from “%(before)s”") % values
    if not after:
        return _("%(who)s emptied %(what)s (it was %(before)s)") % values
    if not before:
        return _("%(who)s set %(what)s to %(after)s") % values
    return _("%(who)s changed %(what)s from %(before)s to %(after)s") % values


def value_words(name: str, value: str, names: Names) -> str:
    """A property's value, as events and forms carry it, in words."""
    if not value:
        return _("nothing")
    if name in words.VALUES:
        return str(words.VALUES[name].get(value, value))
    if name in ("assignee", "requester"):
        return names.person(int(value)) if value.isdecimal() else value
    if name == "team":
        return names.teams.get(int(value), value) if value.isdecimal() else value
    if name == "organisation":
        return names.organisations.get(int(value), value) if value.isdecimal() else value
    if name == "language":
        return words.languages().get(value, value)
    return {"yes": _("yes"), "no": _("no")}.get(value, value) if name.startswith("field:") else value


_ICONS = {
    "status": "circle-dot",
    "priority": "flag",
    "team": "users-group",
    "assignee": "user-check",
    "requester": "user",
    "organisation": "building",
    "tags": "tag",
    "language": "language",
}


def _person(added: str, added_cc: str, icon: str) -> Say:
    def say(event: Any, names: Names) -> Iterator[tuple[str, str]]:
        kind, person = event.kind, names.person(event.person)
        text = added_cc if kind == "cc" else added
        yield icon, _(text) % {"who": names.person(event.by), "name": person}

    return say


def _about(icon: str, text: str, other: str = "") -> Say:
    """A sentence about who did it and, where `other` names the event's field, to which other ticket."""

    def say(event: Any, names: Names) -> Iterator[tuple[str, str]]:
        number = words.number(getattr(event, other)) if other else ""
        yield icon, _(text) % {"who": names.person(event.by), "number": number}

    return say


def _split(event: events.TicketSplit, names: Names) -> Iterator[tuple[str, str]]:
    text = ngettext(
        "%(who)s made %(num)s message a ticket of its own: %(number)s",
        "%(who)s made %(num)s messages a ticket of their own: %(number)s",
        len(event.messages),
    )
    yield (
        "arrows-split-2",
        text % {"who": names.person(event.by), "num": len(event.messages), "number": words.number(event.into)},
    )


def _linked(text: str) -> Say:
    def say(event: Any, names: Names) -> Iterator[tuple[str, str]]:
        kind = str(words.LINK[event.kind, True])
        number = words.number(event.other)
        yield "link", _(text) % {"who": names.person(event.by), "kind": kind, "number": number}

    return say


def _not_delivered(event: MailFailed, names: Names) -> Iterator[tuple[str, str]]:  # noqa: ARG001
    text = _("The mail to %(recipient)s could not be delivered: %(reason)s")
    yield "mail-off", text % {"recipient": event.recipient, "reason": event.reason}


WORDS: dict[type[Event], Say] = {
    events.TicketOpened: _opened,
    events.MessageAdded: _said,
    events.TicketChanged: _changed,
    events.ParticipantAdded: _person(N_("%(name)s follows it now"), N_("%(who)s put %(name)s in copy"), "user-plus"),
    events.ParticipantRemoved: _person(
        N_("%(name)s follows it no more"), N_("%(who)s took %(name)s out of copy"), "user"
    ),
    events.TicketMerged: _about("git-merge", N_("%(who)s merged it into %(number)s"), "into"),
    events.TicketTookIn: _about("git-merge", N_("%(who)s merged %(number)s into this one"), "source"),
    events.TicketUnmerged: _about("git-merge", N_("%(who)s took it out of %(number)s again"), "source_of"),
    events.TicketSplit: _split,
    events.TicketLinked: _linked(N_("%(who)s linked it: %(kind)s %(number)s")),
    events.TicketUnlinked: _linked(N_("%(who)s took the link away: %(kind)s %(number)s")),
    events.TicketMarkedSpam: _about("ban", N_("%(who)s marked it as spam")),
    events.TicketNotSpam: _about("ban", N_("%(who)s said it is no spam")),
    events.TicketDeleted: _about("trash", N_("%(who)s deleted it")),
    events.TicketRestored: _about("arrow-back-up", N_("%(who)s restored it")),
    events.TicketPurged: _about("trash", N_("The words of this ticket were removed for good")),
    MailFailed: _not_delivered,
}
