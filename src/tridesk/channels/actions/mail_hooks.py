"""A mailbox gets an address on the web that a provider posts its mail to; whoever knows it can bring mail."""

import secrets
from datetime import datetime
from typing import IO

from django.db import transaction

from tridesk.channels.actions.store_mail import store_mail
from tridesk.channels.errors import MailboxNotFoundError
from tridesk.channels.events import MailboxChanged
from tridesk.channels.models import Mailbox
from tridesk.channels.queries.mailboxes import digest_of
from tridesk.identity.types import Actor, Permission
from tridesk.infra import outbox
from tridesk.kernel.ids import InboundMailId, MailboxId


def make_hook(*, actor: Actor, mailbox_id: MailboxId, now: datetime) -> str:
    """The token of a new address, which nobody can show again; the one before it ends.

    Raises NotAllowedError, MailboxNotFoundError.
    """
    token = f"{secrets.token_urlsafe(32)}-mime"  # Mailgun posts the raw mail only to an address that ends so
    _set(actor, mailbox_id, digest_of(token=token), now)
    return token


def revoke_hook(*, actor: Actor, mailbox_id: MailboxId, now: datetime) -> None:
    """Nobody can post to it any more. Raises NotAllowedError, MailboxNotFoundError."""
    _set(actor, mailbox_id, "", now)


def _set(actor: Actor, mailbox_id: MailboxId, digest: str, now: datetime) -> None:
    actor.require(Permission.MAILBOXES_MANAGE)
    with transaction.atomic():
        mailbox = Mailbox.objects.select_for_update().filter(pk=mailbox_id).first()
        if mailbox is None:
            raise MailboxNotFoundError(mailbox=mailbox_id)
        before, mailbox.hook_digest = mailbox.hook_digest, digest
        mailbox.hook_made_at = now if digest else None
        mailbox.save(update_fields=["hook_digest", "hook_made_at"])
        if before or digest:
            changes = {"hook": ("yes" if before else "no", "yes" if digest else "no")}
            outbox.record(MailboxChanged(mailbox=mailbox.pk, changes=changes, at=now, by=actor.person_id, ip=actor.ip))


def take_posted(*, mailbox_id: MailboxId, raw: bytes | IO[bytes], now: datetime) -> tuple[InboundMailId, bool]:
    """Keeps a posted mail; its id and whether it is new to us. After it, 200 may be answered."""
    return store_mail(raw=raw, mailbox=mailbox_id, source=f"hook:{mailbox_id}", now=now)
