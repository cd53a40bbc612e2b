"""The words of a ticket as types. Plain values; they cross rooms."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import IntEnum, StrEnum

from tridesk.kernel.ids import FieldId, FileId, OrganisationId, PersonId, TeamId, TicketId


class TicketType(StrEnum):
    """ITIL's types."""

    INCIDENT = "incident"
    SERVICE_REQUEST = "service_request"
    QUESTION = "question"
    PROBLEM = "problem"
    CHANGE = "change"


class Status(StrEnum):
    NEW = "new"
    OPEN = "open"
    WAITING_REQUESTER = "waiting_requester"
    WAITING_VENDOR = "waiting_vendor"
    ON_HOLD = "on_hold"
    SOLVED = "solved"
    CLOSED = "closed"


TODO = (Status.NEW, Status.OPEN)
WAITING = (Status.WAITING_REQUESTER, Status.WAITING_VENDOR, Status.ON_HOLD)
DONE = (Status.SOLVED, Status.CLOSED)


class Phase(StrEnum):
    """What a list asks of a status: is it ours to do, does it wait, is it done."""

    TODO = "todo"
    WAITING = "waiting"
    DONE = "done"


class Priority(IntEnum):
    """1 comes first in every list."""

    EMERGENCY = 1
    HIGH = 2
    MEDIUM = 3
    LOW = 4


class Level(IntEnum):
    """Impact (how many are hit) and urgency (how soon it hurts)."""

    HIGH = 1
    MEDIUM = 2
    LOW = 3


class Holder(StrEnum):
    """Who has the ball. Nobody has it once the ticket is solved."""

    ANALYST = "analyst"
    REQUESTER = "requester"
    VENDOR = "vendor"
    NOBODY = ""


class Visibility(StrEnum):
    """`internal` never leaves the house."""

    PUBLIC = "public"
    INTERNAL = "internal"


class Channel(StrEnum):
    """How words came in."""

    EMAIL = "email"
    WEB = "web"
    LINK = "link"
    PHONE = "phone"
    API = "api"
    SYSTEM = "system"


class ParticipantKind(StrEnum):
    """`cc` hears every public message; `follower` works here and is told what happens."""

    CC = "cc"
    FOLLOWER = "follower"


class LinkKind(StrEnum):
    """Read as "this ticket ... the other"; `child`: this is a part of the other."""

    RELATES = "relates"
    DUPLICATES = "duplicates"
    BLOCKS = "blocks"
    CHILD = "child"


class FieldKind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    PERSON = "person"
    YES_NO = "yes_no"


type FieldValueType = str | Decimal | date | bool | PersonId | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Body:
    """What somebody wrote. `text` is always there; `html` is safe (cleaned at the door it came through).

    `full_text` and `full_html` hold the whole where quoted history and signature were folded away; empty
    when nothing was.
    """

    text: str
    html: str = ""
    full_text: str = ""
    full_html: str = ""


@dataclass(frozen=True, slots=True)
class NewAttachment:
    """A stored file on its way to a message. `content_id` is what an inline image is called in the HTML."""

    file: FileId
    name: str
    content_type: str
    content_id: str = ""
    inline: bool = False


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """What policies need to know of a ticket. `gone`: deleted or spam; `listed`: neither, and not merged."""

    id: TicketId
    status: Status
    team: TeamId | None
    assignee: PersonId | None
    requester: PersonId
    participants: frozenset[PersonId] = frozenset()
    listed: bool = True
    gone: bool = False

    @classmethod
    def told_by(
        cls,
        *,
        id: int,
        status: str,
        team: int | None,
        assignee: int | None,
        requester: int,
        participants: frozenset[PersonId],
        gone: bool,
        merged: bool,
    ) -> "TicketFacts":
        """The facts as a ticket's columns tell them."""
        return cls(
            id=TicketId(id),
            status=Status(status),
            team=TeamId(team) if team else None,
            assignee=PersonId(assignee) if assignee else None,
            requester=PersonId(requester),
            participants=participants,
            listed=not gone and not merged,
            gone=gone,
        )


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A custom field as forms and validation need it. `types` empty: for every ticket type."""

    id: FieldId
    key: str
    name: str
    kind: FieldKind
    options: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    required: bool = False
    for_requester: bool = False


@dataclass(frozen=True, slots=True)
class NewTicket:
    """Everything a new ticket can be given; what is left out is proposed by the rules."""

    requester: PersonId
    subject: str
    body: Body
    channel: Channel
    type: TicketType = TicketType.INCIDENT
    impact: Level = Level.MEDIUM
    urgency: Level = Level.MEDIUM
    priority: Priority | None = None
    team: TeamId | None = None
    assignee: PersonId | None = None
    organisation: OrganisationId | None = None
    language: str = ""
    tags: tuple[str, ...] = ()
    cc: tuple[PersonId, ...] = ()
    fields: Mapping[str, FieldValueType] | None = None
    attachments: tuple[NewAttachment, ...] = ()
    visibility: Visibility = Visibility.PUBLIC
    submission_key: str | None = None
    received_at: datetime | None = None
