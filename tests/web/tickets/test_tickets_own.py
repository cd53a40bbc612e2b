import pytest
from tests.cast import person
from tests.web.asking import client_of
from tests.web.tickets.desk import opened, seen_by, shown

from tridesk.identity.actions.grant_link import grant_link
from tridesk.identity.models import Person
from tridesk.identity.types import SYSTEM
from tridesk.kernel import clock
from tridesk.tickets.actions.change import change
from tridesk.tickets.actions.define_field import add_field
from tridesk.tickets.actions.merge import merge
from tridesk.tickets.actions.open import open_ticket
from tridesk.tickets.actions.remove import delete, mark_spam
from tridesk.tickets.actions.reply import reply
from tridesk.tickets.models import FieldValue, Message, Ticket
from tridesk.tickets.types import Body, Channel, FieldKind, NewTicket, Visibility


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


@pytest.mark.parametrize("put", [delete, mark_spam])
def test_what_was_put_away_is_not_there_for_the_one_who_asked(cast, now, put) -> None:
    ticket = opened(cast, now)
    first = Message.objects.get(ticket=ticket).pk
    put(actor=cast.dante, ticket_id=ticket, now=now)
    alice, nobody = client_of(cast.alice), client_of(None)
    link = f"/t/{grant_link(person=person(cast.alice), subject=f'ticket:{ticket}', now=clock.now(), days=30)}"
    for client, place in ((alice, f"/my/{ticket}"), (nobody, link)):
        assert client.get(place).status_code == 404
        assert client.get(f"{place}/messages/{first}").status_code == 404
        assert client.post(f"{place}/reply", {"body": "Hello?"}).status_code == 404
        assert client.post(f"{place}/status", {"status": "solved"}).status_code == 404
    assert Message.objects.filter(ticket=ticket).count() == 1


def test_a_merged_ticket_leads_to_where_its_words_are(cast, now) -> None:
    source, into = opened(cast, now), opened(cast, now)
    merge(actor=SYSTEM, source_id=source, into_id=into, now=now)
    assert client_of(cast.alice).get(f"/my/{source}")["Location"] == f"/my/{into}"


def test_a_ticket_merged_into_somebody_elses_says_that_it_goes_on(cast, now) -> None:
    Person.objects.filter(pk=cast.alice.person_id).update(language="en")
    source, into = opened(cast, now), opened(cast, now)
    merge(actor=SYSTEM, source_id=source, into_id=into, now=now)
    delete(actor=cast.dante, ticket_id=into, now=now)
    assert "was merged with another one" in seen_by(cast.alice, f"/my/{source}")


def test_pressing_twice_is_no_refusal(cast, now) -> None:
    ticket = opened(cast, now)
    answers = [client_of(cast.alice).post(f"/my/{ticket}/status", {"status": "solved"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]


def test_those_who_work_here_are_led_to_the_workspace(cast, now) -> None:
    ticket = opened(cast, now)
    assert client_of(cast.bruno).get(f"/my/{ticket}")["Location"] == f"/tickets/{ticket}"


def test_the_status_is_told_in_the_words_of_whom_it_is_for(cast, now) -> None:
    change(actor=SYSTEM, ticket_id=opened(cast, now), changes={"status": "waiting_requester"}, now=now)
    Person.objects.filter(pk=cast.alice.person_id).update(language="en")
    assert "Waits for your answer" in seen_by(cast.alice, "/my")


def test_an_analyst_who_asked_another_team_has_the_requesters_page(cast, now) -> None:
    asked = NewTicket(
        requester=person(cast.bruno), subject="My chair", body=Body("It squeaks."), channel=Channel.WEB,
        team=cast.specialists,
    )  # fmt: skip
    ticket = open_ticket(actor=cast.bruno, new=asked, now=now)
    reply(
        actor=cast.carla, ticket_id=ticket, body=Body("He is a nuisance."), visibility=Visibility.INTERNAL,
        channel=Channel.WEB, now=now,
    )  # fmt: skip
    bruno = client_of(cast.bruno)
    assert bruno.get(f"/tickets/{ticket}")["Location"] == f"/my/{ticket}"
    page = shown(bruno.get(f"/my/{ticket}"))
    assert "It squeaks." in page
    assert "nuisance" not in page
    assert bruno.get(f"/tickets/{ticket}/timeline").status_code == 403
    assert client_of(cast.carla).get(f"/my/{ticket}")["Location"] == f"/tickets/{ticket}"
    assert client_of(cast.otto).get(f"/my/{ticket}").status_code == 404
