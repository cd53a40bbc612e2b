"""One mailbox, listened to until told to stop: fetch, wait for news, fetch again."""

import logging
from collections.abc import Callable

from django.db import connection

from tridesk.channels.actions.fetch_mail import fetch_new, lease, note_failure, note_success, renew
from tridesk.channels.kinds.email.accounts import imap_account
from tridesk.channels.models import Mailbox
from tridesk.infra.mail.errors import MailServerError, Reason
from tridesk.infra.mail.idle import Waker
from tridesk.infra.mail.imap import ImapConnection
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
    try:
        account = imap_account(mailbox)
        if account is None:
            return
        with ImapConnection(account) as server:
            while not stopped() and renew(mailbox_id=mailbox_id, token=token, now=now()):
                fetch_new(mailbox=mailbox, connection=server, clock=now)
                note_success(mailbox=mailbox, now=now())
                connection.close()  # eighty mailboxes that wait need no eighty connections
                server.wait_for_news(_ROUND, waker=waker)
    except MailServerError as error:
        note_failure(mailbox=mailbox, error=error, now=now())
        raise
    except SecretLostError as error:
        lost = MailServerError(
            Reason.LOGIN_REFUSED, permanent=True, code="secret_lost", detail="the secret key was changed"
        )
        note_failure(mailbox=mailbox, error=lost, now=now())
        raise lost from error
