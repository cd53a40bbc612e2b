"""Mailboxes for their settings pages and for those who listen to them."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from tridesk.channels.errors import MailboxNotFoundError
from tridesk.channels.models import Mailbox, MailboxGrant
from tridesk.identity.types import Actor, Permission
from tridesk.infra.asking import ask, ask_one
from tridesk.kernel.ids import MailboxId
from tridesk.kernel.text import normal_address

_RECEIVERS = "SELECT id, address, is_active FROM channels_mailbox WHERE address IN (%s, %s)"
_HOOKED = "SELECT id, is_active FROM channels_mailbox WHERE hook_digest = %s AND hook_digest <> ''"


@dataclass(frozen=True, slots=True)
class MailboxRow:
    """A mailbox on its list, with how it fares."""

    id: int
    address: str
    team: str | None
    is_active: bool
    checked_at: datetime | None
    failing_since: datetime | None
    error_reason: str
    error: str


_COLUMNS = ("id", "address", "team__name", "is_active", "checked_at", "failing_since", "error_reason", "error")
_GRANT = ("sign_in", "created_at", "grant__granted_at", "grant__broken_since", "grant__error")


def mailboxes(*, actor: Actor) -> list[MailboxRow]:
    """All of them by address; one without a consent that it needs counts as failing, whether it fetches or only sends.
    Raises NotAllowedError."""
    actor.require(Permission.MAILBOXES_MANAGE)
    rows = Mailbox.objects.order_by("address").values_list(*_COLUMNS, *_GRANT)
    return [_with_grant(MailboxRow(*row[: len(_COLUMNS)]), *row[len(_COLUMNS) :]) for row in rows]


def _with_grant(
    row: MailboxRow,
    sign_in: str,
    created_at: datetime,
    granted_at: datetime | None,
    broken_since: datetime | None,
    said: str | None,
) -> MailboxRow:
    if sign_in != Mailbox.OAUTH2 or row.failing_since is not None:
        return row
    if broken_since is not None:
        return replace(row, failing_since=broken_since, error_reason="grant_broken", error=said or "")
    if granted_at is None:
        return replace(row, failing_since=created_at, error_reason="grant_missing", error="")
    return row


def mailbox(*, actor: Actor, mailbox_id: MailboxId) -> Mailbox:
    """One with all its settings (passwords sealed). Raises NotAllowedError, MailboxNotFoundError."""
    actor.require(Permission.MAILBOXES_MANAGE)
    found = Mailbox.objects.select_related("team", "grant").filter(pk=mailbox_id).first()
    if found is None:
        raise MailboxNotFoundError(mailbox=mailbox_id)
    return found


def hold_mailbox(*, actor: Actor, mailbox_id: MailboxId) -> Mailbox:
    """The same, its row locked until the transaction ends."""
    actor.require(Permission.MAILBOXES_MANAGE)
    list(Mailbox.objects.select_for_update().filter(pk=mailbox_id).values_list("pk"))
    return mailbox(actor=actor, mailbox_id=mailbox_id)


def row_of(*, mailbox: Mailbox) -> MailboxRow:
    """How it fares, as on the list; of a mailbox that `mailbox` gave."""
    team = mailbox.team.name if mailbox.team is not None else None
    row = MailboxRow(
        mailbox.pk, mailbox.address, team, mailbox.is_active, mailbox.checked_at, mailbox.failing_since,
        mailbox.error_reason, mailbox.error,
    )  # fmt: skip
    grant: MailboxGrant | None = getattr(mailbox, "grant", None)
    granted, broken, said = (grant.granted_at, grant.broken_since, grant.error) if grant else (None, None, "")
    return _with_grant(row, mailbox.sign_in, mailbox.created_at, granted, broken, said)


@dataclass(frozen=True, slots=True)
class Grant:
    """How a mailbox stands with its provider. `state`: `unknown` (it was not said who we are there), `known`,
    `connected`, `broken` (somebody must consent again)."""

    state: str = "unknown"
    provider: str = MailboxGrant.OTHER
    tenant: str = ""
    client_id: str = ""
    authorize_url: str = ""
    token_url: str = ""
    scope: str = ""
    account: str = ""
    granted_at: datetime | None = None
    error: str = ""


def grant_of(*, mailbox: Mailbox) -> Grant:
    """Without a secret; of a mailbox that `mailbox` gave."""
    row: MailboxGrant | None = getattr(mailbox, "grant", None)
    if row is None or not row.client_id:
        return Grant(provider=_likely(mailbox))
    connected = "connected" if row.refresh_secret else "known"
    return Grant(
        "broken" if row.broken_since else connected, row.provider, row.tenant, row.client_id, row.authorize_url,
        row.token_url, row.scope, row.account, row.granted_at, row.error,
    )  # fmt: skip


def _likely(mailbox: Mailbox) -> str:
    """The provider to offer first, by the address and the server."""
    domain, host = mailbox.address.rpartition("@")[2], mailbox.fetch_host or mailbox.smtp_host
    if domain.startswith(("outlook.", "hotmail.", "live.")) or host.endswith((".office365.com", ".outlook.com")):
        return MailboxGrant.MICROSOFT
    return MailboxGrant.OTHER if host and not host.endswith((".gmail.com", ".googlemail.com")) else MailboxGrant.GOOGLE


def active_mailboxes() -> list[Mailbox]:
    """Those whose mail is fetched; for the worker and the doctor."""
    return list(Mailbox.objects.filter(is_active=True).exclude(fetch_host="").order_by("id"))


@dataclass(frozen=True, slots=True)
class Receiver:
    """The mailbox that an address of an envelope belongs to."""

    id: MailboxId
    is_active: bool


def mailbox_for(*, address: str) -> Receiver | None:
    """Whose mail this is: the mailbox with this address, else the one without "+anything"; None when it is nobody's."""
    if (exact := normal_address(address)) is None:
        return None
    local, _at, domain = exact.rpartition("@")
    plain = f"{local.partition('+')[0]}@{domain}"
    found = {row[1]: Receiver(MailboxId(row[0]), bool(row[2])) for row in ask(_RECEIVERS, exact, plain)}
    return found.get(exact) or found.get(plain)


def digest_of(*, token: str) -> str:
    """What is kept of a hook's token: 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def mailbox_of_hook(*, token: str) -> Receiver | None:
    """The mailbox whose mail is posted with this token. Only digests are compared, by one look into an index: how long
    it takes says nothing about any token."""
    row = ask_one(_HOOKED, digest_of(token=token))
    return Receiver(MailboxId(row[0]), bool(row[1])) if row else None


def can_send() -> bool:
    """Whether any active mailbox has a server to send through."""
    return Mailbox.objects.filter(is_active=True).exclude(smtp_host="").exists()
