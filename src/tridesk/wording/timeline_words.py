"""The timeline in sentences: one table, an entry for every event that a ticket's stream can hold."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.utils.translation import ngettext

from tridesk.channels.events import MailFailed, MailsTooFast, NoticesGathered, OfferDeclined, VoiceChosen
from tridesk.kernel.events import Event
from tridesk.tickets import events
from tridesk.tickets.types import FieldKind
from tridesk.wording import ticket_words as words
from tridesk.wording.change_words import Names, change_words
from tridesk.wording.mail_servers import delivery_trouble


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


def people_in(found: Iterable[Event], kinds: Mapping[str, FieldKind] | None = None) -> set[int]:
    """Everybody these events name; `kinds` of custom fields tell which of them hold people."""
    persons = {"assignee", "requester"}
    persons |= {f"field:{key}" for key, kind in (kinds or {}).items() if kind is FieldKind.PERSON}
    people: set[int] = set()
    for event in found:
        named = (event.by, getattr(event, "person", None), getattr(event, "author", None))
        people |= {person for person in named if person}
        if isinstance(event, events.TicketChanged):
            for name in persons & event.changes.keys():
                people |= {int(value) for value in event.changes[name] if value.isdecimal()}
        if isinstance(event, events.TicketOpened):
            people |= {event.requester}
        if isinstance(event, OfferDeclined) and event.other:
            people |= {event.other}
    return people


def organisations_in(found: Iterable[Event]) -> set[int]:
    """Every organisation these events name."""
    changed = (event.changes.get("organisation", ()) for event in found if isinstance(event, events.TicketChanged))
    return {int(value) for pair in changed for value in pair if value.isdecimal()}


_OPENED = {
    "email": N_("%(name)s opened the ticket by e-mail"),
    "web": N_("%(name)s opened the ticket on the web"),
    "link": N_("%(name)s opened the ticket by the link in a mail"),
    "phone": N_("%(name)s opened the ticket by phone"),
    "api": N_("%(name)s opened the ticket by a program"),
    "system": N_("%(name)s opened the ticket"),
}


def _opened(event: events.TicketOpened, names: Names) -> Iterator[tuple[str, str]]:
    requester = names.person(event.requester)
    if event.by in (event.requester, None):
        yield "plus", _(_OPENED[event.channel]) % {"name": requester}
    else:
        who = names.person(event.by)
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
    for name in event.changes:
        yield _ICONS.get(name, "pencil"), change_words(event, name, names)


_ICONS = {
    "status": "circle-dot",
    "priority": "flag",
    "team": "users-group",
    "assignee": "user-check",
    "requester": "user",
    "organisation": "building",
    "tags": "tag",
    "language": "language",
    "opening": "lock",
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
        "%(who)s moved %(num)s message to a new ticket, %(number)s",
        "%(who)s moved %(num)s messages to a new ticket, %(number)s",
        len(event.messages),
    )
    yield (
        "arrows-split-2",
        text % {"who": names.person(event.by), "num": len(event.messages), "number": words.number(event.into)},
    )


_LINKED = {
    ("relates", True): N_("%(who)s linked it with %(number)s"),
    ("relates", False): N_("%(who)s linked it with %(number)s"),
    ("duplicates", True): N_("%(who)s noted that it is a duplicate of %(number)s"),
    ("duplicates", False): N_("%(who)s noted that %(number)s is a duplicate of it"),
    ("blocks", True): N_("%(who)s noted that it blocks %(number)s"),
    ("blocks", False): N_("%(who)s noted that %(number)s blocks it"),
    ("child", True): N_("%(who)s noted that it is part of %(number)s"),
    ("child", False): N_("%(who)s noted that %(number)s is part of it"),
}


def _linked(event: events.TicketLinked, names: Names) -> Iterator[tuple[str, str]]:
    text = _(_LINKED[event.kind, event.outgoing])
    yield "link", text % {"who": names.person(event.by), "number": words.number(event.other)}


def _not_delivered(event: MailFailed, names: Names) -> Iterator[tuple[str, str]]:  # noqa: ARG001
    text = _("The mail to %(recipient)s could not be delivered: %(reason)s")
    yield "mail-off", text % {"recipient": event.recipient, "reason": delivery_trouble(event.reason)}


def _declined(event: OfferDeclined, names: Names) -> Iterator[tuple[str, str]]:
    values = {"who": names.person(event.by), "name": names.person(event.person), "other": names.person(event.other)}
    if event.kind == "newcomer":
        yield "user", _("%(who)s noted that %(name)s and %(other)s are two people") % values
    else:
        yield "user", _("%(who)s left the ticket with %(name)s, who passed the mail on") % values


def _gathered(event: NoticesGathered, names: Names) -> Iterator[tuple[str, str]]:  # noqa: ARG001
    text = ngettext(
        "%(sender)s opened %(num)s ticket within an hour: what else comes from it is gathered here",
        "%(sender)s opened %(num)s tickets within an hour: what else comes from it is gathered here",
        event.tickets,
    )
    yield "robot", text % {"sender": event.sender, "num": event.tickets}


def _too_fast(event: MailsTooFast, names: Names) -> Iterator[tuple[str, str]]:  # noqa: ARG001
    text = ngettext(
        "%(num)s mail came from %(sender)s within %(minutes)s minutes: nobody is answered until they pause",
        "%(num)s mails came from %(sender)s within %(minutes)s minutes: nobody is answered until they pause",
        event.mails,
    )
    yield "robot", text % {"sender": event.sender, "num": event.mails, "minutes": event.minutes}


def _voice(event: VoiceChosen, names: Names) -> Iterator[tuple[str, str]]:
    text = _("%(who)s chose that answers leave from %(address)s")
    yield "send", text % {"who": names.person(event.by), "address": event.address}


def _not_sent(event: events.ScheduledFailed, names: Names) -> Iterator[tuple[str, str]]:
    text = _("The reply that %(name)s wrote for later did not leave")
    yield "clock-exclamation", text % {"name": names.person(event.author)}


WORDS: dict[type[Event], Say] = {
    events.TicketOpened: _opened,
    events.MessageAdded: _said,
    events.TicketChanged: _changed,
    events.StayedSolved: _about("circle-check", N_("%(who)s only said thanks, so it stays solved")),
    events.ParticipantAdded: _person(N_("%(name)s follows it now"), N_("%(who)s put %(name)s in copy"), "user-plus"),
    events.ParticipantRemoved: _person(
        N_("%(name)s no longer follows it"), N_("%(who)s took %(name)s out of copy"), "user"
    ),
    OfferDeclined: _declined,
    events.TicketMerged: _about("git-merge", N_("%(who)s merged it into %(number)s"), "into"),
    events.TicketTookIn: _about("git-merge", N_("%(who)s merged %(number)s into this one"), "source"),
    events.TicketUnmerged: _about("git-merge", N_("%(who)s undid the merge into %(number)s"), "source_of"),
    events.TicketGaveBack: _about("git-merge", N_("%(who)s undid the merge of %(number)s into this one"), "source"),
    events.TicketSplit: _split,
    events.TicketLinked: _linked,
    events.TicketUnlinked: _about("link", N_("%(who)s removed the link to %(number)s"), "other"),
    events.TicketMarkedSpam: _about("ban", N_("%(who)s marked it as spam")),
    events.TicketNotSpam: _about("ban", N_("%(who)s marked it as not spam")),
    events.TicketDeleted: _about("trash", N_("%(who)s deleted it")),
    events.TicketRestored: _about("arrow-back-up", N_("%(who)s restored it")),
    events.TicketPurged: _about("trash", N_("The words of this ticket were removed for good")),
    events.ReplyScheduled: _about("clock", N_("%(who)s wrote a reply that leaves later")),
    events.ScheduledCancelled: _about("clock", N_("%(who)s held back a reply that was to leave later")),
    events.ScheduledRestored: _about("clock", N_("%(who)s put back a reply that leaves later")),
    events.ScheduledFailed: _not_sent,
    VoiceChosen: _voice,
    MailFailed: _not_delivered,
    MailsTooFast: _too_fast,
    NoticesGathered: _gathered,
}
