"""A mail that became no ticket is made one by somebody who looked at it; a failed one of ours is sent again."""

import pytest
from tests.channels.post import ALICE, HELP, OTTO, letter, ticket_of
from tests.infra.outbox.story import now as clock_now

from tridesk.channels.actions.make_ticket import make_ticket
from tridesk.channels.actions.parked import discard
from tridesk.channels.actions.send_again import send_again
from tridesk.channels.errors import MailNotFoundError
from tridesk.channels.kinds.email.own_marks import own_message_id
from tridesk.channels.models import InboundMail, OutboundMail
from tridesk.identity.actions.switch_off import switch_off
from tridesk.infra.models import EventRecord, Job
from tridesk.kernel.errors import NotAllowedError
from tridesk.tickets.models import Message, Ticket

pytestmark = pytest.mark.django_db


def the_mail() -> InboundMail:
    return InboundMail.objects.order_by("-id")[0]


def test_a_recorded_mail_becomes_its_senders_ticket_and_nobody_is_acknowledged(post, cast, now):
    post.receive(OTTO, "Out of office", "I am away, and my screen is broken.", Auto_Submitted="auto-replied")
    number = make_ticket(actor=cast.dante, mail_id=the_mail().pk, now=now)
    ticket, mail = Ticket.objects.get(pk=number), the_mail()
    assert (ticket.requester_id, ticket.subject, ticket.channel) == (cast.otto.person_id, "Out of office", "email")
    assert (mail.state, mail.outcome, mail.reason, mail.ticket_id) == ("taken", "opened", "by_hand", number)
    assert "my screen is broken" in Message.objects.get(pk=mail.said_id).text
    assert EventRecord.objects.filter(name="mail.made_ticket", by=cast.dante.person_id, audit=True).exists()
    post.settle()
    assert not OutboundMail.objects.exists()


def test_it_can_be_done_once(post, cast, now):
    post.receive(OTTO, "Out of office", Auto_Submitted="auto-replied")
    make_ticket(actor=cast.dante, mail_id=the_mail().pk, now=now)
    with pytest.raises(MailNotFoundError):
        make_ticket(actor=cast.dante, mail_id=the_mail().pk, now=now)
    post.receive(ALICE, "An ordinary one", message_id="o@a")
    with pytest.raises(MailNotFoundError):
        make_ticket(actor=cast.dante, mail_id=the_mail().pk, now=now)


def test_a_parked_one_of_nobody_is_for_who_made_it(post, cast, now):
    post.take_in(b"Subject: who am I\n\nNobody.\n")
    number = make_ticket(actor=cast.dante, mail_id=the_mail().pk, now=now)
    assert Ticket.objects.get(pk=number).requester_id == cast.dante.person_id


def test_so_is_one_of_somebody_who_was_switched_off(post, cast, now):
    switch_off(actor=cast.dante, person_id=cast.otto.person_id, now=now)
    post.receive(OTTO)
    number = make_ticket(actor=cast.dante, mail_id=the_mail().pk, now=now)
    assert Ticket.objects.get(pk=number).requester_id == cast.dante.person_id


def test_what_was_set_aside_and_a_loop_can_be_made_one_with_its_files(post, cast, now):
    mine = ticket_of(ALICE, now)
    raw = (
        f"From: {HELP}\nTo: {HELP}\nSubject: back\nMessage-ID: <{own_message_id(mine, 'm1.1', 'desk.test')}>\n"
        "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nwords\n"
        "--b\nContent-Type: text/csv; name=a.csv\nContent-Disposition: attachment; filename=a.csv\n\na,b\n--b--\n"
    )
    post.take_in(raw.encode())
    discard(actor=cast.dante, mail_id=the_mail().pk, now=now)
    number = make_ticket(actor=cast.dante, mail_id=the_mail().pk, now=now)
    assert Message.objects.get(ticket=number).attachments.count() == 1


def test_only_who_looks_after_mail_may(post, cast, now):
    post.receive(OTTO, "Out of office", Auto_Submitted="auto-replied")
    for actor in (cast.bruno, cast.alice):
        with pytest.raises(NotAllowedError):
            make_ticket(actor=actor, mail_id=the_mail().pk, now=now)
        with pytest.raises(NotAllowedError):
            send_again(actor=actor, mail_id=1, now=now)


@pytest.fixture
def failed(post) -> OutboundMail:
    post.take_in(letter(message_id="a@acme.test"))
    post.settle()
    OutboundMail.objects.update(state="failed", error="550 no", attempts=9)
    Job.objects.all().delete()
    return OutboundMail.objects.get()


def test_a_failed_mail_is_sent_again_under_its_own_name(failed, cast, now):
    at = clock_now()
    send_again(actor=cast.dante, mail_id=failed.pk, now=at)
    again = OutboundMail.objects.get()
    assert (again.state, again.error, again.attempts, again.queued_at) == ("queued", "", 0, at)
    assert again.message_id == failed.message_id
    assert Job.objects.filter(lane="mail").count() == 1
    assert EventRecord.objects.filter(name="mail.sent_again", by=cast.dante.person_id, audit=True).exists()
    with pytest.raises(MailNotFoundError):
        send_again(actor=cast.dante, mail_id=failed.pk, now=at)
