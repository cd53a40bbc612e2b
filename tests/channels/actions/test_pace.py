"""A mailbox sends no faster than it may, however many workers wish to; people's words go before a program's."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection

from tridesk.channels.actions import send_mail as sending
from tridesk.channels.actions.mailboxes import change_mailbox
from tridesk.channels.actions.pace import BURST, take_turn
from tridesk.channels.actions.send_mail import send_mail
from tridesk.channels.models import Mailbox, OutboundMail
from tridesk.identity.types import SYSTEM
from tridesk.infra.outbox import Postpone

SECOND = timedelta(seconds=1)


@pytest.fixture
def box(post, now) -> Mailbox:
    """Twelve a minute: one each five seconds."""
    change_mailbox(actor=SYSTEM, mailbox_id=post.mailbox, values={"per_minute": 12}, now=now)
    return Mailbox.objects.get(pk=post.mailbox)


def mail(box: Mailbox, now: datetime, kind: str = OutboundMail.REPLY) -> OutboundMail:
    number = OutboundMail.objects.count()
    return OutboundMail.objects.create(
        kind=kind, occasion=f"{number}", mailbox=box, recipient="a@acme.test", message_id=f"{number}@x", queued_at=now
    )


@pytest.mark.django_db
def test_after_a_quiet_time_a_few_leave_at_once_and_then_one_at_a_time(box, now):
    asked = [take_turn(mail=mail(box, now), mailbox=box, now=now) for _ in range(BURST + 1)]
    assert asked[:BURST] == [None] * BURST
    assert asked[BURST] is not None
    last = mail(box, now)
    OutboundMail.objects.exclude(pk=last.pk).update(state=OutboundMail.SENT)
    assert take_turn(mail=last, mailbox=box, now=now + 5 * SECOND - timedelta(microseconds=1)) is not None
    assert take_turn(mail=last, mailbox=box, now=now + 5 * SECOND) is None
    assert take_turn(mail=last, mailbox=box, now=now + 5 * SECOND) is not None


@pytest.mark.django_db
def test_over_any_stretch_it_never_sends_more_than_it_may(box, now):
    one = mail(box, now)
    left, moment = [], now
    for step in (0, 1, 1, 2, 0, 7, 1, 1, 1, 30, 0, 0, 1, 4, 4, 6, 1, 60, 1, 1) * 10:
        moment += step * SECOND
        if take_turn(mail=one, mailbox=box, now=moment) is None:
            left.append(moment)
    for first in range(len(left)):
        for last in range(first, len(left)):
            assert last - first + 1 <= BURST + (left[last] - left[first]) / (5 * SECOND)


@pytest.mark.django_db
def test_a_notice_leaves_what_is_left_of_the_burst_to_replies(box, now):
    assert take_turn(mail=mail(box, now, OutboundMail.NOTICE), mailbox=box, now=now) is None
    notice = mail(box, now, OutboundMail.NOTICE)
    pause = take_turn(mail=notice, mailbox=box, now=now)
    assert pause is not None
    assert take_turn(mail=mail(box, now), mailbox=box, now=now) is None
    assert take_turn(mail=notice, mailbox=box, now=now) > pause, "one reply more waits before it"


@pytest.mark.django_db
def test_those_that_wait_come_back_one_after_the_other(box, now):
    waiting = [mail(box, now) for _ in range(BURST + 4)]
    for each in waiting[:BURST]:
        assert take_turn(mail=each, mailbox=box, now=now) is None
    OutboundMail.objects.filter(pk__in=[each.pk for each in waiting[:BURST]]).update(state=OutboundMail.SENT)
    pauses = [take_turn(mail=each, mailbox=box, now=now) for each in waiting[BURST:]]
    assert pauses == [5 * SECOND, 10 * SECOND, 15 * SECOND, 20 * SECOND]


@pytest.mark.django_db
def test_a_mailbox_without_a_limit_is_not_measured(post, now):
    box = Mailbox.objects.get(pk=post.mailbox)
    assert take_turn(mail=mail(box, now), mailbox=box, now=now) is None
    box.refresh_from_db()
    assert box.next_send_at is None


@pytest.mark.django_db
def test_another_limit_begins_with_an_empty_measure(box, now):
    take_turn(mail=mail(box, now), mailbox=box, now=now)
    change_mailbox(actor=SYSTEM, mailbox_id=box.pk, values={"per_minute": 1}, now=now)
    assert Mailbox.objects.get(pk=box.pk).next_send_at is None


@pytest.mark.django_db
def test_a_mail_over_the_limit_waits_in_words_and_no_try_is_counted(box, now):
    change_mailbox(actor=SYSTEM, mailbox_id=box.pk, values={"smtp_host": "localhost", "per_minute": 1}, now=now)
    box.refresh_from_db()
    take_turn(mail=mail(box, now), mailbox=box, now=now)
    OutboundMail.objects.update(state=OutboundMail.SENT)
    over = mail(box, now)
    with pytest.raises(Postpone) as wish:
        send_mail(mail_id=over.pk, now=now)
    over.refresh_from_db()
    assert wish.value.pause == timedelta(minutes=1)
    assert (over.state, over.attempts, over.error, over.next_try_at) == ("queued", 0, "pace", now + wish.value.pause)
    assert sending.pool is not None


@pytest.mark.django_db(transaction=True)
def test_many_who_wish_at_once_get_no_more_than_there_is(box, now):
    one = mail(box, now)
    taken: list[bool] = []
    gate = threading.Barrier(6)

    def wish() -> None:
        gate.wait()
        for step in range(10):
            taken.append(take_turn(mail=one, mailbox=box, now=now + step * SECOND) is None)
        connection.close()

    threads = [threading.Thread(target=wish) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # In nine seconds one share flows by beside the burst.
    assert len(taken) == 60
    assert BURST <= sum(taken) <= BURST + 2
