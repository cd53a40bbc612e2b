"""People, organisations and how the desk is set up, as programs change them."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from tests.api.asking import ROOT, caller
from tests.cast import person
from tests.web.world import World

from tridesk.api.ids import Kind, told
from tridesk.identity.queries import role_with_key

pytestmark = pytest.mark.django_db

CHANGES: dict[str, tuple[Callable[[World], str], dict[str, Any], dict[str, Any]]] = {
    "person": (lambda w: f"/people/{told(Kind.PERSON, person(w.cast.alice))}", {"title": "A"}, {"phone": "1"}),
    "organisation": (lambda w: f"/organisations/{told(Kind.ORGANISATION, w.cast.acme)}", {"notes": "A"}, {"name": "B"}),
    "site": (lambda w: f"/sites/{told(Kind.SITE, w.site)}", {"address": "A"}, {"name": "B"}),
    "team": (lambda w: f"/teams/{told(Kind.TEAM, w.cast.specialists)}", {"name": "A"}, {"default": True}),
    "role": (lambda w: f"/roles/{told(Kind.ROLE, w.role)}", {"name": "A"}, {"permissions": ["people.see"]}),
    "field": (lambda w: f"/fields/{told(Kind.FIELD, w.field)}", {"position": 3}, {"active": False}),
}


def sent(client: Client, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
    data = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
    return getattr(client, method)(f"{ROOT}{path}", headers=headers, **data)


@pytest.mark.parametrize("thing", CHANGES)
def test_what_somebody_changed_meanwhile_is_not_overwritten(thing: str, world: World) -> None:
    path, first, second = CHANGES[thing]
    dante, carla = caller(world.cast.dante), caller(world.cast.dante)
    seen = sent(dante, "get", path(world)).headers["ETag"]

    assert sent(carla, "patch", path(world), first).status_code == 200
    refused = sent(dante, "patch", path(world), second, if_match=seen)
    now = sent(dante, "get", path(world)).headers["ETag"]
    taken = sent(dante, "patch", path(world), second, if_match=now)

    assert (refused.status_code, refused.json()["type"]) == (412, "urn:tridesk:problem:changed_since")
    assert taken.status_code == 200
    assert taken.headers["ETag"] == sent(dante, "get", path(world)).headers["ETag"] != now


def test_a_changed_person_says_so(world: World) -> None:
    dante, alice = caller(world.cast.dante), told(Kind.PERSON, person(world.cast.alice))
    sent(dante, "post", f"/people/{alice}/addresses", {"address": "Alice.Andrade@ACME.test"})
    changed = sent(dante, "patch", f"/people/{alice}", {"email": "alice.andrade@acme.test", "language": "es"}).json()

    assert (changed["email"], changed["language"]) == ("alice.andrade@acme.test", "es")
    assert [(row["address"], row["primary"]) for row in changed["addresses"]] == [
        ("alice@acme.test", False), ("alice.andrade@acme.test", True),
    ]  # fmt: skip
    assert changed["organisations"][0]["organisation"]["name"] == "Acme"


def test_people_are_found_by_their_organisation(world: World) -> None:
    acme = told(Kind.ORGANISATION, world.cast.acme)
    found = sent(caller(world.cast.dante), "get", f"/people?organisation={acme}").json()
    assert [row["name"] for row in found["items"]] == ["Alice Andrade"]


def test_a_list_of_people_is_walked_to_its_end_and_back(world: World) -> None:
    client, names, path = caller(world.cast.dante), [], "/people?limit=3"
    while path:
        page = sent(client, "get", path).json()
        names += [row["name"] for row in page["items"]]
        path = f"/people?limit=3&cursor={page['next']}" if page["next"] else ""
    assert names == sorted(names)
    assert len(names) == len(set(names)) == 7
    back = sent(client, "get", f"/people?limit=3&cursor={page['previous']}").json()
    assert [row["name"] for row in back["items"]] == names[3:6]


def test_nobody_says_of_their_own_address_that_it_is_theirs(world: World) -> None:
    dante = told(Kind.PERSON, person(world.cast.dante))
    refused = sent(caller(world.cast.dante), "post", f"/people/{dante}/addresses/dante@desk.test/verify")
    assert refused.status_code == 403


def test_nobody_gives_more_than_they_may(world: World) -> None:
    """A lead manages people, and no roles."""
    carla, bruno = caller(world.cast.carla), told(Kind.PERSON, person(world.cast.bruno))
    administrators = told(Kind.ROLE, role_with_key(key="administrator"))
    assert sent(carla, "patch", f"/people/{bruno}", {"role": administrators}).status_code == 403
    assert sent(carla, "get", f"/people/{bruno}").json()["role"]["key"] == "analyst"


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/people", {"name": ""}, "name"),
        ("/people", {"name": "Zoe", "email": "no address"}, "address"),
        ("/people", {"name": "Zoe", "role": "ro_forged"}, "role"),
        ("/people", {"name": "Zoe\0"}, ""),
        ("/people", {"name": "Zoe", "password": "x"}, "password"),
        ("/people", {"name": "Zoe", "email": "alice@acme.test"}, None),
        ("/organisations", {"name": "Acme"}, None),
        ("/organisations", {"name": "New", "domains": ["gmail.com"]}, "domains"),
        ("/roles", {"name": "Machine", "side": "system"}, "side"),
        ("/fields", {"kind": "choice", "names": {"en": "Floor"}}, "options"),
        ("/fields", {"kind": "text", "names": {}}, "names"),
        ("/teams", {"name": "x" * 81}, "name"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(path: str, body: Any, field: str | None, world: World) -> None:
    refused = sent(caller(world.cast.dante), "post", path, body)
    assert refused.status_code == (422 if field is not None else 409)
    if field is not None:
        assert refused.json()["errors"][0]["field"] == field


def test_me_says_what_the_token_narrows(world: World) -> None:
    from tridesk.identity.types import Scope

    me = sent(caller(world.cast.alice, scopes=(Scope.TICKETS_WRITE,)), "get", "/me").json()
    assert me["scopes"] == ["tickets:read", "tickets:write"]
    assert me["permissions"] == ["tickets.open", "tickets.reply"]
    assert me["person"]["id"] == told(Kind.PERSON, person(world.cast.alice))


def test_everybody_learns_of_the_fields_that_they_can_fill_in(world: World) -> None:
    dante = caller(world.cast.dante)
    serial = f"/fields/{told(Kind.FIELD, world.field)}"

    def listed() -> list[list[str]]:
        answers = (sent(caller(who), "get", "/fields").json() for who in (world.cast.bruno, world.cast.alice))
        return [[row["key"] for row in each["items"]] for each in answers]

    assert listed() == [["serial"], []]
    sent(dante, "patch", serial, {"for_requester": True})
    assert listed() == [["serial"], ["serial"]]
    sent(dante, "patch", serial, {"active": False})
    assert listed() == [[], []]
    assert [row["active"] for row in sent(dante, "get", "/fields").json()["items"]] == [False]
