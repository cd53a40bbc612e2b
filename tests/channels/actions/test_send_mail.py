"""Mails of ours go out through a real server: composed, threaded, retried, or failed with the reason."""

from datetime import timedelta

import dkim
import pytest
from tests.channels.post import ALICE, Post
from tests.events import events
from tests.servers.mail import MailServers

from tridesk.channels.actions import send_mail as module
from tridesk.channels.actions.dkim_key import set_dkim_key
from tridesk.channels.actions.mailboxes import change_mailbox
from tridesk.channels.actions.send_mail import send_mail
from tridesk.channels.events import MailFailed
from tridesk.channels.kinds.email.travelled import way_of
from tridesk.channels.models import OutboundMail
from tridesk.channels.queries import deliveries, signing_of
from tridesk.identity.types import SYSTEM
from tridesk.infra.dns import Questions, Resolver
from tridesk.infra.mail.origin import check_origin
from tridesk.infra.outbox import Postpone
from tridesk.tickets.actions.reply import reply
from tridesk.tickets.types import Body, Channel, Visibility

pytestmark = pytest.mark.django_db(transaction=True)
DESK = "help@tridesk.test"


@pytest.fixture
def desk(post: Post, mail_servers: MailServers, now) -> Post:
    """The mailbox can send through the real Postfix, as itself."""
    user = mail_servers.add_user(DESK)
    mail_servers.add_user(ALICE)
    values = {
        "address": user.address, "smtp_host": "localhost", "smtp_port": mail_servers.smtp.submissions_port,
        "smtp_user": user.address, "smtp_password": user.password, "ca_file": str(mail_servers.certificates.authority),
        "signature": "Tridesk, at your service", "plus_addressing": True,
    }  # fmt: skip
    change_mailbox(actor=SYSTEM, mailbox_id=post.mailbox, values=values, now=now)
    yield post
    module.pool.close()


@pytest.fixture
def alice(mail_servers: MailServers):
    """Her real mailbox; what earlier tests left in it is gone."""
    user = mail_servers.add_user(ALICE)
    for mail in user.mails():
        user.expunge(mail.uid)
    return user


@pytest.fixture
def answer(desk, cast, now) -> OutboundMail:
    """Bruno's answer to Alice's mail, queued."""
    taken = desk.receive(f"Alice <{ALICE}>", "The printer burns", message_id="a" * 80 + "@acme.test", to=DESK)
    text = Body(text="Unplug it.\nPlease.", html="<p>Unplug it.<br>Please.</p>")
    said = reply(
        actor=cast.bruno, ticket_id=taken.ticket, body=text, visibility=Visibility.PUBLIC, channel=Channel.WEB, now=now
    )
    desk.settle()
    return OutboundMail.objects.get(said=said, kind="reply")


def again(mail: OutboundMail, now) -> timedelta:
    with pytest.raises(Postpone) as wish:
        send_mail(mail_id=mail.pk, now=now)
    mail.refresh_from_db()
    return wish.value.pause


def test_an_answer_arrives_threaded_and_can_be_answered_by_its_signed_address(answer, alice, now):
    send_mail(mail_id=answer.pk, now=now)
    (arrived,) = alice.wait_for(1)
    message = arrived.message
    thread = "<" + "a" * 80 + "@acme.test>"
    assert message["In-Reply-To"] == thread
    assert thread in arrived.raw.decode().replace("\r\n ", " ").partition("References: ")[2].splitlines()[0]
    assert message["Message-ID"] == f"<{answer.message_id}>"
    assert message["Subject"] == f"Re: The printer burns [TD-{answer.ticket_id}]"
    assert message["From"].addresses[0].display_name == "Bruno Bianchi (Help desk)"
    assert message["Reply-To"].addresses[0].addr_spec.startswith(f"help+t{answer.ticket_id}.")
    assert message["To"].addresses[0].addr_spec == ALICE
    assert "Auto-Submitted" not in message
    answer.refresh_from_db()
    assert (answer.state, answer.sent_at, answer.error) == ("sent", now, "")
    assert [one.state for one in deliveries(message_ids=[answer.said_id])[answer.said_id]] == ["sent"]


def test_sending_it_again_does_nothing(answer, alice, now):
    send_mail(mail_id=answer.pk, now=now)
    send_mail(mail_id=answer.pk, now=now)
    alice.wait_for(1)
    assert len(alice.mails()) == 1


def test_an_acknowledgement_says_that_it_is_one_in_the_requesters_language(desk, alice, cast, now):
    taken = desk.receive(message_id="a@acme.test", to=DESK)
    desk.settle()
    mail = OutboundMail.objects.get(kind="acknowledgement")
    send_mail(mail_id=mail.pk, now=now)
    (arrived,) = alice.wait_for(1)
    assert arrived.message["Auto-Submitted"] == "auto-replied"
    assert arrived.message["Return-Path"] in ("<>", None)
    assert arrived.message["Content-Language"] == "pt-br"
    assert f"TD-{taken.ticket}" in arrived.message.get_body(("plain",)).get_content()


