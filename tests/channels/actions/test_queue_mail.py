"""Who is written to when somebody says something: never too many, never twice, never a robot."""

from datetime import timedelta

import pytest
from tests.cast import person
from tests.channels.post import ALICE, BRUNO, HELP, OTTO, letter, ticket_of

from tridesk.channels.actions.mailboxes import add_mailbox, change_mailbox
from tridesk.channels.actions.queue_mail import queue_acknowledgement, queue_notice, queue_reply
from tridesk.channels.kinds.email.own_marks import plus_address
from tridesk.channels.models import OutboundMail
from tridesk.channels.rules import MAX_ACKNOWLEDGEMENTS
from tridesk.identity.actions.switch_off import switch_off
from tridesk.identity.types import SYSTEM
from tridesk.infra.models import Job
from tridesk.tickets.actions.merge import merge
from tridesk.tickets.actions.open import open_ticket
from tridesk.tickets.actions.participants import add_participant
from tridesk.tickets.actions.remove import mark_spam
from tridesk.tickets.actions.reply import reply
from tridesk.tickets.models import Message
from tridesk.tickets.types import Body, Channel, NewTicket, ParticipantKind, Visibility

pytestmark = pytest.mark.django_db


def say(actor, ticket, now, text="Unplug it.", visibility=Visibility.PUBLIC):
    return reply(
        actor=actor, ticket_id=ticket, body=Body(text=text), visibility=visibility, channel=Channel.WEB, now=now
    )


def mails(kind: str = "reply") -> list[str]:
    return sorted(OutboundMail.objects.filter(kind=kind).values_list("recipient", flat=True))


@pytest.fixture
def ticket(post, cast, now):
    """Alice's, Otto reads along."""
    number = ticket_of(ALICE, now)
    post.settle()
    add_participant(actor=cast.dante, ticket_id=number, person=person(cast.otto), kind=ParticipantKind.CC, now=now)
    post.settle()
    return number


def test_an_answer_goes_to_the_requester_and_to_those_who_read_along(post, cast, ticket, now):
    say(cast.bruno, ticket, now)
    post.settle()
    assert mails() == [ALICE, OTTO]
    assert Job.objects.filter(lane="mail", queue="tridesk.channels.tasks.send").count() == OutboundMail.objects.count()


def test_an_answer_is_queued_once_however_often_its_event_comes(cast, ticket, now):
    message = say(cast.bruno, ticket, now)
    assert queue_reply(message_id=message, now=now) == 2
    assert queue_reply(message_id=message, now=now) == 0
    assert mails() == [ALICE, OTTO]


def test_an_internal_note_never_leaves_the_house(post, cast, ticket, now):
    note = say(cast.bruno, ticket, now, "She is rude.", Visibility.INTERNAL)
    post.settle()
    assert queue_reply(message_id=note, now=now) == 0
    assert mails() == []


def test_nobody_gets_their_own_words(post, cast, ticket, now):
    say(cast.alice, ticket, now, "Thank you.")
    post.settle()
    assert mails() == [OTTO]


def test_who_got_the_mail_directly_does_not_get_it_again(post, cast, ticket, now):
    post.receive(ALICE, f"TD-{ticket}", "Otto knows.", to=plus_address(HELP, ticket), cc=OTTO)
    post.settle()
    assert mails() == []


def test_a_person_is_known_by_any_of_their_addresses(post, cast, ticket, now):
    from tridesk.identity.actions.add_address import add_address

    add_address(actor=SYSTEM, person_id=person(cast.otto), address="otto@home.test", verified=True, now=now)
    post.receive(ALICE, f"TD-{ticket}", "Otto knows.", cc="otto@home.test")
    post.settle()
    assert mails() == []


def test_a_mail_of_one_who_takes_part_is_passed_on_to_the_others(post, cast, ticket, now):
    post.receive(OTTO, f"TD-{ticket}", "Here too.", to=plus_address(HELP, ticket))
    post.settle()
    assert mails() == [ALICE]


def test_a_robots_words_are_passed_on_to_nobody(post, cast, ticket, now):
    post.receive(ALICE, f"TD-{ticket}", "I am away.", Auto_Submitted="auto-replied", to=plus_address(HELP, ticket))
    post.receive(ALICE, f"TD-{ticket}", "Weekly.", Precedence="bulk", to=plus_address(HELP, ticket))
    post.settle()
    assert mails() == []


def test_nothing_is_sent_for_what_is_spam_by_then(post, cast, ticket, now):
    say(cast.bruno, ticket, now)
    mark_spam(actor=cast.dante, ticket_id=ticket, now=now)
    post.settle()
    assert mails() == []


