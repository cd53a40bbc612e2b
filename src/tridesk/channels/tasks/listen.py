"""One mailbox, listened to until told to stop: fetch, wait for news, fetch again."""

import logging
from collections.abc import Callable
from functools import partial

from django.db import connection

from tridesk.channels.actions import servers
from tridesk.channels.actions.fetch_mail import (
    fetch_missed,
    fetch_new,
    lease,
    note_failure,
    note_success,
    renew,
    sessions_of,
)
from tridesk.channels.models import Mailbox
from tridesk.infra.mail.errors import MailServerError, Reason
from tridesk.infra.mail.idle import Waker
from tridesk.infra.secrets import SecretLostError
from tridesk.kernel.clock import now
from tridesk.kernel.ids import MailboxId

log = logging.getLogger(__name__)
_ROUND = 60.0  # seconds of waiting before the folder is looked at anyway, and the lease renewed
PAUSES = (2.0, 5.0, 15.0, 30.0, 60.0)  # seconds after failures one after the other


def listen(*, mailbox_id: MailboxId, token: str, waker: Waker, stopped: Callable[[], bool]) -> None:
    """Connects and fetches until stopped, or until the mailbox is somebody else's, changed or failing.

    Raises MailServerError, after it was noted on the mailbox; the caller waits and calls again.
    """
    if not lease(mailbox_id=mailbox_id, token=token, now=now()):
        return
    mailbox = Mailbox.objects.get(pk=mailbox_id)

    def wanted() -> bool:
        return not stopped() and renew(mailbox_id=mailbox_id, token=token, now=now())

    try:
        (_poll if mailbox.fetch_by == Mailbox.POP3 else _watch)(mailbox, waker, wanted)
    except MailServerError as error:
        note_failure(mailbox=mailbox, error=error, now=now())
        raise
    except SecretLostError as error:
        lost = MailServerError(
            Reason.LOGIN_REFUSED, permanent=True, code="secret_lost", detail="the secret key was changed"
        )
        note_failure(mailbox=mailbox, error=lost, now=now())
        raise lost from error


def _watch(mailbox: Mailbox, waker: Waker, wanted: Callable[[], bool]) -> None:
    """IMAP: one connection, which says when there is news."""
    account = servers.fetching(mailbox, now=now())
    if account is None:
        return
    connect = partial(servers.open_imap, mailbox, account, clock=now)
    with connect() as server:
        while wanted():
            fetch_new(mailbox=mailbox, connection=server, clock=now)
            note_success(mailbox=mailbox, now=now())
            fetch_missed(mailbox=mailbox, connect=connect, clock=now)
            connection.close()  # eighty mailboxes that wait need no eighty connections
            server.wait_for_news(_ROUND, waker=waker)


def _poll(mailbox: Mailbox, waker: Waker, wanted: Callable[[], bool]) -> None:
    """POP3: a connection each round, since it shows only what lay there when it began. A history of thousands takes
    many; between them it is asked whether it is still wanted."""
    while wanted():
        for _count in sessions_of(mailbox, clock=now):
            if not wanted():
                return
        note_success(mailbox=mailbox, now=now())
        connection.close()
        waker.heard_within(_ROUND)
