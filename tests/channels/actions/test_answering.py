"""Where people are answered: at the address they wrote from last in that ticket, else at their main one."""

import pytest
from tests.cast import person
from tests.channels.post import ALICE, OTTO, ticket_of

from tridesk.channels.actions.queue_mail import queue_reply
from tridesk.channels.models import OutboundMail
from tridesk.channels.queries import addresses_used
from tridesk.identity.actions.add_address import add_address
from tridesk.identity.actions.mark_address_dead import mark_address_dead
from tridesk.identity.actions.remove_address import remove_address
from tridesk.identity.queries import find_person_by_address
from tridesk.identity.types import SYSTEM
from tridesk.tickets.actions.merge import merge
from tridesk.tickets.actions.participants import add_participant
from tridesk.tickets.actions.reply import reply
from tridesk.tickets.types import Body, Channel, ParticipantKind, Visibility

pytestmark = pytest.mark.django_db
HOME = "alice@home.test"


@pytest.fixture(autouse=True)
def at_home(post, cast, now):
    """Alice writes from home, too."""
    add_address(actor=SYSTEM, person_id=person(cast.alice), address=HOME, verified=True, now=now)


def answered_at(post, cast, ticket, now, text="Unplug it."):
    said = reply(
        actor=cast.dante, ticket_id=ticket, body=Body(text), visibility=Visibility.PUBLIC, channel=Channel.WEB, now=now
    )
    post.settle()
    return list(OutboundMail.objects.filter(said=said).order_by("recipient").values_list("recipient", flat=True))


def test_an_answer_goes_where_they_wrote_from_last_in_this_ticket(post, cast, now):
    at_home = post.receive(HOME.upper(), "From home")
    at_work = post.receive(ALICE, "From work")
    assert answered_at(post, cast, at_home.ticket, now) == [HOME]
    assert answered_at(post, cast, at_work.ticket, now) == [ALICE]
    post.receive(ALICE, f"TD-{at_home.ticket}", "At work now.")
    assert answered_at(post, cast, at_home.ticket, now, "Good.") == [ALICE]


def test_the_acknowledgement_goes_where_the_mail_came_from(post):
    post.receive(HOME, "From home")
    post.settle()
    assert OutboundMail.objects.get(kind="acknowledgement").recipient == HOME


def test_any_address_of_a_person_takes_part(post, cast, now):
    ticket = ticket_of(ALICE, now)
    assert post.receive(HOME, f"TD-{ticket}", "From home.").ticket == ticket
    assert answered_at(post, cast, ticket, now) == [HOME]


def test_who_never_wrote_is_answered_at_the_main_address(post, cast, now):
    assert answered_at(post, cast, ticket_of(ALICE, now), now) == [ALICE]


def test_an_address_that_died_or_is_no_longer_theirs_is_not_used(post, cast, now):
    first, second = post.receive(HOME, "One"), post.receive(HOME, "Two")
    mark_address_dead(actor=SYSTEM, address=HOME, reason="gone", now=now)
    assert answered_at(post, cast, first.ticket, now) == [ALICE]
    remove_address(actor=SYSTEM, person_id=person(cast.alice), address=HOME, now=now)
    assert answered_at(post, cast, second.ticket, now) == [ALICE]


def test_a_mail_that_may_not_be_theirs_moves_nothing(post, cast, now, settings, monkeypatch):
    monkeypatch.setitem(settings.CONFIG.values, "TRUSTED_AUTHSERV", ("mx.desk.test",))
    ticket = post.receive(ALICE, "From work").ticket
    doubt = "mx.desk.test; dmarc=fail header.from=home.test"
    assert post.receive(HOME, f"TD-{ticket}", "Send it here.", Authentication_Results=doubt).ticket == ticket
    assert answered_at(post, cast, ticket, now) == [ALICE]


def test_a_robot_at_an_address_moves_nothing(post, cast, now):
    ticket = post.receive(ALICE, "From work").ticket
    post.receive(HOME, f"TD-{ticket}", "I am away.", Auto_Submitted="auto-replied")
    assert answered_at(post, cast, ticket, now) == [ALICE]


def test_the_words_take_the_address_along_when_tickets_are_merged(post, cast, now):
    from_home, other = post.receive(HOME, "From home"), ticket_of(ALICE, now)
    merge(actor=cast.dante, source_id=from_home.ticket, into_id=other, now=now)
    assert answered_at(post, cast, other, now) == [HOME]


def test_everybody_in_copy_has_their_own(post, cast, now):
    add_address(actor=SYSTEM, person_id=person(cast.otto), address="otto@home.test", verified=True, now=now)
    ticket = post.receive(HOME, "From home", cc=OTTO, message_id="a@home.test").ticket
    post.receive("otto@home.test", "Re", "Me too.", In_Reply_To="<a@home.test>")
    assert answered_at(post, cast, ticket, now) == [HOME, "otto@home.test"]
    used = addresses_used(ticket=ticket, people=[person(cast.alice), person(cast.otto), person(cast.elena)])
    assert used == {cast.alice.person_id: HOME, cast.otto.person_id: "otto@home.test"}


@pytest.mark.parametrize("readers", [1, 25])
def test_it_is_decided_in_a_constant_number_of_statements(
    post, cast, now, readers, django_assert_max_num_queries, monkeypatch
):
    monkeypatch.setattr("tridesk.channels.actions.queue_mail._queue", lambda mail: bool(mail.recipient))
    copied = ", ".join(f"p{number}@home.test" for number in range(readers))
    ticket = post.receive(HOME, "From home", cc=copied).ticket
    for number in range(readers):
        reader = find_person_by_address(address=f"p{number}@home.test")
        add_participant(actor=SYSTEM, ticket_id=ticket, person=reader, kind=ParticipantKind.CC, now=now)
    said = reply(
        actor=cast.dante, ticket_id=ticket, body=Body("Hm."), visibility=Visibility.PUBLIC, channel=Channel.WEB, now=now
    )
    with django_assert_max_num_queries(8):
        assert queue_reply(message_id=said, now=now) == readers + 1
