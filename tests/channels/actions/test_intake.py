"""What becomes of a mail: where it belongs, who may say it, what a robot is worth."""

from datetime import timedelta

import pytest
from tests.cast import person
from tests.channels.post import ALICE, BRUNO, ELENA, HELP, OTTO, letter, mail_of, row, ticket_of
from tests.events import names

from tridesk.channels.actions import intake as module
from tridesk.channels.actions.intake import intake
from tridesk.channels.actions.store_mail import store_mail
from tridesk.channels.kinds.email.own_marks import plus_address
from tridesk.channels.models import InboundMail
from tridesk.channels.types import Outcome
from tridesk.identity.actions.switch_off import switch_off
from tridesk.identity.queries import find_person_by_address
from tridesk.identity.types import SYSTEM
from tridesk.orgs.queries import organisation_of
from tridesk.tickets.actions.close_solved import close_solved
from tridesk.tickets.actions.participants import add_participant
from tridesk.tickets.actions.reply import reply
from tridesk.tickets.models import Message, Participant, Ticket
from tridesk.tickets.types import Body, Channel, ParticipantKind, Status, Visibility

pytestmark = pytest.mark.django_db


def solve(ticket, now):
    reply(
        actor=SYSTEM, ticket_id=ticket, body=Body(text="Done."), visibility=Visibility.PUBLIC,
        channel=Channel.SYSTEM, now=now,
    )  # fmt: skip
    Ticket.objects.filter(pk=ticket).update(status="solved", solved_at=now, holder="")


def close(ticket, now):
    solve(ticket, now)
    close_solved(now=now + timedelta(days=11), after=timedelta(days=10))
    assert Ticket.objects.get(pk=ticket).status == Status.CLOSED


def test_a_mail_opens_a_ticket_for_its_sender(post, cast):
    taken = post.receive(f"Alice <{ALICE}>", "Re: The printer burns", message_id="a@acme.test")
    assert (taken.outcome, taken.reason) == (Outcome.OPENED, "")
    ticket = row(taken)
    assert ticket.requester_id == cast.alice.person_id
    assert (ticket.subject, ticket.channel, ticket.team_id) == ("The printer burns", "email", cast.first_line)
    assert ticket.organisation_id == cast.acme
    assert Message.objects.get(ticket=ticket).text == "It smokes."
    mail = mail_of(taken)
    assert (mail.state, mail.outcome, mail.message_id, mail.sender) == ("taken", "opened", "a@acme.test", ALICE)
    assert names(f"ticket:{ticket.pk}") == ["ticket.opened", "ticket.message_added"]


def test_a_stranger_becomes_a_person_of_the_organisation_their_domain_belongs_to(post, cast):
    taken = post.receive("Ana <ana@acme.test>")
    ana = find_person_by_address(address="ana@acme.test")
    assert row(taken).requester_id == ana
    assert organisation_of(person_id=ana) == cast.acme


def test_who_was_only_an_address_gets_a_name_when_they_say_it(post):
    post.receive(cc="ana@acme.test")
    taken = post.receive("Ana Alves <ana@acme.test>")
    assert Message.objects.get(pk=taken.message).author_name == "Ana Alves"


def test_taking_in_twice_doubles_nothing(post, now):
    raw = letter(message_id="a@acme.test")
    first = post.take_in(raw)
    again = post.take_in(raw)
    assert (again.outcome, again.ticket) == (Outcome.KNOWN, first.ticket)
    assert Ticket.objects.count() == Message.objects.count() == 1


def test_an_analysts_mail_is_a_note_since_anybody_can_write_in_their_name(post, now):
    number = ticket_of(ALICE, now)
    taken = post.receive(BRUNO, "Re", "I think it is the cable.", to=plus_address(HELP, number))
    said = Message.objects.get(pk=taken.message)
    assert (taken.outcome, said.visibility, said.side) == (Outcome.APPENDED, "internal", "analyst")
    assert row(taken).status == "new"


def test_an_analysts_own_ticket_is_answered_in_public(post, cast, now):
    number = ticket_of(BRUNO, now)
    taken = post.receive(BRUNO, f"TD-{number}", "It is mine.")
    assert Message.objects.get(pk=taken.message).visibility == "public"


def test_a_vendor_who_takes_part_answers_in_public(post, cast, now):
    number = ticket_of(ALICE, now)
    add_participant(actor=cast.dante, ticket_id=number, person=person(cast.elena), kind=ParticipantKind.CC, now=now)
    taken = post.receive(ELENA, f"TD-{number}", "We have a patch.")
    assert (taken.outcome, taken.ticket) == (Outcome.APPENDED, number)


