"""Many at once: each on its own."""

from typing import Any

from tests.api.asking import caller
from tests.cast import person
from tests.web.world import World

from tridesk.api.ids import Kind, told
from tridesk.tickets.models import Ticket

JSON = "application/json"


def post(client: Any, path: str, body: Any, **headers: str) -> Any:
    return client.post(f"/api/v1{path}", body, content_type=JSON, headers=headers)


def test_one_that_is_refused_holds_up_no_other(world: World) -> None:
    client = caller(world.cast.dante)
    alice = told(Kind.PERSON, person(world.cast.alice))
    items = [
        {"subject": "One", "text": "First.", "requester": alice},
        {"subject": "Two", "text": ""},
        {"subject": "Three", "text": "Third.", "requester_email": "ana@acme.test", "cc": ["no address@"]},
        {"subject": "Four", "text": "Fourth.", "requester_email": "ana@acme.test", "cc": ["bea@acme.test"]},
    ]
    answer = post(client, "/tickets/bulk-create", {"items": items})
    told_of = answer.json()
    assert ([each["status"] for each in told_of["items"]], told_of["failed"]) == ([201, 422, 422, 201], 2)
    assert told_of["items"][1]["problem"]["type"] == "urn:tridesk:problem:message_empty"
    assert set(Ticket.objects.values_list("subject", flat=True)) >= {"One", "Four"}
    assert not Ticket.objects.filter(subject__in=["Two", "Three"]).exists()
    assert len(told_of["items"][3]["ticket"]["cc"]) == 1


def test_each_change_is_held_against_what_was_read(world: World) -> None:
    client = caller(world.cast.dante)
    number = told(Kind.TICKET, world.ticket)
    tag = client.get(f"/api/v1/tickets/{number}").headers["ETag"]
    first = {"id": number, "changes": {"urgency": "high"}, "if_match": tag}
    second = {"id": number, "changes": {"urgency": "low"}, "if_match": tag}
    unknown = {"id": f"tk_{'a' * 26}", "changes": {"urgency": "low"}}
    answer = post(client, "/tickets/bulk", {"items": [unknown, first, second]}).json()
    assert [each["status"] for each in answer["items"]] == [404, 200, 412]
    assert client.get(f"/api/v1/tickets/{number}").json()["urgency"] == "high"


def test_the_whole_counts_once_for_a_key(world: World) -> None:
    client = caller(world.cast.dante)
    body = {"items": [{"subject": "Once", "text": "Only."}, {"subject": "", "text": ""}]}
    answers = [post(client, "/tickets/bulk-create", body, **{"Idempotency-Key": "k1"}) for _ in range(2)]
    assert answers[0].content == answers[1].content
    assert answers[1].headers["Idempotency-Replayed"] == "true"
    assert Ticket.objects.filter(subject="Once").count() == 1


def test_more_than_two_hundred_are_refused(world: World) -> None:
    items = [{"subject": "One", "text": "First."}] * 201
    assert post(caller(world.cast.dante), "/tickets/bulk-create", {"items": items}).status_code == 422
