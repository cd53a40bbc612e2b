"""What belongs to a ticket's conversation: replies for later, mails, people, relations, what happened."""

from typing import Annotated, Any

from pydantic import AwareDatetime, Field

from tridesk.api.schemas.base import Id, In, Moment, Named, Out
from tridesk.api.schemas.tickets import Address, NewMessage
from tridesk.tickets.queries import View
from tridesk.tickets.types import FieldKind, LinkKind, Status, TicketType


class ViewCount(Out):
    """`more`: there are at least so many."""

    view: View
    count: int
    more: bool


class ViewCounts(Out):
    items: list[ViewCount]


class ScheduledIn(NewMessage):
    """`send_at` lies within a year. `unless_answered`: it does not leave if somebody outside writes before."""

    send_at: AwareDatetime
    unless_answered: bool = False


class Scheduled(Out):
    """`state`: waiting; failed (`reason` says why it did not leave); cancelled while it is changed on the page.
    `may_edit`: whether you may send it now."""

    id: str
    ticket: str
    author: str
    author_name: str
    text: str
    status: Status | None
    send_at: Moment
    unless_answered: bool
    state: str
    reason: str
    may_edit: bool
    files: list[str]


class ScheduledReplies(Out):
    items: list[Scheduled]


class MessageDelivery(Out):
    """`state`: queued, sent or failed; `at` is when it was sent or is tried next; `trouble` why it is not there yet."""

    recipient: str
    state: str
    at: Moment | None
    trouble: str
    server_said: str


class MessageDeliveries(Out):
    items: list[MessageDelivery]


class Sender(Out):
    """A mailbox that replies may leave from; `speaks`: they do."""

    id: str
    address: str
    name: str
    speaks: bool


class Senders(Out):
    items: list[Sender]


class SenderIn(In):
    mailbox: Id


class Participant(Named):
    """`kind`: `cc` hears every public message, `follower` works here and is told what happens."""

    email: str
    kind: str


class Participants(Out):
    items: list[Participant]


class CopyIn(In):
    """One of the two; somebody with a new address becomes known."""

    person: Id | None = None
    email: Address | None = None


class FollowerIn(In):
    """Without a person it is the caller."""

    person: Id | None = None


class Link(Out):
    """`outgoing`: this ticket `kind` the other; otherwise the other one this."""

    ticket: str
    number: int
    subject: str
    status: Status
    kind: LinkKind
    outgoing: bool


class Links(Out):
    items: list[Link]


class LinkIn(In):
    """Read as: this ticket `kind` the other; `child`: it is a part of it."""

    other: Id
    kind: LinkKind = LinkKind.RELATES


class MergeIn(In):
    into: Id


class SplitIn(In):
    """Messages of this ticket that become a ticket of their own; something must stay."""

    messages: list[Id] = Field(min_length=1, max_length=500)
    subject: Annotated[str, Field(max_length=250)] = ""


class UndoIn(In):
    """A `ticket.changed` of the timeline; without one, your last change here."""

    event: Id | None = None


class Happened(Out):
    """`type`, `version`, `id`, `at` and `data` as events have them everywhere; `sentences` as the page says it, in your
    language."""

    type: str
    version: int
    id: str
    at: Moment
    data: dict[str, Any]
    sentences: list[str]


class Timeline(Out):
    items: list[Happened]
    next: str | None
    previous: str | None


class AskedField(Out):
    """A custom field as whoever fills it in knows it. `types` empty: of every ticket type."""

    key: str
    name: str
    kind: FieldKind
    options: list[str]
    types: list[TicketType]
    required: bool
    for_requester: bool


class AskedFields(Out):
    items: list[AskedField]
