"""A mailbox gets a key that what it sends is signed with; what is published for it is looked up."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import transaction

from tridesk.channels.errors import MailboxInvalidError, MailboxNotFoundError
from tridesk.channels.events import MailboxChanged
from tridesk.channels.kinds.email.signing import is_domain, is_selector, speaks_for
from tridesk.channels.models import Mailbox
from tridesk.channels.types import DkimRecord
from tridesk.identity.types import Actor, Permission
from tridesk.infra import outbox
from tridesk.infra.dns import Resolver, UnansweredError
from tridesk.infra.secrets import SecretLostError, seal, unseal
from tridesk.kernel.ids import MailboxId

_SECONDS = 3.0


def set_dkim_key(
    *, actor: Actor, mailbox_id: MailboxId, domain: str, selector: str, now: datetime, key: str = ""
) -> None:
    """Signs with `key` (PEM), or with one that is made now. The private key is sealed, and nobody can see it again.

    Raises NotAllowedError, MailboxNotFoundError, MailboxInvalidError.
    """
    from tridesk.infra.mail import signing

    actor.require(Permission.MAILBOXES_MANAGE)
    domain, selector = domain.strip().lower().rstrip("."), selector.strip().lower()
    if not is_domain(domain):
        raise MailboxInvalidError(field="domain", reason="no_domain")
    if not is_selector(selector):
        raise MailboxInvalidError(field="selector", reason="no_selector")
    try:
        secret = signing.read_key(key) if key.strip() else signing.make_key()
    except signing.UnusableKeyError as error:
        raise MailboxInvalidError(field="key", reason=error.reason) from error

    def change(mailbox: Mailbox) -> None:
        if not speaks_for(domain, mailbox.address):
            raise MailboxInvalidError(field="domain", reason="other_domain")
        _check_free(mailbox, domain, selector, secret)
        mailbox.dkim_domain, mailbox.dkim_selector, mailbox.dkim_secret = domain, selector, seal(secret)

    _changed(actor, mailbox_id, change, now)


def share_dkim_key(*, actor: Actor, mailbox_id: MailboxId, other_id: MailboxId, now: datetime) -> None:
    """Signs with the key of another mailbox, so that one record does for both.

    Raises NotAllowedError, MailboxNotFoundError, MailboxInvalidError.
    """
    actor.require(Permission.MAILBOXES_MANAGE)

    def change(mailbox: Mailbox) -> None:
        other = Mailbox.objects.filter(pk=other_id).exclude(dkim_secret="").first()
        if other is None:
            raise MailboxNotFoundError(mailbox=other_id)
        if not speaks_for(other.dkim_domain, mailbox.address):
            raise MailboxInvalidError(field="domain", reason="other_domain")
        mailbox.dkim_domain, mailbox.dkim_selector = other.dkim_domain, other.dkim_selector
        mailbox.dkim_secret = other.dkim_secret

    _changed(actor, mailbox_id, change, now)


def remove_dkim_key(*, actor: Actor, mailbox_id: MailboxId, now: datetime) -> None:
    """Forgets the key: what leaves is not signed any more. Raises NotAllowedError, MailboxNotFoundError."""

    def change(mailbox: Mailbox) -> None:
        mailbox.dkim_domain, mailbox.dkim_selector, mailbox.dkim_secret = "", "", ""

    _changed(actor, mailbox_id, change, now)


def check_dkim_record(*, actor: Actor, mailbox_id: MailboxId) -> DkimRecord:
    """What is published where others look for our key, asked of the name servers now. Changes nothing.

    Raises NotAllowedError, MailboxNotFoundError.
    """
    from tridesk.infra.mail import signing

    actor.require(Permission.MAILBOXES_MANAGE)
    mailbox = Mailbox.objects.filter(pk=mailbox_id).exclude(dkim_secret="").first()
    if mailbox is None:
        raise MailboxNotFoundError(mailbox=mailbox_id)
    try:
        key = unseal(mailbox.dkim_secret)
        # One of its own: what was not there a minute ago may be there now.
        resolver = Resolver(settings.CONFIG.dns)
        name = signing.record_name(mailbox.dkim_domain, mailbox.dkim_selector)
        found = signing.published(key, resolver.ask(name, "TXT", seconds=_SECONDS))
    except SecretLostError:
        return DkimRecord.LOST
    except UnansweredError:
        return DkimRecord.UNANSWERED
    return DkimRecord(found.value)


def _check_free(mailbox: Mailbox, domain: str, selector: str, key: str) -> None:
    """One name has one record: another mailbox with another key there would make both worthless."""
    for other in Mailbox.objects.filter(dkim_domain=domain, dkim_selector=selector).exclude(pk=mailbox.pk):
        try:
            same = unseal(other.dkim_secret) == key
        except SecretLostError:
            same = True  # that one signs nothing any more
        if not same:
            raise MailboxInvalidError(field="selector", reason="selector_taken")


def _changed(actor: Actor, mailbox_id: MailboxId, change: Callable[[Mailbox], None], now: datetime) -> None:
    actor.require(Permission.MAILBOXES_MANAGE)
    with transaction.atomic():
        mailbox = Mailbox.objects.select_for_update().filter(pk=mailbox_id).first()
        if mailbox is None:
            raise MailboxNotFoundError(mailbox=mailbox_id)
        before, secret = _record(mailbox), mailbox.dkim_secret
        change(mailbox)
        if mailbox.dkim_secret == secret:
            return
        mailbox.save(update_fields=["dkim_domain", "dkim_selector", "dkim_secret"])
        changes = {"dkim": (before, _record(mailbox))}
        outbox.record(MailboxChanged(mailbox=mailbox.pk, changes=changes, at=now, by=actor.person_id, ip=actor.ip))


def _record(mailbox: Mailbox) -> str:
    return f"{mailbox.dkim_selector}._domainkey.{mailbox.dkim_domain}" if mailbox.dkim_secret else ""
