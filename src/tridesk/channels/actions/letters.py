"""Gathering what a queued mail says: the message, its reader, the thread it stands in."""

import logging
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from tridesk.channels import rules
from tridesk.channels.kinds.email.fitting import LARGEST, Attached
from tridesk.channels.kinds.email.mail_words import AS_IT_IS, compiled
from tridesk.channels.kinds.email.outbound import Letter, Quoted, default_sender, may_be_referred_to
from tridesk.channels.models import InboundMail, OutboundMail
from tridesk.channels.types import MailWords
from tridesk.identity.actions.grant_link import grant_link
from tridesk.identity.queries import recipients
from tridesk.identity.types import Side
from tridesk.infra.asking import ask_one
from tridesk.infra.files import StoredFile
from tridesk.kernel.ids import PersonId, TicketId
from tridesk.tickets.queries import OutgoingMessage, message_before, outgoing_message

_REFERENCES = 12
TRIAL = "trial:"  # so begins the occasion of a mail that shows an administrator a template
_CHANGED = "SELECT subject, text, html FROM channels_mailtemplate WHERE kind = %s AND language = %s AND in_use"
log = logging.getLogger(__name__)


def letter(mail: OutboundMail, *, now: datetime) -> Letter | None:
    """The letter, or None when what it was about is gone."""
    said = outgoing_message(message_id=mail.said_id) if mail.said_id else None
    if mail.kind != OutboundMail.NOTICE and (said is None or said.gone):
        return None
    person = next(iter(recipients(person_ids=[PersonId(mail.person_id)])), None) if mail.person_id else None
    name, address = _sender(mail, said)
    to_team = person is not None and person.side is Side.ANALYST
    is_reply = mail.kind == OutboundMail.REPLY
    token = _token(mail, now)
    language = (person.language if person else "") or settings.LANGUAGE_CODE
    return Letter(
        template=mail.kind,
        message_id=mail.message_id,
        to_name=person.name if person else "",
        to_address=mail.recipient,
        from_name=name,
        from_address=address,
        language=language,
        zone=(person.zone if person else "") or settings.TIME_ZONE,
        subject=mail.subject,
        ticket=TicketId(mail.ticket_id) if mail.ticket_id else None,
        ticket_subject=rules.plain_subject(said.subject) if said else "",
        text=said.text if said and is_reply else mail.text,
        html=said.html if said and is_reply else mail.html,
        at=now,
        signature=mail.mailbox.signature if mail.mailbox and mail.kind != OutboundMail.NOTICE else "",
        link=_link(mail, token, to_team=to_team),
        others=_others(mail, said),
        quoted=_quoted(said) if said and is_reply else None,
        attached=_attached(said, token) if said and is_reply else (),
        references=_references(mail),
        plus_addressing=bool(mail.mailbox and mail.mailbox.plus_addressing),
        author=said.author_name if said else "",
        status=said.status if said else "",
        to_requester=said is None or said.requester == mail.person_id,
        to_team=to_team,
        words=_words(mail, language),
        largest=mail.mailbox.largest_mb * 1_000_000 if mail.mailbox else LARGEST,
        link_files=mail.link_files,
    )


def _sender(mail: OutboundMail, said: OutgoingMessage | None) -> tuple[str, str]:
    if mail.mailbox is None:
        return default_sender()
    desk = mail.mailbox.sender_name or settings.CONFIG.site_name
    if said is not None and mail.kind == OutboundMail.REPLY and said.author_name:
        return f"{said.author_name} ({desk})", mail.mailbox.address
    return desk, mail.mailbox.address


def _words(mail: OutboundMail, language: str) -> MailWords | None:
    """What an administrator made of the mail's words. Where that cannot be used, the shipped ones go: a mail waits for
    no template."""
    if mail.occasion.startswith(TRIAL):
        return AS_IT_IS
    row = ask_one(_CHANGED, mail.kind, language)
    if row is None:
        return None
    words = MailWords(*row)
    try:
        compiled(mail.kind, words)
    except Exception:
        log.exception("the template of %s in %s cannot be used, so the shipped one is", mail.kind, language)
        return None
    return words


def _token(mail: OutboundMail, now: datetime) -> str:
    """What opens the ticket for its reader without a password; empty for the team's own mails."""
    if mail.ticket_id is None or mail.kind == OutboundMail.NOTICE or mail.person_id is None:
        return ""
    subject, days = f"ticket:{mail.ticket_id}", settings.CONFIG.link_days
    return grant_link(person=PersonId(mail.person_id), subject=subject, days=days, now=now)


def _link(mail: OutboundMail, token: str, *, to_team: bool) -> str:
    """The ticket's page for this reader; nobody outside is led to the team's."""
    if token:
        return settings.CONFIG.public_url + reverse("public_ticket", args=[token])
    if mail.ticket_id is None or not to_team:
        return ""
    return settings.CONFIG.public_url + reverse("ticket", args=[mail.ticket_id])


def _others(mail: OutboundMail, said: OutgoingMessage | None) -> tuple[str, ...]:
    if said is None or not said.cc:
        return ()
    people = [PersonId(person) for person in (said.requester, *said.cc) if person != mail.person_id]
    return tuple(person.name for person in recipients(person_ids=people))


def _quoted(said: OutgoingMessage) -> Quoted | None:
    before = message_before(message_id=said.id)
    return Quoted(before.author_name, before.at, before.text, before.html) if before else None


def _attached(said: OutgoingMessage, token: str) -> tuple[Attached, ...]:
    stored = StoredFile.objects.in_bulk([file for _, file, *_ in said.attachments])
    return tuple(
        Attached(stored[file], name, content_type, content_id, inline, _file_link(number, token))
        for number, file, name, content_type, content_id, inline in said.attachments
    )


def _file_link(attachment: int, token: str) -> str:
    """Where the reader fetches a file that is too large for the mail, with nothing but the link."""
    if not token:
        return ""
    # The name it is saved under stands in the answer's header, where it may hold any character.
    place = reverse("link_attachment", kwargs={"link": token, "attachment_id": attachment, "name": "file"})
    return f"{settings.CONFIG.public_url}{place}?download"


def _references(mail: OutboundMail) -> tuple[str, ...]:
    """The Message-IDs of the thread before this mail, the answered one last (RFC 5322 section 3.6.4).

    What is answered is the last mail from outside, although we may have written since (an acknowledgement).
    """
    if mail.ticket_id is None:
        return ()
    came = InboundMail.objects.filter(ticket=mail.ticket_id, robot=False, received_at__lte=mail.queued_at)
    came = came.filter(said__visibility="public").exclude(message_id="").order_by("id")
    if mail.kind == OutboundMail.REPLY:  # an analyst's own mail is what is sent on, not what is answered
        came = came.exclude(said=mail.said_id, said__side=Side.ANALYST.value)
    went = OutboundMail.objects.filter(ticket=mail.ticket_id, recipient=mail.recipient, pk__lt=mail.pk)
    went = went.exclude(kind=OutboundMail.NOTICE).order_by("id")
    heard = list(came.values_list("received_at", "message_id"))
    rows = sorted([*heard, *went.values_list("queued_at", "message_id")])
    ids = [message_id for _, message_id in rows if may_be_referred_to(message_id)]
    answered = [message_id for _, message_id in heard if message_id in ids][-1:]
    thread = list(dict.fromkeys(i for i in ids if i not in answered))
    return (*thread[:1], *thread[1:][-_REFERENCES:], *answered)
