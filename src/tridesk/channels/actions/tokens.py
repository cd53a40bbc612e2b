"""The token that a mailbox signs in with, fetched anew before it runs out.

Many providers let a refresh token be spent once and take all of them back when one is spent twice. So one worker at a
time asks: it claims the grant's row by a lease (in the manner of the mailboxes'), asks the provider without holding a
transaction, and writes down what came only while the lease is its own. The others go on with the token there is, or
wait.
"""

import logging
import secrets
import time
from datetime import datetime, timedelta
from functools import partial

from django.db.models import Q

from tridesk.channels.kinds.email.providers import provider
from tridesk.channels.models import Mailbox, MailboxGrant
from tridesk.infra.mail import oauth
from tridesk.infra.mail.connecting import trusted_file
from tridesk.infra.mail.errors import MailServerError, Reason
from tridesk.infra.mail.oauth import OAuthClient, OAuthError, Tokens, Trouble
from tridesk.infra.secrets import SecretLostError, seal, unseal
from tridesk.kernel.ids import MailboxId

log = logging.getLogger(__name__)
AHEAD = timedelta(minutes=5)  # before a token runs out it is changed
LEASE = timedelta(seconds=90)  # longer than a provider may take to answer (infra/mail/oauth.py)
_PATIENCE = 45.0  # seconds to wait for another worker's answer
_LOOK = 0.1  # seconds between looks for it
_REASONS = {
    Trouble.GRANT: (Reason.GRANT_BROKEN, True),
    Trouble.CLIENT: (Reason.CLIENT_REFUSED, True),
    Trouble.REFUSED: (Reason.TOKEN_FAILED, True),
    Trouble.PASSING: (Reason.TOKEN_UNREACHABLE, False),
}


def access_token(*, mailbox_id: MailboxId, now: datetime, refused: str = "") -> str:
    """A token that is good for some minutes, and is not `refused`. Asks the provider where that must be: never call it
    in a transaction.

    Raises MailServerError: `grant_missing`, `grant_broken`, `grant_unreadable`, `client_refused`, `token_failed`,
    `token_unreachable`.
    """
    deadline = time.monotonic() + _PATIENCE
    while True:
        grant = _granted(mailbox_id)
        token, left = _present(grant, refused, now)
        if token and (left is None or left > AHEAD):
            return token
        if (lease := _claim(grant, now)) and (fresh := _renewed(grant, lease, now, spare=token)):
            return fresh
        if token and not lease:
            return token  # somebody is at it, and this one is good until then
        if time.monotonic() > deadline:
            raise MailServerError(Reason.TOKEN_UNREACHABLE, permanent=False, detail="another worker waits for it")
        time.sleep(_LOOK)


def client_of(mailbox: Mailbox, grant: MailboxGrant, *, redirect_url: str = "") -> OAuthClient:
    """Who we are at its provider. Raises SecretLostError."""
    known = provider(grant.provider, tenant=grant.tenant)
    return OAuthClient(
        client_id=grant.client_id,
        client_secret=unseal(grant.client_secret) if grant.client_secret else "",
        authorize_url=known.authorize_url if known else grant.authorize_url,
        token_url=known.token_url if known else grant.token_url,
        scope=known.scopes[mailbox.fetch_by] if known else grant.scope,
        redirect_url=redirect_url,
        extra={**(known.extra if known else {}), "login_hint": mailbox.fetch_user or mailbox.address},
        secret_in_form=known is not None,
        ca_file=trusted_file(mailbox.ca_file),
    )


def _granted(mailbox_id: MailboxId) -> MailboxGrant:
    grant = MailboxGrant.objects.select_related("mailbox").filter(pk=mailbox_id).exclude(refresh_secret="").first()
    if grant is None:
        raise MailServerError(Reason.GRANT_MISSING, permanent=True, detail="nobody consented yet")
    if grant.broken_since is not None:
        raise MailServerError(Reason.GRANT_BROKEN, permanent=True, detail=grant.error)
    return grant


def _present(grant: MailboxGrant, refused: str, now: datetime) -> tuple[str, timedelta | None]:
    """The token there is, or nothing, and how long it lasts; None where the provider does not say."""
    if not grant.access_secret or (grant.expires_at is not None and grant.expires_at <= now):
        return "", None
    token = _opened(grant.access_secret)
    return ("" if token == refused else token), (grant.expires_at - now if grant.expires_at else None)


def _opened(sealed: str) -> str:
    try:
        return unseal(sealed)
    except SecretLostError as error:
        raise _unreadable() from error


def _unreadable() -> MailServerError:
    return MailServerError(Reason.GRANT_UNREADABLE, permanent=True, detail="the secret key was changed")


def _claim(grant: MailboxGrant, now: datetime) -> str:
    """Our lease on the grant as we read it; empty when it is another's, or was changed since."""
    lease = secrets.token_hex(16)
    same = MailboxGrant.objects.filter(
        Q(refresh_until=None) | Q(refresh_until__lt=now), pk=grant.pk, refresh_secret=grant.refresh_secret,
        access_secret=grant.access_secret, broken_since=None,
    )  # fmt: skip
    return lease if same.update(refresh_lease=lease, refresh_until=now + LEASE) else ""


def _renewed(grant: MailboxGrant, lease: str, now: datetime, *, spare: str) -> str:
    """The new token; empty when the grant was taken back meanwhile. Without one, `spare` does as long as it lasts."""
    ours = MailboxGrant.objects.filter(pk=grant.pk, refresh_lease=lease)
    free = partial(ours.update, refresh_lease="", refresh_until=None)
    try:
        tokens = _asked(grant)
    except OAuthError as error:
        broken = {"broken_since": now, "access_secret": ""} if error.trouble is Trouble.GRANT else {}
        free(error=str(error), **broken)
        reason, permanent = _REASONS[error.trouble]
        log.warning("mailbox %s: no new token: %s", grant.pk, error)
        if spare and not broken:
            return spare
        raise MailServerError(reason, permanent=permanent, code=error.code, detail=error.detail) from error
    except BaseException:
        free()
        raise
    return tokens.access if free(error="", **kept(tokens, now)) else ""


def _asked(grant: MailboxGrant) -> Tokens:
    try:
        return oauth.refresh(client_of(grant.mailbox, grant), token=unseal(grant.refresh_secret))
    except SecretLostError as error:
        raise _unreadable() from error


def kept(tokens: Tokens, now: datetime) -> dict[str, object]:
    """The columns that hold them. A provider that sends no new refresh token goes on with the one we have."""
    columns: dict[str, object] = {
        "access_secret": seal(tokens.access),
        "expires_at": None if tokens.seconds is None else now + timedelta(seconds=tokens.seconds),
    }
    return {**columns, "refresh_secret": seal(tokens.refresh)} if tokens.refresh else columns
