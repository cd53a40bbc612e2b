"""The words of outgoing mails are changed, put back to the shipped ones, and tried on oneself first."""

from datetime import datetime

from django.db import IntegrityError, transaction

from tridesk.channels.actions.letters import TRIAL
from tridesk.channels.actions.queue_mail import queue_notice
from tridesk.channels.errors import MailTemplateChangedError, MailTemplateNotFoundError
from tridesk.channels.events import MailTemplateChanged, MailTemplateRestored, MailTemplateTakenUp
from tridesk.channels.kinds.email.mail_words import checked, shipped
from tridesk.channels.models import MailTemplate
from tridesk.channels.queries.mail_templates import preview, require_known
from tridesk.channels.types import MailWords
from tridesk.identity.types import Actor, Permission
from tridesk.infra import outbox
from tridesk.kernel.ids import PersonId
from tridesk.kernel.text import clipped

_SHOWN = 500  # characters of a text before and after in the audit trail; which parts changed is always named


def change_mail_template(
    *, actor: Actor, kind: str, language: str, words: MailWords, seen: datetime | None = None, now: datetime
) -> tuple[str, ...]:
    """Takes the words into use. Returns what was left out of the HTML because mail programs do not show it.

    `seen`: when the actor began; what somebody else changed later is not overwritten. Raises NotAllowedError,
    MailTemplateNotFoundError, MailTemplateInvalidError, MailTemplateChangedError.
    """
    actor.require(Permission.MAILBOXES_MANAGE)
    require_known(kind=kind, language=language)
    kept, taken = (made := checked(kind=kind, language=language, words=words)).words, made.taken
    with transaction.atomic():
        row, before = _locked(kind, language)
        if seen is not None and row.pk and row.changed_at > seen and row.changed_by_id != actor.person_id:
            raise MailTemplateChangedError(kind=kind, language=language)
        changes = {
            part: (clipped(getattr(before, part), _SHOWN), clipped(getattr(kept, part), _SHOWN))
            for part in ("subject", "text", "html")
            if getattr(before, part) != getattr(kept, part)
        }
        if not changes:
            return taken
        row.subject, row.text, row.html, row.in_use = kept.subject, kept.text, kept.html, True
        row.changed_at, row.changed_by_id = now, actor.person_id
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:  # somebody else changed these words for the first time at the same instant
            raise MailTemplateChangedError(kind=kind, language=language) from None
        outbox.record(
            MailTemplateChanged(
                mail_template=row.pk,
                kind=kind,
                language=language,
                changes=changes,
                at=now,
                by=actor.person_id,
                ip=actor.ip,
            )
        )
    return taken


def _locked(kind: str, language: str) -> tuple[MailTemplate, MailWords]:
    """The row, perhaps a new one, and the words that are in use."""
    row = MailTemplate.objects.select_for_update().filter(kind=kind, language=language).first()
    if row is None:
        return MailTemplate(kind=kind, language=language), shipped(kind, language)
    return row, MailWords(row.subject, row.text, row.html) if row.in_use else shipped(kind, language)


def restore_mail_template(*, actor: Actor, kind: str, language: str, now: datetime) -> None:
    """The shipped words are sent again; the changed ones stay and can be taken up again.

    Raises NotAllowedError, MailTemplateNotFoundError.
    """
    _switch(actor, kind, language, MailTemplateRestored, now, in_use=False)


def take_up_mail_template(*, actor: Actor, kind: str, language: str, now: datetime) -> None:
    """The changed words are sent again, after they were put aside. Raises as `restore_mail_template`."""
    _switch(actor, kind, language, MailTemplateTakenUp, now, in_use=True)


def _switch(
    actor: Actor,
    kind: str,
    language: str,
    event: type[MailTemplateRestored | MailTemplateTakenUp],
    now: datetime,
    *,
    in_use: bool,
) -> None:
    actor.require(Permission.MAILBOXES_MANAGE)
    require_known(kind=kind, language=language)
    with transaction.atomic():
        row = MailTemplate.objects.select_for_update().filter(kind=kind, language=language).first()
        if row is None:
            raise MailTemplateNotFoundError(kind=kind, language=language)
        if row.in_use == in_use:
            return
        row.in_use, row.changed_at, row.changed_by_id = in_use, now, actor.person_id
        row.save(update_fields=["in_use", "changed_at", "changed_by"])
        outbox.record(
            event(mail_template=row.pk, kind=kind, language=language, at=now, by=actor.person_id, ip=actor.ip)
        )


def try_mail_template(*, actor: Actor, kind: str, language: str, words: MailWords, now: datetime) -> bool:
    """Mails the words, saved or not, with an example filled in to the one who asks. False: they have no address.

    Raises NotAllowedError, MailTemplateNotFoundError, MailTemplateInvalidError.
    """
    # number 0: an answer to the example must not find somebody's ticket
    shown = preview(actor=actor, kind=kind, language=language, words=words, number=0)
    return actor.person_id is not None and queue_notice(
        occasion=f"{TRIAL}{kind}:{language}:{actor.person_id}:{now.timestamp():.0f}",
        person=PersonId(actor.person_id),
        subject=shown.subject,
        text=shown.text,
        html=shown.content,
        ticket=None,
        now=now,
    )
