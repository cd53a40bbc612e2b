from tests.web.asking import client_of
from tests.web.tickets.desk import opened, seen_by, shown

from tridesk.identity.models import Person
from tridesk.identity.types import SYSTEM
from tridesk.tickets.actions.change import change
from tridesk.tickets.actions.define_field import add_field
from tridesk.tickets.models import FieldValue, Message, Ticket
from tridesk.tickets.types import FieldKind


def test_one_sees_ones_own_tickets_and_no_others(cast, now) -> None:
    opened(cast, now, "Mine")
    assert "Mine" in seen_by(cast.alice, "/my")
    assert "Mine" not in seen_by(cast.otto, "/my")


def test_help_is_asked_for_by_form_once(cast, now) -> None:
    add_field(
        actor=cast.dante,
        key="site",
        kind=FieldKind.TEXT,
        values={"names": {"en": "Site"}, "for_requester": True},
        now=now,
    )
    data = {
        "subject": "No sound",
        "body": "In room 2.",
        "type": "incident",
        "submission_key": "x",
        "field-site": "Lima",
    }
    client = client_of(cast.alice)
    first, second = client.post("/my/new", data), client.post("/my/new", data)
    ticket = Ticket.objects.get()
    assert first["Location"] == second["Location"] == f"/my/{ticket.pk}"
    assert (ticket.requester_id, ticket.channel, ticket.team_id) == (cast.alice.person_id, "web", cast.first_line)
    assert FieldValue.objects.get().text == "Lima"


def test_nobody_can_ask_in_somebody_elses_name(cast) -> None:
    data = {"subject": "No sound", "body": "In room 2.", "type": "incident", "requester": str(cast.alice.person_id)}
    client_of(cast.otto).post("/my/new", data)
    assert Ticket.objects.get().requester_id == cast.otto.person_id


def test_a_form_without_words_comes_back_filled(cast) -> None:
    response = client_of(cast.alice).post("/my/new", {"subject": "No sound", "body": "", "type": "incident"})
    assert response.status_code == 422
    assert "No sound" in shown(response)


def test_an_answer_from_ones_own_page_lands_on_the_ticket(cast, now) -> None:
    ticket = opened(cast, now)
    client_of(cast.alice).post(f"/my/{ticket}/reply", {"body": "Still broken"})
    assert Message.objects.get(text="Still broken").channel == "web"


def test_those_who_work_here_are_led_to_the_workspace(cast, now) -> None:
    ticket = opened(cast, now)
    assert client_of(cast.bruno).get(f"/my/{ticket}")["Location"] == f"/tickets/{ticket}"


def test_the_status_is_told_in_the_words_of_whom_it_is_for(cast, now) -> None:
    change(actor=SYSTEM, ticket_id=opened(cast, now), changes={"status": "waiting_requester"}, now=now)
    Person.objects.filter(pk=cast.alice.person_id).update(language="en")
    assert "Waits for your answer" in seen_by(cast.alice, "/my")