def test_who_else_got_the_mail_takes_part_except_ourselves_and_robots(post, cast):
    cc = f"{OTTO}, {HELP}, noreply@shop.test, {ALICE}, not an address"
    taken = post.receive(cc=cc)
    people = set(Participant.objects.filter(ticket=taken.ticket).values_list("person_id", flat=True))
    assert people == {cast.otto.person_id}


def test_a_mailing_to_many_makes_nobody_take_part(post):
    taken = post.receive(cc=", ".join(f"p{n}@elsewhere.test" for n in range(40)))
    assert not Participant.objects.filter(ticket=taken.ticket).exists()


def test_a_ticket_speaks_the_language_of_its_mail(post):
    assert row(post.receive(subject="Hola", Content_Language="es-MX")).language == "es"
    assert row(post.receive(subject="Olá", Content_Language="pt")).language == "pt-br"


def test_quoted_history_is_folded_away_and_kept(post, now):
    number = ticket_of(ALICE, now)
    text = "It works.\n\nOn Tue, 10 Mar 2026, Bruno wrote:\n> Unplug it.\n> And wait.\n"
    taken = post.receive(ALICE, f"TD-{number}", text)
    said = Message.objects.get(pk=taken.message)
    assert said.text == "It works."
    assert "> Unplug it." in said.full_text


def test_a_mail_without_a_sender_is_parked_and_the_next_goes_on(post):
    taken = post.take_in(b"Subject: who am I\n\nNobody.\n")
    assert (taken.outcome, taken.reason) == (Outcome.PARKED, "no_sender")
    assert post.receive().outcome is Outcome.OPENED


def test_somebody_switched_off_is_not_heard_without_a_person_deciding(post, cast, now):
    switch_off(actor=cast.dante, person_id=person(cast.otto), now=now)
    taken = post.receive(OTTO)
    assert (taken.outcome, taken.reason) == (Outcome.PARKED, "sender_switched_off")


def test_what_breaks_while_it_is_taken_in_is_parked_with_its_reason_and_can_be_tried_again(post, now, monkeypatch):
    raw = letter(message_id="a@acme.test")
    with monkeypatch.context() as broken:
        broken.setattr(module, "open_conversation", lambda **_: 1 / 0)
        taken = post.take_in(raw)
    assert (taken.outcome, taken.reason) == (Outcome.PARKED, "ZeroDivisionError")
    mail = InboundMail.objects.get()
    assert mail.state == "parked"
    assert "ZeroDivisionError" in mail.detail
    assert (mail.sender, mail.message_id) == (ALICE, "a@acme.test"), "who looks at it sees whose it is"
    assert intake(mail_id=mail.pk, now=now).outcome is Outcome.OPENED


def test_a_ticket_closed_at_that_very_moment_is_looked_at_again(post, now, monkeypatch):
    number = ticket_of(ALICE, now)
    look = module.find_ticket
    looks = []

    def found_then_closed(**given):
        found = look(**given)
        looks.append(found)
        if len(looks) == 1:
            close(number, now)
        return found

    monkeypatch.setattr(module, "find_ticket", found_then_closed)
    taken = post.receive(ALICE, f"TD-{number}", "More.")
    assert taken.outcome is Outcome.APPENDED or len(looks) == 2


def test_the_second_of_two_workers_finds_it_taken_in(post, now):
    number, _ = store_mail(raw=letter(), mailbox=post.mailbox, source="t", now=now)
    first = intake(mail_id=number, now=now)
    assert intake(mail_id=number, now=now) == module.Taken(Outcome.KNOWN, first.ticket, first.message, "")


def test_a_mail_is_never_written_later_than_it_came(post, now):
    taken = post.receive(date="Fri, 01 Jan 2038 00:00:00 +0000")
    assert Message.objects.get(pk=taken.message).at == now
    earlier = post.receive(subject="Earlier")
    assert Message.objects.get(pk=earlier.message).at == now - timedelta(minutes=30)


@pytest.mark.parametrize("text", ["", "   \n", "\0\0", "\ufeff"])
def test_an_empty_mail_still_says_its_subject(post, text):
    taken = post.receive(subject="Call me", text=text)
    assert taken.outcome is Outcome.OPENED
    assert Message.objects.get(pk=taken.message).text.strip("\ufeff \n") in {"Call me", ""}
