"""What the channels need to know to thread a mail and to send an answer. Not for people: nothing is scoped here."""

from dataclasses import dataclass
from datetime import datetime

from tridesk.kernel.ids import MessageId, TicketId
from tridesk.tickets.models import Attachment, Message, Participant, Ticket
from tridesk.tickets.types import ParticipantKind, Visibility


@dataclass(frozen=True, slots=True)
class MailFacts:
    """A ticket as the mail room sees it. `number` is where the conversation is now (a merge is followed)."""

    number: TicketId
    status: str
    subject: str
    requester: int
    people: frozenset[int]
    team: int | None
    language: str
    gone: bool


@dataclass(frozen=True, slots=True)
class EarlierMessage:
    author_name: str
    at: datetime
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """A message with what its mail needs."""

    id: int
    ticket: int
    author: int | None
    author_name: str
    side: str
    visibility: str
    channel: str
    at: datetime
    text: str
    html: str
    subject: str
    team: int | None
    language: str
    requester: int
    cc: tuple[int, ...]
    gone: bool
    attachments: tuple[tuple[int, str, str, str, bool], ...]  # file, name, type, content id, inline


def mail_facts(*, ticket_id: TicketId) -> MailFacts | None:
    """The ticket, or the one it was merged into; None when there is none. `gone`: deleted or spam."""
    ticket = Ticket.objects.filter(pk=ticket_id).first()
    for _ in range(20):
        if ticket is None or ticket.merged_into_id is None:
            break
        ticket = Ticket.objects.filter(pk=ticket.merged_into_id).first()
    if ticket is None:
        return None
    people = set(Participant.objects.filter(ticket=ticket).values_list("person_id", flat=True))
    people |= {ticket.requester_id, *([ticket.assignee_id] if ticket.assignee_id else [])}
    return MailFacts(
        number=TicketId(ticket.pk),
        status=ticket.status,
        subject=ticket.subject,
        requester=ticket.requester_id,
        people=frozenset(people),
        team=ticket.team_id,
        language=ticket.language,
        gone=ticket.spam_at is not None or ticket.deleted_at is not None,
    )


def outgoing_message(*, message_id: int) -> OutgoingMessage | None:
    """The message and who is to hear it; None when it is gone."""
    message = Message.objects.select_related("ticket").filter(pk=message_id).first()
    if message is None:
        return None
    ticket = message.ticket
    cc = Participant.objects.filter(ticket=ticket, kind=ParticipantKind.CC.value).order_by("id")
    files = Attachment.objects.filter(message=message).order_by("id")
    return OutgoingMessage(
        id=message.pk,
        ticket=ticket.pk,
        author=message.author_id,
        author_name=message.author_name,
        side=message.side,
        visibility=message.visibility,
        channel=message.channel,
        at=message.at,
        text=message.text,
        html=message.html,
        subject=ticket.subject,
        team=ticket.team_id,
        language=ticket.language,
        requester=ticket.requester_id,
        cc=tuple(cc.values_list("person_id", flat=True)),
        gone=ticket.spam_at is not None or ticket.deleted_at is not None,
        attachments=tuple(files.values_list("file_id", "name", "content_type", "content_id", "inline")),
    )


def first_message_of(*, ticket_id: TicketId) -> MessageId:
    """The message that opened the ticket."""
    return MessageId(Message.objects.filter(ticket=ticket_id).order_by("id").values_list("id", flat=True)[0])


def message_before(*, message_id: int) -> EarlierMessage | None:
    """The public message that came before this one on its ticket, to be quoted beneath it."""
    ticket = Message.objects.filter(pk=message_id).values("ticket")
    earlier = Message.objects.filter(ticket__in=ticket, pk__lt=message_id, visibility=Visibility.PUBLIC.value)
    row = earlier.order_by("-id").values_list("author_name", "at", "text", "html").first()
    return EarlierMessage(*row) if row else None


@dataclass(frozen=True, slots=True)
class Audience:
    """Who on the team cares for a ticket."""

    subject: str
    assignee: int | None
    followers: frozenset[int]


def audience_of(*, ticket_id: int) -> Audience | None:
    """Assignee and followers; None when the ticket is gone."""
    row = Ticket.objects.filter(pk=ticket_id, listed=True).values_list("subject", "assignee_id").first()
    if row is None:
        return None
    followers = Participant.objects.filter(ticket=ticket_id, kind=ParticipantKind.FOLLOWER.value)
    return Audience(row[0], row[1], frozenset(followers.values_list("person_id", flat=True)))


def has_tickets() -> bool:
    """Whether any ticket was ever opened here."""
    return Ticket.objects.exists()


@dataclass(frozen=True, slots=True)
class Totals:
    tickets: int
    messages: int


def totals() -> Totals:
    """How many there are in all; for the doctor, not for pages."""
    return Totals(Ticket.objects.count(), Message.objects.count())
