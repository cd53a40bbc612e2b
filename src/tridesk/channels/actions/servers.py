"""A mailbox's servers, with whatever they want to be shown: a password, or a token that is still good."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from tridesk.channels.actions.tokens import access_token
from tridesk.channels.kinds.email.accounts import fetch_account, smtp_account
from tridesk.channels.models import Mailbox
from tridesk.infra.mail.errors import MailServerError, Reason
from tridesk.infra.mail.imap import ImapConnection
from tridesk.infra.mail.pop3 import PopConnection
from tridesk.infra.mail.types import Account
from tridesk.kernel.ids import MailboxId


def fetching(mailbox: Mailbox, *, now: datetime) -> Account | None:
    """Where mail is fetched; None for an address that only sends. Raises SecretLostError, MailServerError."""
    return _shown(mailbox, fetch_account(mailbox), now)


def sending(mailbox: Mailbox | None, *, now: datetime) -> Account | None:
    """Where mail is handed over: the mailbox's own server or the installation's; None when there is neither. Raises
    SecretLostError, MailServerError."""
    account = smtp_account(mailbox)
    return _shown(mailbox, account, now) if mailbox is not None and mailbox.smtp_host else account


def open_imap(mailbox: Mailbox, account: Account, *, clock: Callable[[], datetime]) -> ImapConnection:
    return signed_in(ImapConnection, account, mailbox, clock)


def open_pop(mailbox: Mailbox, account: Account, *, clock: Callable[[], datetime]) -> PopConnection:
    return signed_in(PopConnection, account, mailbox, clock)


def signed_in[C](
    connect: Callable[[Account], C], account: Account, mailbox: Mailbox | None, clock: Callable[[], datetime]
) -> C:
    """Connected; where the server does not take the token, once more with a new one. Raises MailServerError."""
    try:
        return connect(account)
    except MailServerError as error:
        if mailbox is None or error.reason is not Reason.TOKEN_REFUSED or not error.permanent:
            raise
    return connect(renewed(account, mailbox, now=clock()))


def renewed(account: Account, mailbox: Mailbox, *, now: datetime) -> Account:
    """The same with another token than the one it has. Raises MailServerError."""
    return replace(account, token=access_token(mailbox_id=MailboxId(mailbox.pk), now=now, refused=account.token))


def _shown(mailbox: Mailbox, account: Account | None, now: datetime) -> Account | None:
    if account is None or mailbox.sign_in != Mailbox.OAUTH2:
        return account
    token = access_token(mailbox_id=MailboxId(mailbox.pk), now=now)
    return replace(account, user=account.user or mailbox.address, password="", token=token)
