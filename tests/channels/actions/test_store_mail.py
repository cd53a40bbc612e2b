"""The raw mail is kept first, and known again whichever way it comes."""

from datetime import timedelta

import pytest
from tests.channels.post import letter

from tridesk.channels.actions.mailboxes import add_mailbox
from tridesk.channels.actions.store_mail import HISTORY, LANE, lane_of, queue_forgotten, store_mail
from tridesk.channels.models import InboundMail
from tridesk.identity.types import SYSTEM
from tridesk.infra import files
from tridesk.infra.models import Job
from tridesk.infra.outbox.work import run_due
from tridesk.kernel.clock import now as clock_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def keep(now):
    return lambda raw, **more: store_mail(
        raw=raw, **({"mailbox": None, "source": "test", "queue": False, "now": now} | more)
    )


def test_the_bytes_are_kept_as_they_came(keep):
    raw = b"Subject: x\r\n\r\nna\xefve\0\r\n"
    number, fresh = keep(raw)
    assert fresh
    assert files.read(InboundMail.objects.get(pk=number).file) == raw


def test_one_mail_through_two_mailboxes_is_one(keep, cast, now):
    values = {"address": "two@desk.test"}
    other = add_mailbox(actor=SYSTEM, values=values, now=now)
    raw = letter(message_id="a@acme.test")
    first = keep(b"Return-Path: <a@acme.test>\nDelivered-To: one@desk.test\n" + raw)
    again = keep(b"Received: from there\n by here\nDelivered-To: two@desk.test\n" + raw, mailbox=other)
    assert again == (first[0], False)


@pytest.mark.parametrize("message_id", ["a@acme.test", ""])
def test_line_ends_an_mbox_files_empty_line_and_stuffing_make_no_other_mail(keep, message_id):
    raw = letter(message_id=message_id, text="Dear all,\nFrom now on I mail.\n")
    first, _ = keep(raw)
    assert keep(raw.replace(b"\n", b"\r\n")) == (first, False)
    assert keep(raw + b"\n") == (first, False)
    assert keep(raw.replace(b"\nFrom now", b"\n>From now")) == (first, False)
    assert keep(b"X-Spam: no\nReceived: from there\n" + raw) == (first, False)


def test_a_message_id_used_twice_for_other_words_is_two_mails(keep):
    first, _ = keep(letter(message_id="same@acme.test", text="One."))
    other, fresh = keep(letter(message_id="same@acme.test", text="Two."))
    assert fresh
    assert other != first


def test_the_same_words_on_another_day_are_another_mail(keep):
    first, _ = keep(letter(message_id="same@acme.test"))
    other, fresh = keep(letter(message_id="same@acme.test", date="Wed, 11 Mar 2026 09:00:00 +0000"))
    assert fresh
    assert other != first


def test_mails_without_a_message_id_are_told_apart_by_what_they_say(keep):
    numbers = {keep(letter(text=text, subject=subject))[0] for text in "ab" for subject in "cd"}
    assert len(numbers) == 4


def test_a_large_mail_has_the_same_mark_however_it_is_cut(keep, tmp_path):
    raw = letter(message_id="large@acme.test", text="\n\n".join("word " * 15 for _ in range(9000)))
    first, _ = keep(raw)
    path = tmp_path / "mail"
    path.write_bytes(raw.replace(b"\n", b"\r\n"))
    with path.open("rb") as stream:
        assert keep(stream) == (first, False)


def test_it_is_queued_to_be_taken_in_once(keep):
    raw = letter(message_id="a@acme.test")
    number, _ = keep(raw, queue=True)
    keep(raw, queue=True)
    assert Job.objects.filter(lane="intake").values_list("unique_key", flat=True).get() == str(number)


def test_a_mailbox_takes_in_its_news_behind_its_own_history_and_beside_that_of_others(post, now):
    other = add_mailbox(actor=SYSTEM, values={"address": "sales@desk.test"}, now=now)
    assert lane_of(mailbox=post.mailbox, history=False) == LANE
    assert lane_of(mailbox=post.mailbox, history=True) == HISTORY
    store_mail(raw=letter(), mailbox=post.mailbox, source="test", answer=False, lane=HISTORY, now=now)
    assert lane_of(mailbox=post.mailbox, history=False) == HISTORY, "it may answer what waits"
    assert lane_of(mailbox=other, history=False) == LANE
    assert run_due(HISTORY, now=clock_now()) == 1
    assert lane_of(mailbox=post.mailbox, history=False) == LANE


def test_what_a_killed_ingest_left_untaken_is_queued_when_it_comes_again(keep):
    raw = letter(message_id="a@acme.test")
    number, _ = keep(raw)
    assert not Job.objects.filter(lane="intake").exists()
    assert keep(raw, queue=True) == (number, False)
    assert Job.objects.filter(lane="intake", unique_key=str(number)).exists()


def test_a_mail_that_was_forgotten_is_queued_in_the_end(keep, now):
    keep(letter(message_id="a@acme.test"))
    assert queue_forgotten(now=now + timedelta(minutes=9)) == 0
    assert queue_forgotten(now=now + timedelta(minutes=11)) == 1
    assert queue_forgotten(now=now + timedelta(minutes=11)) == 0, "it waits already"


@pytest.mark.parametrize(
    "raw", [b"", b"\n\n", b"no header at all", b"\xff" * 300_000, b"Message-ID:\n\nx", b"a: b\r\rc"]
)
def test_whatever_comes_is_kept_and_known_again(keep, raw):
    first, fresh = keep(raw)
    assert fresh
    assert keep(raw) == (first, False)
