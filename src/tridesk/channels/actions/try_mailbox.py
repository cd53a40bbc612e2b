"""A mailbox's servers are tried before one relies on them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from tridesk.channels.actions import servers
from tridesk.channels.errors import MailboxNotFoundError
from tridesk.channels.models import Mailbox
from tridesk.identity.types import Actor, Permission
from tridesk.infra.mail.errors import MailServerError
from tridesk.infra.mail.smtp import SmtpConnection
from tridesk.infra.secrets import SecretLostError
from tridesk.kernel.ids import MailboxId


@dataclass(frozen=True, slots=True)
class Trial:
    """What a try of both servers gave: empty for "works", otherwise the reason's code and the server's words. `by` is
    how mail is fetched (`imap`, `pop3`)."""

    by: str = Mailbox.IMAP
    fetch: str = ""
    fetch_detail: str = ""
    smtp: str = ""
    smtp_detail: str = ""
    folders: tuple[str, ...] = ()

    @property
    def works(self) -> bool:
        return not self.fetch and not self.smtp


def try_mailbox(*, actor: Actor, mailbox_id: MailboxId, clock: Callable[[], datetime]) -> Trial:
    """Connects to both servers as the worker would and says what they answer. Changes nothing but the token, where a
    new one must be fetched. Raises NotAllowedError, MailboxNotFoundError."""
    actor.require(Permission.MAILBOXES_MANAGE)
    mailbox = Mailbox.objects.filter(pk=mailbox_id).first()
    if mailbox is None:
        raise MailboxNotFoundError(mailbox=mailbox_id)
    folders: list[str] = []
    fetch, fetch_detail = _told(lambda: _fetches(mailbox, clock, folders))
    smtp, smtp_detail = _told(lambda: _sends(mailbox, clock))
    return Trial(mailbox.fetch_by, fetch, fetch_detail, smtp, smtp_detail, tuple(folders))


def _told(attempt: Callable[[], str]) -> tuple[str, str]:
    try:
        return attempt(), ""
    except MailServerError as error:
        return error.reason.value, error.detail
    except SecretLostError:
        return "secret_lost", ""


def _fetches(mailbox: Mailbox, clock: Callable[[], datetime], folders: list[str]) -> str:
    account = servers.fetching(mailbox, now=clock())
    if account is None:
        return ""
    if mailbox.fetch_by == Mailbox.POP3:
        with servers.open_pop(mailbox, account, clock=clock) as pop:
            pop.messages()
        return ""
    with servers.open_imap(mailbox, account, clock=clock) as imap:
        imap.select(mailbox.folder)
        folders += imap.folders()
    return ""


def _sends(mailbox: Mailbox, clock: Callable[[], datetime]) -> str:
    account = servers.sending(mailbox, now=clock())
    if account is None:
        return "no_server"
    servers.signed_in(SmtpConnection, account, mailbox, clock).close()
    return ""
