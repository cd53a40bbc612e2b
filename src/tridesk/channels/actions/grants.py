"""A mailbox is connected with its provider: who we are there, somebody's consent, and the end of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from tridesk.channels.actions.mailbox_place import PLACE, forget_place
from tridesk.channels.actions.tokens import client_of, kept
from tridesk.channels.errors import ConsentRefusedError, MailboxInvalidError, MailboxNotFoundError
from tridesk.channels.events import MailboxChanged, MailboxConnected, MailboxDisconnected
from tridesk.channels.kinds.email import providers
from tridesk.channels.models import Mailbox, MailboxGrant
from tridesk.identity.types import Actor, Permission
from tridesk.infra import outbox
from tridesk.infra.mail import oauth
from tridesk.infra.mail.oauth import Consent, OAuthClient, OAuthError, Tokens
from tridesk.infra.secrets import SecretLostError, seal
from tridesk.kernel.ids import MailboxId

_WORDS = ("provider", "tenant", "client_id", "authorize_url", "token_url", "scope")
_NO_CONSENT: dict[str, Any] = {
    "refresh_secret": "", "access_secret": "", "expires_at": None, "granted_at": None, "account": "",
    "broken_since": None, "error": "", "refresh_lease": "", "refresh_until": None,
}  # fmt: skip
_ANEW: dict[str, Any] = {"failing_since": None, "error": "", "error_reason": "", "lease_token": "", "lease_until": None}


def set_provider(*, actor: Actor, mailbox_id: MailboxId, values: Mapping[str, Any], now: datetime) -> None:
    """Who we are at which provider: `provider`, `tenant`, `client_id`, `client_secret` (empty: as it is), and of one
    that is not known `authorize_url`, `token_url`, `scope`. A known provider's servers are filled in; a consent given
    to another one of all this ends.

    Raises NotAllowedError, MailboxNotFoundError, MailboxInvalidError.
    """
    actor.require(Permission.MAILBOXES_MANAGE)
    with transaction.atomic():
        mailbox = _locked(mailbox_id)
        grant, _new = _grants().get_or_create(mailbox=mailbox)
        changes = _set(grant, values)
        if changes.keys() - {"client_secret"}:
            _take_over(grant, _NO_CONSENT)
        if changes.keys() & {"provider", "tenant"} or mailbox.sign_in != Mailbox.OAUTH2:
            changes |= _fill_in(mailbox, grant)
        if not changes:
            return
        if changes.keys() & PLACE:
            forget_place(mailbox)
        _save(mailbox, grant)
        outbox.record(MailboxChanged(mailbox=mailbox.pk, changes=changes, at=now, by=actor.person_id, ip=actor.ip))


def begin_consent(*, actor: Actor, mailbox_id: MailboxId, redirect_url: str) -> Consent:
    """Where to send the browser, and what to keep until it comes back. Changes nothing.

    Raises NotAllowedError, MailboxNotFoundError, MailboxInvalidError.
    """
    actor.require(Permission.MAILBOXES_MANAGE)
    client = _client(mailbox_id, redirect_url)
    for field in ("client_id", "authorize_url", "token_url"):
        if not getattr(client, field):
            raise MailboxInvalidError(field=field, reason="required")
    return oauth.begin(client)


def take_consent(
    *, actor: Actor, mailbox_id: MailboxId, code: str, verifier: str, redirect_url: str, now: datetime
) -> None:
    """Trades the code that the provider sent for tokens, without a transaction, and keeps them.

    Raises NotAllowedError, MailboxNotFoundError, ConsentRefusedError.
    """
    actor.require(Permission.MAILBOXES_MANAGE)
    client = _client(mailbox_id, redirect_url)
    try:
        tokens = oauth.redeem(client, code=code, verifier=verifier)
    except OAuthError as error:
        raise ConsentRefusedError(reason=error.trouble.value, said=str(error)) from error
    if not tokens.refresh:  # it would end within the hour
        raise ConsentRefusedError(reason="no_refresh_token", said="")
    _keep(actor, mailbox_id, client, tokens, now)


def disconnect(*, actor: Actor, mailbox_id: MailboxId, now: datetime) -> None:
    """Forgets the tokens; who we are at the provider stays. Raises NotAllowedError, MailboxNotFoundError."""
    actor.require(Permission.MAILBOXES_MANAGE)
    with transaction.atomic():
        mailbox = _locked(mailbox_id)
        grant = _grants().filter(pk=mailbox_id).exclude(refresh_secret="").first()
        if grant is None:
            return
        told = MailboxDisconnected(
            mailbox=mailbox.pk, provider=grant.provider, account=grant.account, at=now, by=actor.person_id, ip=actor.ip
        )
        _take_over(grant, _NO_CONSENT)
        _save(mailbox, grant)
        outbox.record(told)


def _keep(actor: Actor, mailbox_id: MailboxId, client: OAuthClient, tokens: Tokens, now: datetime) -> None:
    with transaction.atomic():
        mailbox = _locked(mailbox_id)
        grant = _grants().filter(pk=mailbox_id).first()
        if grant is None or client_of(mailbox, grant, redirect_url=client.redirect_url) != client:
            raise ConsentRefusedError(reason="changed", said="")  # these tokens are another provider's or client's
        _take_over(grant, {**_NO_CONSENT, **kept(tokens, now), "granted_at": now, "account": tokens.account})
        _save(mailbox, grant)
        outbox.record(
            MailboxConnected(
                mailbox=mailbox.pk, provider=grant.provider, account=grant.account, at=now, by=actor.person_id,
                ip=actor.ip,
            )
        )  # fmt: skip


def _client(mailbox_id: MailboxId, redirect_url: str) -> OAuthClient:
    mailbox = Mailbox.objects.filter(pk=mailbox_id).first()
    if mailbox is None:
        raise MailboxNotFoundError(mailbox=mailbox_id)
    grant = MailboxGrant.objects.filter(pk=mailbox_id).first() or MailboxGrant(mailbox=mailbox)
    try:
        return client_of(mailbox, grant, redirect_url=redirect_url)
    except SecretLostError as error:
        raise MailboxInvalidError(field="client_secret", reason="lost") from error


def _locked(mailbox_id: MailboxId) -> Mailbox:
    mailbox = Mailbox.objects.select_for_update().filter(pk=mailbox_id).first()
    if mailbox is None:
        raise MailboxNotFoundError(mailbox=mailbox_id)
    return mailbox


def _grants() -> QuerySet[MailboxGrant]:
    """Locked: whoever renews a token just now must not be overwritten with the one that was spent for it."""
    return MailboxGrant.objects.select_for_update()


def _set(grant: MailboxGrant, values: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    changes: dict[str, tuple[str, str]] = {}
    for name in _WORDS:
        before, value = str(getattr(grant, name)), str(values.get(name, getattr(grant, name))).strip()
        if value != before:
            setattr(grant, name, value)
            changes[name] = (before, value)
    _check(grant)
    if secret := str(values.get("client_secret") or "").strip():
        grant.client_secret = seal(secret)
        grant.error = ""
        changes["client_secret"] = ("", "")
    return changes


def _check(grant: MailboxGrant) -> None:
    if grant.provider not in (providers.GOOGLE, providers.MICROSOFT, providers.OTHER):
        raise MailboxInvalidError(field="provider", reason="unknown_value")
    if grant.tenant and not providers.is_tenant(grant.tenant):
        raise MailboxInvalidError(field="tenant", reason="malformed")
    if not grant.client_id:
        raise MailboxInvalidError(field="client_id", reason="required")
    if grant.provider == providers.OTHER:
        for field in ("authorize_url", "token_url"):
            if not oauth.is_safe(getattr(grant, field)):
                raise MailboxInvalidError(field=field, reason="no_safe_url")


def _fill_in(mailbox: Mailbox, grant: MailboxGrant) -> dict[str, tuple[str, str]]:
    wanted: dict[str, str | int] = {"sign_in": Mailbox.OAUTH2}
    wanted |= providers.servers(grant.provider, tenant=grant.tenant, fetch_by=mailbox.fetch_by)
    changes = {}
    for name, value in wanted.items():
        if (before := getattr(mailbox, name)) != value:
            setattr(mailbox, name, value)
            changes[name] = (str(before), str(value))
    return changes


def _take_over(row: Mailbox | MailboxGrant, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def _save(mailbox: Mailbox, grant: MailboxGrant) -> None:
    """Whoever listens with what was before ends; what was wrong is forgotten until it is tried."""
    _take_over(mailbox, _ANEW)
    mailbox.save()
    grant.save()
