"""The threads that listen to mailboxes: one each, so that a dead one holds up nobody."""

import logging
import select
import threading
import time
from collections.abc import Callable

from django.db import connection

from tridesk.channels.actions.fetch_mail import release, renew
from tridesk.channels.queries import active_mailboxes
from tridesk.channels.tasks.listen import PAUSES, listen
from tridesk.infra.mail.errors import MailServerError, Reason
from tridesk.infra.mail.idle import Waker
from tridesk.kernel.clock import now
from tridesk.kernel.ids import MailboxId

log = logging.getLogger(__name__)
_LOOK = 2.0  # seconds between looks for mailboxes that were added, changed or given up by another worker
# Seconds, after the first ones: a server that refuses a login for good may lock the account, and tells its
# administrator of every try.
_REFUSED = (120.0, 300.0, 600.0, 1200.0, 1800.0)
_NEED_A_PERSON = frozenset({
    Reason.LOGIN_REFUSED, Reason.TOKEN_REFUSED, Reason.TOKEN_FAILED, Reason.GRANT_MISSING, Reason.GRANT_BROKEN,
    Reason.GRANT_UNREADABLE, Reason.CLIENT_REFUSED, Reason.NO_OAUTH2,
})  # fmt: skip
_BEAT = 60.0  # seconds between renewals of the lease in a long pause
_STEADY = 60.0  # seconds after which a listener that fails is taken for one that worked


class Listeners:
    """Keeps one listener for each active mailbox that no other worker listens to. `token` begins our leases."""

    def __init__(self, token: str, stopped: Callable[[], bool]) -> None:
        self._stopped = stopped
        self._token = token
        self._threads: dict[int, tuple[threading.Thread, Waker]] = {}
        self._pause = threading.Event()

    def run(self) -> None:
        """Until stopped; then every listener is called back and its lease given up."""
        while not self._stopped():
            try:
                self._start_missing()
            except Exception:
                log.exception("mailboxes cannot be looked up")
                connection.close()
            self._pause.wait(_LOOK)
        for thread, waker in self._threads.values():
            waker.wake()
            thread.join(timeout=5)
        try:
            release(token=self._token)
        finally:
            connection.close()

    def stop(self) -> None:
        """Wakes everything that waits; `stopped` is true already."""
        self._pause.set()
        for _, waker in list(self._threads.values()):
            waker.wake()

    def _start_missing(self) -> None:
        held = {mailbox.pk: mailbox.lease_token == self._token for mailbox in active_mailboxes()}
        for number, (thread, waker) in list(self._threads.items()):
            if not thread.is_alive():
                waker.close()
                del self._threads[number]
            elif not held.get(number, False):
                waker.wake()  # off, removed or changed: it looks whether it is still wanted, and ends
        for number in held.keys() - self._threads.keys():
            waker = Waker()
            thread = threading.Thread(
                target=self._listen, args=(MailboxId(number), waker), name=f"mailbox-{number}", daemon=True
            )
            self._threads[number] = (thread, waker)
            thread.start()

    def _listen(self, number: MailboxId, waker: Waker) -> None:
        failures = 0
        while not self._stopped():
            began, refused = time.monotonic(), False
            try:
                listen(mailbox_id=number, token=self._token, waker=waker, stopped=self._stopped)
                break  # not ours, changed, or not wanted any more
            except MailServerError as error:
                log.warning("mailbox %s: %s", number, error)
                refused = error.permanent and error.reason in _NEED_A_PERSON
            except Exception:
                log.exception("mailbox %s", number)
                connection.close()
            failures = 1 if time.monotonic() - began > _STEADY else failures + 1
            if self._called(number, waker, pause_after(failures, refused=refused)):
                failures = 0  # a mailbox that was corrected is tried at once
        connection.close()

    def _called(self, number: MailboxId, waker: Waker, seconds: float) -> bool:
        """Waits; True when somebody called meanwhile. The lease is kept: another worker would try at once."""
        until = time.monotonic() + seconds
        while not waker.heard():
            if (left := until - time.monotonic()) <= 0:
                return False
            select.select([waker.ear], [], [], min(left, _BEAT))
            self._keep(number)
        return True

    def _keep(self, number: MailboxId) -> None:
        try:
            renew(mailbox_id=number, token=self._token, now=now())
        except Exception:
            log.exception("mailbox %s: its lease cannot be renewed", number)
        connection.close()


def pause_after(failures: int, *, refused: bool) -> float:
    """Seconds to wait after so many failures one after the other; `refused`: the login was, for good."""
    pauses = (*PAUSES, *_REFUSED) if refused else PAUSES
    return pauses[min(failures, len(pauses)) - 1]
