"""A queued mail goes out: composed now, tried for two days, its failure told in words."""

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, transaction

from tridesk.channels.actions import servers
from tridesk.channels.actions.letters import letter
from tridesk.channels.actions.pace import take_turn
from tridesk.channels.events import MailFailed
from tridesk.channels.kinds.email.outbound import Letter, compose, default_sender
from tridesk.channels.kinds.email.signing import signed
from tridesk.channels.models import OutboundMail
from tridesk.infra import files, outbox
from tridesk.infra.asking import tell
from tridesk.infra.mail.errors import DeliveryFailed, MailServerError, Reason
from tridesk.infra.mail.replies import too_large
from tridesk.infra.mail.smtp_pool import BusyError, SmtpPool
from tridesk.infra.mail.types import Account
from tridesk.infra.outbox import Postpone
from tridesk.kernel.ids import OutboundMailId

log = logging.getLogger(__name__)
# One thread is left for everybody else where a server hangs.
pool = SmtpPool(size=max(1, settings.CONFIG.worker_threads - 1))
_BUSY = timedelta(seconds=10)

# RFC 5321 section 4.5.4.1: keep trying for days, with growing pauses; we stop after two.
_PAUSES = tuple(timedelta(seconds=s) for s in (15, 60, 300, 900, 1800, 3600, 7200, 14400))
_GIVE_UP = timedelta(days=2)

_WAITS = "UPDATE channels_outboundmail SET attempts = attempts + 1, error = %s, next_try_at = %s WHERE id = %s"
_WAITS_FOR_TURN = "UPDATE channels_outboundmail SET error = 'pace', next_try_at = %s WHERE id = %s"
_LINKED = "UPDATE channels_outboundmail SET link_files = %s WHERE id = %s"
_SENT = """
UPDATE channels_outboundmail SET state = %s, sent_at = %s, error = '', next_try_at = NULL, attempts = attempts + 1
WHERE id = %s
"""


def send_mail(*, mail_id: OutboundMailId, now: datetime) -> None:
    """Sends it, or says when to try again (Postpone), or marks it failed. A mail that is not queued is left alone."""
    mail = (
        OutboundMail.objects.select_related("mailbox", "person").filter(pk=mail_id, state=OutboundMail.QUEUED).first()
    )
    if mail is None:
        return
    try:
        account = servers.sending(mail.mailbox, now=now)
        if account is not None:
            _wait_for_turn(mail, now)
        words = letter(mail, now=now) if account is not None else None
        unscanned = words is not None and _waits_for_scan(words)
        raw = compose(words) if words is not None and not unscanned else b""
    except (DatabaseError, Postpone):
        raise
    except MailServerError as problem:  # there is no token to sign in with
        _again(mail, str(problem), now)
        return
    except Exception as problem:
        log.exception("mail %s cannot be composed", mail.pk)
        _again(mail, f"{type(problem).__name__}: {problem}", now)
        return
    if account is None:
        _again(mail, "no_server", now)
    elif words is None:
        _failed(mail, "gone", now)
    elif unscanned:
        _again(mail, "file_waiting", now)
    else:
        _hand_over(mail, account, words, raw, now)


def _wait_for_turn(mail: OutboundMail, now: datetime) -> None:
    """Postpones, without counting a try, what is more than the mailbox may send in a minute."""
    pause = take_turn(mail=mail, mailbox=mail.mailbox, now=now) if mail.mailbox else None
    if pause is not None:
        tell(_WAITS_FOR_TURN, now + pause, mail.pk)
        raise Postpone(pause)


def _waits_for_scan(words: Letter) -> bool:
    """Whether the virus scanner has not seen one of its files yet. A reader of the page cannot have it either."""
    waiting = [part.file for part in words.attached if files.standing(part.file.verdict) is files.Standing.WAITING]
    for file in waiting:
        files.queue_scan(file)
    return bool(waiting)


def _hand_over(mail: OutboundMail, account: Account, words: Letter, raw: bytes, now: datetime) -> None:
    try:
        _carry_signed_in(mail, account, raw, now)
    except BusyError:
        raise Postpone(_BUSY) from None  # no try of ours: its server has another mail and does not answer
    except DeliveryFailed as problem:
        if too_large(problem.reply) and words.attached and not words.link_files:
            _with_links(mail, account, words, now)
        elif problem.permanent:
            _failed(mail, str(problem), now)
        else:
            _again(mail, str(problem), now)
    except MailServerError as problem:
        _again(mail, str(problem), now)
    else:
        tell(_SENT, OutboundMail.SENT, now, mail.pk)


def _with_links(mail: OutboundMail, account: Account, words: Letter, now: datetime) -> None:
    """Once more and at once: the words as they are, every file as a link."""
    tell(_LINKED, True, mail.pk)
    linked = replace(words, link_files=True)
    _hand_over(mail, account, linked, compose(linked), now)


def _carry_signed_in(mail: OutboundMail, account: Account, raw: bytes, now: datetime) -> None:
    """Where the server does not take the token, once more with a new one."""
    try:
        _carry(mail, account, raw)
    except DeliveryFailed as problem:
        if problem.reason is not Reason.TOKEN_REFUSED or mail.mailbox is None:
            raise
        _carry(mail, servers.renewed(account, mail.mailbox, now=now), raw)


def _carry(mail: OutboundMail, account: Account, raw: bytes) -> None:
    raw = signed(mail.mailbox, raw)
    ours = mail.mailbox.address if mail.mailbox else default_sender()[1]
    # RFC 3834 section 3.3: what a robot says must not be answered, so its bounces must not start a conversation.
    sender = ours if mail.kind == OutboundMail.REPLY else ""
    try:
        pool.send(account, raw, sender=sender, recipients=[mail.recipient])
    except DeliveryFailed as problem:
        if sender or not problem.permanent:
            raise
        # Some servers let an account send in its own name only. Better so than not at all.
        pool.send(account, raw, sender=ours, recipients=[mail.recipient])


def _again(mail: OutboundMail, why: str, now: datetime) -> None:
    if now - mail.queued_at > _GIVE_UP:
        _failed(mail, why, now)
        return
    pause = _PAUSES[min(mail.attempts, len(_PAUSES) - 1)]
    tell(_WAITS, why[:2000], now + pause, mail.pk)
    log.warning("mail %s to ticket %s waits %s: %s", mail.pk, mail.ticket_id, pause, why)
    raise Postpone(pause)


def _failed(mail: OutboundMail, why: str, now: datetime) -> None:
    with transaction.atomic():
        OutboundMail.objects.filter(pk=mail.pk).update(
            state=OutboundMail.FAILED, error=why[:2000], next_try_at=None, attempts=mail.attempts + 1
        )
        if mail.ticket_id:
            outbox.record(
                MailFailed(
                    ticket=mail.ticket_id, mail=mail.pk, recipient=mail.recipient, reason=why[:500], at=now, by=None
                )
            )
    log.error("mail %s of ticket %s failed: %s", mail.pk, mail.ticket_id, why)
