"""The words of a mail that belongs to a ticket; an analyst's may bring commands along."""

from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from tridesk.channels.actions import intake_people, intake_staff, intake_words
from tridesk.channels.actions.intake_mail import ReadMail, StoredMail, Taken
from tridesk.channels.actions.queue_mail import queue_notice
from tridesk.channels.kinds.email.commands import Commands, commands_in
from tridesk.channels.queries import own_addresses
from tridesk.channels.types import IncomingMessage, Outcome
from tridesk.identity.queries import assignable, assignable_people, find_person_by_address
from tridesk.identity.types import SYSTEM, Actor
from tridesk.kernel.errors import InvalidError, NotAllowedError
from tridesk.kernel.ids import PersonId
from tridesk.tickets.actions.change import change
from tridesk.tickets.actions.reply import reply
from tridesk.tickets.queries import MailFacts
from tridesk.tickets.types import Body, Channel, Visibility


def append(
    *, mail: StoredMail, read: ReadMail, facts: MailFacts, actor: Actor, person: PersonId, now: datetime
) -> Taken:
    """Adds the mail to its ticket: a requester's in public, an analyst's where it is surely theirs, else as a note."""
    if person not in facts.people and _is_ours(read.message):
        note = replace(SYSTEM, name=actor.name)  # a mailbox of ours takes part in nothing, but its words are kept
        said = _say(mail, read, facts, note, intake_words.body(read.message), Visibility.INTERNAL, now)
        return Taken(Outcome.APPENDED, facts.number, said)
    # A mail can be written in anybody's name: what claims to be from one of us is shown to us, not to the requester.
    inside = actor.is_staff and person != facts.requester
    answer = intake_staff.reply_of(read.message, read.origin, facts=facts, person=person, now=now) if inside else None
    intake_people.add_to_conversation(read.message, facts=facts, person=person, joins=answer is None, now=now)
    asked = commands_in(answer.text) if answer is not None else Commands("")
    # Who wrote commands meant more than words: where nobody follows them (`/note`!), nothing goes out either.
    if answer is not None and (settings.CONFIG.mail_commands or not asked.given):
        try:
            with transaction.atomic():
                return _answer(mail, read, facts, actor, answer, asked, now)
        except (NotAllowedError, InvalidError):  # who may not do it on the page may not by mail: it is a note
            if asked.given:
                _say_nothing_was_done(mail, facts, actor, read.message.new_text, now)
    kept, visibility = intake_words.body(read.message), Visibility.INTERNAL if inside else Visibility.PUBLIC
    return Taken(Outcome.APPENDED, facts.number, _say(mail, read, facts, actor, kept, visibility, now))


def _is_ours(message: IncomingMessage) -> bool:
    """Whether somebody wrote with a mailbox of ours itself, past Tridesk."""
    return message.sender is not None and bool(own_addresses(addresses=[message.sender.key]))


def _answer(
    mail: StoredMail, read: ReadMail, facts: MailFacts, actor: Actor, answer: Body, asked: Commands, now: datetime
) -> Taken:
    """What an analyst says and asks for: all of it or nothing. Raises NotAllowedError, InvalidError."""
    if asked.unknown:
        raise InvalidError(field="command", reason="unknown_value")
    changes: dict[str, object] = {"assignee": _assignee(actor, asked.assignee)} if asked.assignee else {}
    said = None
    if asked.text or read.attachments or not asked.given:
        body = Body(text=asked.text) if asked.given else answer  # the HTML has the commands in it
        said = _say(mail, read, facts, actor, body, Visibility.INTERNAL if asked.note else Visibility.PUBLIC, now)
    if asked.status is not None:
        changes["status"] = asked.status
    if changes:
        change(actor=actor, ticket_id=facts.number, changes=changes, now=now)
    return Taken(Outcome.APPENDED, facts.number, said)


def _say(
    mail: StoredMail, read: ReadMail, facts: MailFacts, actor: Actor, body: Body, visibility: Visibility, now: datetime
) -> int:
    return reply(
        actor=actor,
        ticket_id=facts.number,
        body=body,
        visibility=visibility,
        channel=Channel.EMAIL,
        attachments=read.attachments,
        submission_key=f"mail:{mail.id}",
        at=intake_words.written_at(read.message, mail.received_at),
        now=now,
    )


def _assignee(actor: Actor, named: str) -> PersonId:
    """The analyst with this address, or the only one with this name. Raises InvalidError."""
    by_address = find_person_by_address(address=named)
    if by_address is not None and assignable(person_id=by_address):
        return by_address
    found = assignable_people(actor=actor, search=named, limit=2)
    if len(found) != 1:
        raise InvalidError(field="assignee", reason="unknown_value")
    return found[0].id


def _say_nothing_was_done(mail: StoredMail, facts: MailFacts, actor: Actor, text: str, now: datetime) -> None:
    number = f"{settings.CONFIG.ticket_prefix}{facts.number}"
    with translation.override(actor.language or settings.LANGUAGE_CODE):
        subject = _("[%(number)s] Nothing was done: your mail is a note") % {"number": number}
        words = _(
            "A command in the first lines of your mail is unknown, names nobody or more than one person, or is not "
            "yours to give. Nothing was done and nothing went to the requester; your mail is an internal note now."
        )
    if actor.person_id is not None:
        queue_notice(
            occasion=f"command:{mail.id}",
            person=actor.person_id,
            subject=subject,
            text=f"{words}\n\n{text[:2000]}",
            ticket=facts.number,
            now=now,
        )