def test_people_switched_off_and_our_own_mailboxes_are_left_out(post, cast, ticket, now):
    switch_off(actor=cast.dante, person_id=person(cast.otto), now=now)
    add_mailbox(actor=SYSTEM, values={"address": ALICE}, now=now)
    say(cast.bruno, ticket, now)
    post.settle()
    assert mails() == []


def test_a_new_ticket_is_acknowledged_once(post, cast, now):
    taken = post.receive()
    post.settle()
    assert mails("acknowledgement") == [ALICE]
    assert mails() == []
    assert not queue_acknowledgement(ticket=taken.ticket, message_id=taken.message, now=now)


def test_what_was_opened_on_the_pages_is_acknowledged_too(post, cast, now):
    ticket_of(ALICE, now)
    post.settle()
    assert mails("acknowledgement") == [ALICE]


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-generated"},
        {"Precedence": "bulk"},
        {"List_Id": "<news.acme.test>"},
        {"sender": "no-reply@acme.test"},
        {"sender": "noreply+17@acme.test"},
        {"sender": "nao-responda@acme.test"},
        {"X_Auto_Response_Suppress": "All", "Precedence": "junk"},
    ],
)
def test_robots_are_never_acknowledged(post, headers):
    post.receive(**headers)
    post.settle()
    assert mails("acknowledgement") == []


def test_machines_that_talk_without_end_are_acknowledged_a_few_times(post):
    for number in range(MAX_ACKNOWLEDGEMENTS + 3):
        post.receive(subject=f"Alarm {number}")
        post.settle()
    assert len(mails("acknowledgement")) == MAX_ACKNOWLEDGEMENTS


def test_the_next_hour_they_are_acknowledged_again(post, cast, now):
    for number in range(MAX_ACKNOWLEDGEMENTS):
        post.receive(subject=f"Alarm {number}")
        post.settle()
    OutboundMail.objects.update(queued_at=now - timedelta(days=900))
    post.receive(subject="The next")
    post.settle()
    assert len(mails("acknowledgement")) == MAX_ACKNOWLEDGEMENTS + 1


def test_who_rang_up_hears_it_from_the_analyst_and_not_from_a_robot(post, cast, now):
    open_ticket(
        actor=cast.bruno,
        new=NewTicket(requester=person(cast.alice), subject="x", body=Body(text="She rang."), channel=Channel.PHONE),
        now=now,
    )
    post.settle()
    assert mails("acknowledgement") == []


def test_a_mailbox_may_acknowledge_nothing(post, now):
    change_mailbox(actor=SYSTEM, mailbox_id=post.mailbox, values={"acknowledge": False}, now=now)
    post.receive()
    post.settle()
    assert mails("acknowledgement") == []


def test_history_that_is_taken_in_writes_to_nobody(post, cast, ticket, now):
    post.take_in(letter(message_id="a@acme.test"), answer=False)
    post.take_in(letter(OTTO, f"TD-{ticket}", "Old words."), answer=False)
    post.settle()
    assert [mails(kind) for kind in ("reply", "notice")] == [[], []]
    assert mails("acknowledgement") == [ALICE], "of the ticket she opened on the pages alone"


def test_an_answer_leaves_through_the_mailbox_that_brought_the_ticket(post, cast, now):
    other = add_mailbox(actor=SYSTEM, values={"address": "two@desk.test", "smtp_host": "x"}, now=now)
    taken = post.take_in(letter(), mailbox=other)
    say(cast.bruno, taken.ticket, now)
    post.settle()
    assert set(OutboundMail.objects.exclude(kind="notice").values_list("mailbox", flat=True)) == {other}


def test_a_message_id_is_signed_and_never_changes(post, cast, ticket, now):
    message = say(cast.bruno, ticket, now)
    queue_reply(message_id=message, now=now)
    for mail in OutboundMail.objects.filter(said=message):
        assert mail.message_id.startswith(f"td.{ticket}.m{message}.{mail.person_id}.")
        assert mail.message_id.endswith("@desk.test")


def test_an_occasion_is_told_once(post, cast, ticket, now):
    told = [
        queue_notice(
            occasion="x", person=person(cast.bruno), subject="It is yours", text="Words", ticket=ticket, now=now
        )
        for _ in range(2)
    ]
    assert told == [True, False]
    assert mails("notice") == [BRUNO]


def test_an_answer_to_a_ticket_that_lives_on_in_another_goes_from_there(post, cast, ticket, now):
    into = ticket_of(ALICE, now)
    message = Message.objects.get(ticket=ticket).pk
    merge(actor=cast.dante, source_id=ticket, into_id=into, now=now)
    assert queue_reply(message_id=message, now=now) == 1
    assert OutboundMail.objects.get(said=message, kind="reply").ticket_id == into


def test_a_message_that_is_gone_is_told_to_nobody(post, now):
    assert queue_reply(message_id=999_999, now=now) == 0
