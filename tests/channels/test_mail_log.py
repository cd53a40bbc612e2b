"""The mail log: everything is found, page by page, without reading what is not shown."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.channels.post import ALICE, OTTO, letter
from tests.tickets.test_plans import explained

from tridesk.channels.actions.intake_loops import _LATELY
from tridesk.channels.models import InboundMail, Mailbox, MailboxGrant, OutboundMail
from tridesk.channels.queries import mail_troubles
from tridesk.channels.queries.insides import inside, raw_of
from tridesk.channels.queries.mail_log import Search, Show, incoming, outgoing
from tridesk.channels.rules.defects import is_damaged
from tridesk.identity.types import SYSTEM
from tridesk.infra import files
from tridesk.kernel.errors import NotAllowedError

pytestmark = pytest.mark.django_db


def subjects(page):
    return [row.subject for row in page.rows]


def test_each_list_has_its_mails_and_only_for_who_may(post, cast):
    post.receive(ALICE, "A ticket", message_id="1@a")
    post.receive(OTTO, "Out of office", Auto_Submitted="auto-replied")
    post.take_in(b"Subject: nobody\n\nwords\n")
    post.settle()
    assert subjects(incoming(actor=cast.dante, show=Show.PARKED)) == ["nobody"]
    assert subjects(incoming(actor=cast.dante, show=Show.RECORDED)) == ["Out of office"]
    assert subjects(incoming(actor=cast.dante, show=Show.INCOMING)) == ["nobody", "Out of office", "A ticket"]
    assert [row.recipient for row in outgoing(actor=cast.dante, show=Show.WAITING).rows] == [ALICE]
    assert outgoing(actor=cast.dante, show=Show.FAILED).rows == []
    by_address = Search(address=ALICE)
    assert subjects(incoming(actor=cast.dante, show=Show.INCOMING, search=by_address)) == ["A ticket"]
    assert len(outgoing(actor=cast.dante, show=Show.OUTGOING, search=by_address).rows) == 1
    ticket = Search(ticket=InboundMail.objects.get(outcome="opened").ticket_id)
    assert subjects(incoming(actor=cast.dante, show=Show.INCOMING, search=ticket)) == ["A ticket"]
    for call in (incoming, outgoing):
        with pytest.raises(NotAllowedError):
            call(actor=cast.bruno, show=Show.INCOMING)


def test_pages_lead_on_and_back(post, cast):
    for number in range(5):
        post.receive(f"p{number}@x.test", f"Nr {number}", message_id=f"{number}@x")
    first = incoming(actor=cast.dante, show=Show.INCOMING, limit=2)
    second = incoming(actor=cast.dante, show=Show.INCOMING, limit=2, cursor=first.older)
    assert (subjects(first), subjects(second)) == (["Nr 4", "Nr 3"], ["Nr 2", "Nr 1"])
    assert subjects(incoming(actor=cast.dante, show=Show.INCOMING, limit=2, cursor=second.newer)) == ["Nr 4", "Nr 3"]


@pytest.fixture
def many(cast, now):
    file = files.put_bytes(b"From: a@b.test\n\nwords")
    states = [("taken", "opened")] * 97 + [("taken", "recorded"), ("parked", "parked"), ("discarded", "recorded")]
    InboundMail.objects.bulk_create(
        InboundMail(
            file=file, fingerprint=f"{number:064}", received_at=now, state=states[number % 100][0],
            outcome=states[number % 100][1], sender=f"p{number % 500}@x.test",
        )
        for number in range(4000)
    )  # fmt: skip
    OutboundMail.objects.bulk_create(
        OutboundMail(
            kind="reply", occasion=str(number), recipient=f"p{number % 500}@x.test", message_id=f"{number}@x",
            queued_at=now, state=("failed" if number % 50 == 0 else "queued" if number % 50 == 1 else "sent"),
        )
        for number in range(4000)
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return cast


def plan(call):
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_sort = off")
            cursor.execute("SET LOCAL enable_seqscan = off")
    with CaptureQueriesContext(connection) as seen:
        call()
    return explained(seen.captured_queries[0]["sql"])


@pytest.mark.parametrize(
    ("read", "show", "search", "index"),
    [
        (incoming, Show.PARKED, Search(), "inbound_by_state"),
        (incoming, Show.RECORDED, Search(), "inbound_unplaced"),
        (incoming, Show.INCOMING, Search(), ""),
        (incoming, Show.INCOMING, Search(address="p7@x.test"), "inbound_by_sender"),
        (incoming, Show.INCOMING, Search(ticket=7), "inbound_of_ticket"),
        (outgoing, Show.FAILED, Search(), "outbound_by_state"),
        (outgoing, Show.WAITING, Search(), "outbound_by_state"),
        (outgoing, Show.OUTGOING, Search(), ""),
        (outgoing, Show.OUTGOING, Search(address="p7@x.test"), "outbound_by_recipient"),
        (outgoing, Show.OUTGOING, Search(ticket=7), "outbound_of_ticket"),
    ],
)
def test_each_list_walks_an_index(many, read, show, search, index):
    text = plan(lambda: read(actor=many.dante, show=show, search=search))
    assert index in text, text
    assert "TEMP B-TREE" not in text, text
    assert "Sort" not in text, text
    assert "Seq Scan on channels_inboundmail" not in text, text
    assert "Seq Scan on channels_outboundmail" not in text, text


def test_watching_a_sender_reads_their_newest_mails_only(many):
    text = explained(_LATELY.replace("%s", "'p7@x.test'", 1).replace("%s", "41"))
    assert "inbound_by_sender" in text, text


def test_a_mail_is_opened_with_all_that_can_be_told_of_it(post):
    post.take_in(
        b"From: alice@acme.test\nTo: help@desk.test\nSubject: =?utf-8?q?caf=C3=A9?=\n"
        b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nHello.\n"
        b"--b\nContent-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: x-own\n\nabc\n--b--\n"
    )
    mail = InboundMail.objects.get()
    found = inside(mail_id=mail.pk)
    assert ("Subject", "café") in found.headers
    assert found.text.strip() == "Hello."
    assert [(file.name, file.size) for file in found.files] == [("a.pdf", 3)]
    assert is_damaged(found.defects)
    assert (found.whole, found.infected) == (True, False)
    assert raw_of(mail_id=mail.pk) == (mail.file, "")


def test_a_huge_mail_is_shown_by_its_beginning(post, monkeypatch):
    from tridesk.channels.queries import insides

    monkeypatch.setattr(insides, "WHOLE", 1000)
    monkeypatch.setattr(insides, "BEGINNING", 500)
    post.take_in(letter(text="word " * 1000))
    found = inside(mail_id=InboundMail.objects.get().pk)
    assert not found.whole
    assert found.files == found.defects == ()
    assert "word" in found.text


@pytest.mark.parametrize(
    ("defects", "damaged"),
    [
        ([], False),
        (["no date"], False),
        (["the date is absurd: the time of receipt is taken", "text without a charset"], False),
        (["charset 'x' does not fit the text"], False),
        (["body could not be read: ValueError"], True),
        (["no date", "winmail.dat could not be unpacked"], True),
        (["more than 5000 parts: the rest is only in the raw message"], True),
        (["reading stopped: ValueError"], True),
        (["the message breaks off: its last part may be incomplete, and is kept as a file too"], True),
    ],
)
def test_what_a_reader_should_know_of(defects, damaged):
    assert is_damaged(defects) is damaged


def test_troubles_are_told_to_those_who_look_after_them(post, cast, now):
    box = Mailbox.objects.get()
    box.failing_since, box.error_reason, box.error = now, "login_refused", "no"
    box.save()
    later = now + timedelta(hours=2)
    assert [each.address for each in mail_troubles(actor=SYSTEM, now=later).failing] == [box.address]
    MailboxGrant.objects.create(mailbox=box, broken_since=now, error="invalid_grant")
    found = mail_troubles(actor=SYSTEM, now=later)
    assert (found.failing, [each.error for each in found.ungranted]) == ((), ["invalid_grant"])
    post.take_in(b"Subject: nobody\n\nwords\n")
    post.receive()
    post.settle()
    assert (mail_troubles(actor=SYSTEM, now=later).parked, mail_troubles(actor=SYSTEM, now=later).late) == (1, 0)
    OutboundMail.objects.update(error="451 later", queued_at=now)
    assert mail_troubles(actor=SYSTEM, now=later).late == 1
    assert mail_troubles(actor=SYSTEM, now=now + timedelta(minutes=50)).late == 0
    assert mail_troubles(actor=cast.bruno, now=later) == mail_troubles(actor=cast.alice, now=later)
    assert mail_troubles(actor=cast.bruno, now=later).parked == 0
    Mailbox.objects.update(is_active=False)
    assert mail_troubles(actor=SYSTEM, now=later).ungranted == ()