def test_a_refusal_for_now_is_tried_again_with_growing_pauses_until_it_is_taken(answer, alice, mail_servers, now):
    mail_servers.smtp.policy.order(ALICE, *["450 4.7.1 Greylisted"] * 3)
    pauses = [again(answer, now), again(answer, now), again(answer, now)]
    assert pauses == sorted(pauses)
    assert pauses[0] < pauses[2]
    assert (answer.state, answer.attempts, answer.next_try_at) == ("queued", 3, now + pauses[2])
    assert "Greylisted" in answer.error
    send_mail(mail_id=answer.pk, now=now)
    answer.refresh_from_db()
    assert (answer.state, answer.error) == ("sent", "")


def test_after_two_days_it_has_failed(answer, mail_servers, now):
    mail_servers.smtp.policy.always(ALICE, "450 4.7.1 Greylisted")
    try:
        again(answer, answer.queued_at + timedelta(days=2))
        send_mail(mail_id=answer.pk, now=answer.queued_at + timedelta(days=2, seconds=1))
    finally:
        mail_servers.smtp.policy.order(ALICE)
    answer.refresh_from_db()
    assert answer.state == "failed"


def test_a_refusal_for_good_fails_at_once_and_is_told(answer, mail_servers, now):
    mail_servers.smtp.policy.order(ALICE, "550 5.1.1 No such user here")
    send_mail(mail_id=answer.pk, now=now)
    answer.refresh_from_db()
    assert answer.state == "failed"
    assert "No such user here" in answer.error
    (told,) = [event for event in events(f"ticket:{answer.ticket_id}") if isinstance(event, MailFailed)]
    assert (told.mail, told.recipient) == (answer.pk, ALICE)
    assert "5.1.1" in told.reason


def test_a_server_that_went_away_is_waited_for(answer, alice, mail_servers, now):
    mail_servers.smtp.stop()
    module.pool.close()
    again(answer, now)
    assert answer.state == "queued"
    assert answer.error.startswith("unreachable")
    mail_servers.smtp.start()
    send_mail(mail_id=answer.pk, now=now)
    alice.wait_for(1)


def test_a_wrong_password_waits_for_a_person(answer, desk, now):
    change_mailbox(actor=SYSTEM, mailbox_id=desk.mailbox, values={"smtp_password": "wrong"}, now=now)
    again(answer, now)
    assert answer.error.startswith("login_refused")


def test_without_a_server_it_waits(answer, desk, now):
    change_mailbox(actor=SYSTEM, mailbox_id=desk.mailbox, values={"smtp_host": ""}, now=now)
    again(answer, now)
    assert answer.error == "no_server"


def test_a_secret_of_another_key_waits_and_says_so(answer, desk, now, settings):
    settings.SECRET_KEY = "another"
    again(answer, now)
    assert answer.error.startswith("SecretLostError")


def test_what_became_spam_meanwhile_is_not_sent(answer, cast, now):
    from tridesk.tickets.actions.remove import mark_spam

    mark_spam(actor=cast.dante, ticket_id=answer.ticket_id, now=now)
    send_mail(mail_id=answer.pk, now=now)
    answer.refresh_from_db()
    assert (answer.state, answer.error) == ("failed", "gone")


def test_a_server_that_wants_a_sender_of_its_own_gets_one(desk, alice, mail_servers, now):
    desk.receive(message_id="a@acme.test", to=DESK)
    desk.settle()
    mail = OutboundMail.objects.get(kind="acknowledgement")
    mail_servers.smtp.policy.order(ALICE, "553 5.7.1 Sender address rejected: not owned by user")
    send_mail(mail_id=mail.pk, now=now)
    (arrived,) = alice.wait_for(1)
    assert "help@tridesk.test" in str(arrived.message["Return-Path"])


def test_a_mailbox_with_a_key_signs_and_others_can_check_it_by_the_record_we_show(
    answer, alice, cast, desk, now, name_server
):
    set_dkim_key(actor=cast.dante, mailbox_id=desk.mailbox, domain="tridesk.test", selector="s1", now=now)
    record = signing_of(actor=cast.dante, mailbox_id=desk.mailbox)
    name_server.publish({record.name: record.value, "_dmarc.tridesk.test": "v=DMARC1; p=reject"})
    send_mail(mail_id=answer.pk, now=now)
    (arrived,) = alice.wait_for(1)
    resolver = Resolver([name_server.address])
    assert dkim.verify(arrived.raw, dnsfunc=lambda name, **_how: resolver.ask(name.decode(), "TXT")[0])
    assert arrived.message["DKIM-Signature"].count("from") == 2  # none can be added
    way = way_of(arrived.raw, author="tridesk.test")
    told = check_origin(arrived.raw, way, questions=Questions(resolver))
    assert (told.dkim, told.dmarc, told.binds, told.dkim_domains) == ("pass", "pass", True, ("tridesk.test",))
