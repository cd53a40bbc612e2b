"""How mailboxes sign what they send, for their page and the doctor. Private keys stay where they are."""

from dataclasses import dataclass
from datetime import datetime

from tridesk.channels.kinds.email.signing import domain_of, speaks_for
from tridesk.channels.models import Mailbox
from tridesk.channels.queries.mailboxes import mailbox
from tridesk.identity.types import Actor, Permission
from tridesk.infra.secrets import SecretLostError, unseal
from tridesk.kernel.ids import MailboxId


@dataclass(frozen=True, slots=True)
class Signing:
    """`name` and `value` are the record to publish. `trouble`: why it sends unsigned (secret_lost, other_domain).

    `others` are mailboxes whose key this one could sign with, too.
    """

    mailbox: int
    address: str
    domain: str
    selector: str = ""
    name: str = ""
    value: str = ""
    trouble: str = ""
    others: tuple[tuple[int, str], ...] = ()

    def next_selector(self, now: datetime) -> str:
        """A name for a key made now: not that of an earlier one, whose record may still be there."""
        return f"tridesk{self.mailbox}-{now:%Y%m%d}"

    @property
    def has_key(self) -> bool:
        return bool(self.name)


def signing_of(*, actor: Actor, mailbox_id: MailboxId) -> Signing:
    """Where there is no key, `domain` is the one of the address. Raises NotAllowedError, MailboxNotFoundError."""
    found = mailbox(actor=actor, mailbox_id=mailbox_id)
    if not found.dkim_secret:
        return Signing(found.pk, found.address, domain_of(found.address), others=tuple(_others(found)))
    return _with_key(found)


def unsigned(*, actor: Actor) -> list[Signing]:
    """Mailboxes in use that have a key and cannot sign with it. Raises NotAllowedError."""
    actor.require(Permission.MAILBOXES_MANAGE)
    with_key = Mailbox.objects.filter(is_active=True).exclude(dkim_secret="").order_by("address")
    return [each for each in map(_with_key, with_key) if each.trouble]


def signing_trouble_of(found: Mailbox) -> str:
    """Why it sends unsigned although it has a key: secret_lost, other_domain; else empty."""
    if not found.dkim_secret:
        return ""
    try:
        unseal(found.dkim_secret)
    except SecretLostError:
        return "secret_lost"
    return "" if speaks_for(found.dkim_domain, found.address) else "other_domain"


def _with_key(found: Mailbox) -> Signing:
    from tridesk.infra.mail import signing

    name, value = signing.record_name(found.dkim_domain, found.dkim_selector), ""
    trouble = signing_trouble_of(found)
    if trouble != "secret_lost":
        value = signing.record_of(unseal(found.dkim_secret))
    return Signing(found.pk, found.address, found.dkim_domain, found.dkim_selector, name, value, trouble)


def _others(found: Mailbox) -> list[tuple[int, str]]:
    rows = Mailbox.objects.exclude(dkim_secret="").order_by("address").values_list("id", "address", "dkim_domain")
    return [(pk, address) for pk, address, domain in rows if speaks_for(domain, found.address)]
