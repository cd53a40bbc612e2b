"""What the channels need to know to thread a mail and to send an answer. Not for people: nothing is scoped here."""

from dataclasses import dataclass
from datetime import datetime

from tridesk.infra.asking import ask, ask_one, moment
from tridesk.kernel.ids import TicketId
from tridesk.tickets.models import Message, Ticket
from tridesk.tickets.types import ParticipantKind, Visibility


@dataclass(frozen=True, slots=True)
class MailFacts:
    """A ticket as the mail room sees it. `number` is where the conversation is now (a merge is followed).

    `people` are all who take part, `outside` those of them for whom or with whom the matter is: requester and CC.
    """

    number: TicketId
    status: str
    subject: str
    requester: int
    people: frozenset[int]
    outside: frozenset[int]
    organisation: int | None
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
    status: str
    team: int | None
    language: str
    requester: int
    cc: tuple[int, ...]
    gone: bool
    attachments: tuple[tuple[int, int, str, str, str, bool], ...]  # number, file, name, type, content id, inline


_FACTS = """
SELECT merged_into_id, status, subject, requester_id, assignee_id, team_id, organisation_id,
language, spam_at IS NOT NULL OR deleted_at IS NOT NULL FROM tickets_ticket WHERE id = %s
"""
_OUTGOING = """
SELECT m.ticket_id, m.author_id, m.author_name, m.side, m.visibility, m.channel, m.at, m.text, m.html, t.subject,
t.status, t.team_id, t.language, t.requester_id, t.spam_at IS NOT NULL OR t.deleted_at IS NOT NULL
FROM tickets_message m JOIN tickets_ticket t ON t.id = m.ticket_id WHERE m.id = %s
"""
_FILES = """
SELECT id, file_id, name, content_type, content_id, inline FROM tickets_attachment WHERE message_id = %s ORDER BY id
"""
_PARTICIPANTS = "SELECT person_id FROM tickets_participant WHERE ticket_id = %s"
_KINDS = "SELECT person_id, kind FROM tickets_participant WHERE ticket_id = %s"
# Who follows it works here and is told so; a mail of the conversation goes to those outside.
_CC = """
SELECT person_id FROM tickets_participant p WHERE ticket_id = %s AND kind = 'cc' AND NOT EXISTS (
  SELECT 1 FROM tickets_participant f
  WHERE f.ticket_id = p.ticket_id AND f.person_id = p.person_id AND f.kind = 'follower'
) ORDER BY id
"""
_FOLLOWERS = f"{_PARTICIPANTS} AND kind = '{ParticipantKind.FOLLOWER.value}'"


def mail_facts(*, ticket_id: TicketId) -> MailFacts | None:
    """The ticket, or the one it was merged into; None when there is none. `gone`: deleted or spam."""
    number: int = ticket_id
    for _ in range(20):
        row = ask_one(_FACTS, number)
        if row is None:
            return None
        merged_into, status, subject, requester, assignee, team, organisation, language, gone = row
        if merged_into is None:
            break
        number = merged_into
    taking_part = ask(_KINDS, number)
    return MailFacts(
        number=TicketId(number),
        status=status,
        subject=subject,
        requester=requester,
        people=frozenset({requester, *([assignee] if assignee else []), *(person for person, _ in taking_part)}),
        outside=frozenset({requester, *(person for person, kind in taking_part if kind == ParticipantKind.CC.value)}),
        organisation=organisation,
        team=team,
        language=language,
        gone=bool(gone),
    )


def outgoing_message(*, message_id: int) -> OutgoingMessage | None:
    """The message and who is to hear it; None when it is gone."""
    row = ask_one(_OUTGOING, message_id)
    if row is None:
        return None
    (ticket, author, name, side, visibility, channel, at, text, html, *about) = row
    subject, status, team, language, requester, gone = about
    return OutgoingMessage(
        id=message_id,
        ticket=ticket,
        author=author,
        author_name=name,
        side=side,
        visibility=visibility,
        channel=channel,
        at=moment(at),
        text=text,
        html=html,
        subject=subject,
        status=status,
        team=team,
        language=language,
        requester=requester,
        cc=tuple(person for (person,) in ask(_CC, ticket)),
        gone=bool(gone),
        attachments=tuple(
            (number, file, name, kind, mark, bool(inline))
            for number, file, name, kind, mark, inline in ask(_FILES, message_id)
        ),
    )


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
    row = ask_one("SELECT subject, assignee_id FROM tickets_ticket WHERE id = %s AND listed", ticket_id)
    if row is None:
        return None
    return Audience(row[0], row[1], frozenset(person for (person,) in ask(_FOLLOWERS, ticket_id)))


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
