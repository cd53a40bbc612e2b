"""One of each event that a ticket's stream can hold."""

from datetime import UTC, datetime

from tridesk.channels.events import MailFailed, MailsTooFast, NoticesGathered, OfferDeclined, VoiceChosen
from tridesk.kernel.events import Event
from tridesk.tickets import events
from tridesk.tickets.types import LinkKind

_WHEN = {"ticket": 1, "at": datetime(2026, 3, 10, 9, 30, tzinfo=UTC), "by": 2}
_MESSAGE = {"message": 5, "side": "analyst", "channel": "web", "author": 2}
CHANGES = {
    "status": ("new", "open"),
    "priority": ("3", "1"),
    "type": ("incident", "problem"),
    "team": ("", "3"),
    "assignee": ("2", ""),
    "requester": ("1", "2"),
    "organisation": ("", "4"),
    "tags": ("", "vpn mail"),
    "subject": ("Old", "New"),
    "language": ("en", "es"),
    "impact": ("1", "2"),
    "opening": ("public", "internal"),
    "field:site": ("Lima", ""),
}
EVENTS: list[Event] = [
    events.TicketOpened(**_WHEN, subject="Help", requester=1, channel="email", message=5, side="requester"),
    events.TicketOpened(**_WHEN | {"by": 1}, subject="Help", requester=1, channel="email", message=5, side="requester"),
    events.MessageAdded(**_WHEN, **_MESSAGE, visibility="public"),
    events.MessageAdded(**_WHEN, **_MESSAGE, visibility="internal"),
    events.MessageAdded(**_WHEN, **_MESSAGE, visibility="public", first=True),
    events.TicketChanged(**_WHEN, changes=CHANGES),
    events.TicketChanged(**_WHEN | {"by": None}, changes={"status": ("solved", "closed")}),
    events.TicketChanged(**_WHEN, changes={"priority": ("1", "3")}, undoes=6),
    events.StayedSolved(**_WHEN, message=5),
    events.ReplyScheduled(**_WHEN, scheduled=8),
    events.ScheduledCancelled(**_WHEN, scheduled=8),
    events.ScheduledRestored(**_WHEN, scheduled=8),
    events.ScheduledFailed(**_WHEN | {"by": None}, scheduled=8, author=2, reason="answered"),
    VoiceChosen(**_WHEN, mailbox=3, address="billing@desk.test"),
    events.ParticipantAdded(**_WHEN, person=1, kind="cc"),
    events.ParticipantAdded(**_WHEN, person=1, kind="follower"),
    events.ParticipantRemoved(**_WHEN, person=1, kind="cc"),
    events.ParticipantRemoved(**_WHEN, person=1, kind="follower"),
    events.TicketMerged(**_WHEN, into=9),
    events.TicketTookIn(**_WHEN, source=9),
    events.TicketUnmerged(**_WHEN, source_of=9),
    events.TicketGaveBack(**_WHEN, source=9),
    events.TicketSplit(**_WHEN, into=9, messages=[5]),
    events.TicketSplit(**_WHEN, into=9, messages=[5, 6]),
    *(events.TicketLinked(**_WHEN, other=9, kind=kind, outgoing=way) for kind in LinkKind for way in (True, False)),
    events.TicketUnlinked(**_WHEN, other=9, kind="relates"),
    events.TicketMarkedSpam(**_WHEN),
    events.TicketNotSpam(**_WHEN),
    events.TicketDeleted(**_WHEN),
    events.TicketRestored(**_WHEN),
    events.TicketPurged(**_WHEN),
    MailFailed(**_WHEN | {"by": None}, mail=3, recipient="alice@acme.test", reason="mailbox full"),
    MailsTooFast(**_WHEN | {"by": None}, sender="bot@acme.test", mails=12, minutes=10),
    NoticesGathered(**_WHEN | {"by": None}, sender="nagios@acme.test", tickets=10),
    OfferDeclined(**_WHEN, kind="newcomer", person=1, other=2),
    OfferDeclined(**_WHEN, kind="passed_on", person=1),
]
