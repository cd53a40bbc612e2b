"""What programs say and do on a ticket is what its page does: no more, and no less."""

from typing import Any

from tests.api.asking import caller
from tests.cast import person
from tests.web.world import World

from tridesk.api.ids import Kind, told
from tridesk.tickets.models import Ticket

ROOT = "/api/v1"
JSON = "application/json"


def place(world: World) -> str:
    return f"{ROOT}/tickets/{told(Kind.TICKET, world.ticket)}"


def post(client: Any, path: str, body: Any) -> Any:
    return client.post(path, body, content_type=JSON)


def test_who_asked_closes_and_reopens_and_nothing_else(world: World) -> None:
    client = caller(world.cast.alice)
    status = [client.patch(place(world), {"status": each}, content_type=JSON) for each in ("solved", "open")]
    assert [answer.json()["status"] for answer in status] == ["solved", "open"]
    assert client.patch(place(world), {"priority": "emergency"}, content_type=JSON).status_code == 403


def test_who_is_helped_says_no_more_of_a_ticket_than_their_form(world: World) -> None:
    client, own = caller(world.cast.alice), {"subject": "Help", "text": "Please."}
    assert post(client, f"{ROOT}/tickets", {**own, "tags": [], "type": "question"}).status_code == 201
    for more in (
        {"priority": "emergency"},
        {"tags": ["vip"]},
        {"assignee": told(Kind.PERSON, 1)},
        {"cc": ["a@b.test"]},
    ):
        assert post(client, f"{ROOT}/tickets", {**own, **more}).status_code == 403
    assert post(client, f"{ROOT}/tickets", {**own, "type": "change"}).status_code == 422
    bruno = told(Kind.PERSON, person(world.cast.bruno))
    assert post(client, f"{ROOT}/tickets", {**own, "requester": bruno}).status_code == 403
    assert Ticket.objects.filter(subject="Help").exclude(requester=person(world.cast.alice)).count() == 0


def test_addresses_are_told_to_those_who_work_here(world: World) -> None:
    post(caller(world.cast.dante), f"{place(world)}/cc", {"email": "elena@fabrikam.test"})
    for actor, mails in (
        (world.cast.alice, ["alice@acme.test", ""]),
        (world.cast.bruno, ["alice@acme.test", "elena@fabrikam.test"]),
    ):
        ticket = caller(actor).get(f"{place(world)}?expand=requester,participants").json()
        assert [ticket["requester"]["email"], ticket["cc"][0]["email"]] == mails
        listed = caller(actor).get(f"{place(world)}/participants").json()["items"]
        assert listed[0]["email"] == mails[1]


def test_the_last_change_of_ones_own_is_taken_back(world: World) -> None:
    dante, bruno = caller(world.cast.dante), caller(world.cast.bruno)
    dante.patch(place(world), {"subject": "It eats more"}, content_type=JSON)
    dante.patch(place(world), {"tags": ["hungry"]}, content_type=JSON)
    assert post(bruno, f"{place(world)}/undo", {}).json()["type"] == "urn:tridesk:problem:cannot_undo"
    assert post(dante, f"{place(world)}/undo", {}).json()["tags"] == []
    assert post(dante, f"{place(world)}/undo", {}).json()["subject"] == "The printer eats paper"
    assert post(dante, f"{place(world)}/undo", {}).status_code == 409


def test_the_timeline_speaks_the_readers_language(world: World) -> None:
    caller(world.cast.dante).patch(place(world), {"status": "open", "urgency": "high"}, content_type=JSON)
    (line,) = caller(world.cast.bruno).get(f"{place(world)}/timeline?order=newest&limit=1").json()["items"]
    assert (line["type"], line["data"]["changes"]["status"]) == ("ticket.changed", {"before": "new", "after": "open"})
    assert "Dante Dias changed the status from “New” to “Open”" in line["sentences"]
    spanish = caller(world.cast.carla).get(f"{place(world)}/timeline?order=newest&limit=1").json()["items"][0]
    assert spanish["sentences"] != line["sentences"]
    assert caller(world.cast.alice).get(f"{place(world)}/timeline").status_code == 403


def test_notes_are_never_told_to_who_is_helped(world: World) -> None:
    note = post(caller(world.cast.bruno), f"{place(world)}/notes", {"text": "They always do that."}).json()
    alice = caller(world.cast.alice)
    assert all(each["visibility"] == "public" for each in alice.get(f"{place(world)}/messages").json()["items"])
    assert alice.get(f"{ROOT}/messages/{note['id']}").status_code == 404


def test_messages_page_in_both_directions(world: World) -> None:
    bruno = caller(world.cast.bruno)
    for text in ("one", "two", "three"):
        post(bruno, f"{place(world)}/replies", {"text": text})
    first = bruno.get(f"{place(world)}/messages?order=newest&limit=2").json()
    second = bruno.get(f"{place(world)}/messages?order=newest&limit=2&cursor={first['next']}").json()
    assert [each["text"] for each in first["items"] + second["items"]] == ["three", "two", "one", "It ate ten pages."]
    assert (second["next"], bruno.get(f"{place(world)}/messages?cursor=x").status_code) == (None, 422)
