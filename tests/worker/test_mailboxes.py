"""How long a failing mailbox is left in peace, and what ends the wait."""

import pytest
from tests.channels.post import open_post

from tridesk.channels.actions.fetch_mail import lease
from tridesk.channels.actions.mailboxes import change_mailbox
from tridesk.channels.models import Mailbox
from tridesk.channels.tasks.listen import PAUSES
from tridesk.identity.types import SYSTEM
from tridesk.infra.mail.errors import MailServerError, Reason
from tridesk.infra.mail.idle import Waker
from tridesk.kernel.clock import now as clock_now
from tridesk.worker import mailboxes
from tridesk.worker.mailboxes import Listeners, pause_after

MINUTE = 60


@pytest.mark.parametrize(
    ("failures", "refused", "seconds"),
    [
        (1, False, 2),
        (5, False, MINUTE),
        (500, False, MINUTE),
        (1, True, 2),
        (5, True, MINUTE),
        (6, True, 2 * MINUTE),
        (10, True, 30 * MINUTE),
        (500, True, 30 * MINUTE),
    ],
)
def test_pauses_grow_to_a_minute_and_after_a_login_refused_for_good_to_half_an_hour(failures, refused, seconds):
    assert pause_after(failures, refused=refused) == seconds


@pytest.mark.parametrize("refused", [False, True])
def test_pauses_never_shrink(refused):
    waits = [pause_after(failures, refused=refused) for failures in range(1, 30)]
    assert waits == sorted(waits)


class Tries:
    """Stands in for `listen`: each call ends as the next of `ends` says; the waits between are noted, not waited."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, ends: list[MailServerError | None], called: set[int]) -> None:
        self.ends = ends
        self.called = called
        self.waits: list[float] = []
        monkeypatch.setattr(mailboxes, "listen", self.listen)
        monkeypatch.setattr(Listeners, "_called", self.wait)

    def listen(self, **_: object) -> None:
        if (end := self.ends.pop(0)) is not None:
            raise end

    def wait(self, _number: int, _waker: object, seconds: float) -> bool:
        self.waits.append(seconds)
        return len(self.waits) in self.called


REFUSED = MailServerError(Reason.LOGIN_REFUSED, permanent=True)
BUSY = MailServerError(Reason.LOGIN_REFUSED, permanent=False)
AWAY = MailServerError(Reason.UNREACHABLE, permanent=False)


@pytest.mark.parametrize(
    ("error", "longest"), [(REFUSED, 30 * MINUTE), (BUSY, MINUTE), (AWAY, MINUTE)], ids=["refused", "busy", "away"]
)
def test_only_a_login_that_is_refused_for_good_is_left_in_peace_for_long(db, monkeypatch, error, longest):
    tries = Tries(monkeypatch, [error] * 12 + [None], set())
    with Waker() as waker:
        Listeners("token", lambda: False)._listen(1, waker)  # type: ignore[arg-type]
    assert tries.waits[:5] == list(PAUSES)
    assert tries.waits[-1] == longest


def test_who_is_called_begins_again_with_the_shortest_pause(db, monkeypatch):
    tries = Tries(monkeypatch, [REFUSED] * 9 + [None], called={7})
    with Waker() as waker:
        Listeners("token", lambda: False)._listen(1, waker)  # type: ignore[arg-type]
    assert tries.waits[6:] == [300, 2, 5]


@pytest.mark.django_db(transaction=True)
def test_the_lease_is_kept_in_the_pause_so_that_no_other_worker_tries(cast, now):
    post = open_post(now)
    lease(mailbox_id=post.mailbox, token="ours", now=now)
    with Waker() as waker:
        assert not Listeners("ours", lambda: False)._called(post.mailbox, waker, 0.01)
    assert not lease(mailbox_id=post.mailbox, token="theirs", now=clock_now())


@pytest.mark.django_db(transaction=True)
def test_a_call_ends_the_pause_and_a_changed_mailbox_is_not_taken_back(cast, now):
    post = open_post(now)
    lease(mailbox_id=post.mailbox, token="ours", now=now)
    change_mailbox(actor=SYSTEM, mailbox_id=post.mailbox, values={"fetch_password": "right"}, now=now)
    with Waker() as waker:
        waker.wake()
        assert Listeners("ours", lambda: False)._called(post.mailbox, waker, 3600)
    assert Mailbox.objects.get(pk=post.mailbox).lease_token == ""
