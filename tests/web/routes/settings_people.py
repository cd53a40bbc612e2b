from typing import Any

from tests.web.asking import GONE, Route
from tests.web.world import World


def alice(world: World) -> dict[str, Any]:
    return {"person_id": world.cast.alice.person_id}


def otto(world: World) -> dict[str, Any]:
    return {"person_id": world.cast.otto.person_id}


def acme(world: World) -> dict[str, Any]:
    return {"organisation_id": world.cast.acme}


def porto(world: World) -> dict[str, Any]:
    return {"organisation_id": world.cast.acme, "site_id": world.site}


def membership(world: World) -> dict[str, Any]:
    return {"person_id": world.cast.alice.person_id, "organisation_id": world.cast.acme}


def requester(world: World) -> dict[str, Any]:
    from tridesk.identity.queries.roles import role_with_key

    role = role_with_key(key="requester")
    return {"name": "Zoe", "role_id": role, "language": "en", "time_zone": "UTC"}


SENT = {"works": 302, "nobody": 302}
ROUTES = [
    Route("people", read_only=200, sql=2),
    Route("people", query="?q=al&side=requester", read_only=200, sql=2),
    Route("people", query="?cursor=forged", works=400, read_only=400),
    Route("person_options", query="?q=a", read_only=200, sql=2),
    Route("person_new", sql=3),
    Route("person_new", data=requester, **SENT),
    Route("person_new", data=lambda w: {"name": ""}, works=422),
    Route("person", values=alice, read_only=200, malformed=GONE, sql=8),
    Route("person", values=alice, data=requester, **SENT, malformed=GONE),
    Route("person_address_add", values=alice, data=lambda w: {"address": "a2@acme.test"}, **SENT, malformed=GONE),
    Route("person_address_remove", values=alice, data=lambda w: {"address": "alice@acme.test"}, **SENT, malformed=GONE),
    Route(
        "person_address_primary", values=alice, data=lambda w: {"address": "alice@acme.test"}, **SENT, malformed=GONE
    ),
    Route(
        "person_address_alive",
        values=alice,
        data=lambda w: {"address": "alice@acme.test"},
        works=302,
        read_only=302,
        malformed=GONE,
    ),
    Route("person_off", values=alice, data=lambda w: {}, **SENT, malformed=GONE),
    Route("person_on", values=alice, data=lambda w: {}, **SENT, malformed=GONE),
    Route("person_merge", values=alice, malformed=GONE, sql=5),
    Route("person_merge", values=alice, data=lambda w: {"other": w.cast.otto.person_id}, **SENT, malformed=GONE),
    Route("person_second_factor", values=alice, malformed=GONE, sql=5),
    Route("person_second_factor", values=alice, data=lambda w: {}, **SENT, malformed=GONE),
    Route("person_join", values=otto, data=lambda w: {"organisation": w.cast.acme}, **SENT, malformed=GONE),
    Route("person_part", values=membership, data=lambda w: {}, **SENT, malformed=GONE),
    Route("organisations", read_only=200, sql=2),
    Route("organisations", query="?q=ac&kind=customer", read_only=200, sql=2),
    Route("organisation_options", query="?q=a", read_only=200, sql=2),
    Route("organisation_new", sql=1),
    Route("organisation_new", data=lambda w: {"name": "Neu", "kind": "customer"}, **SENT),
    Route("organisation", values=acme, read_only=200, malformed=GONE, sql=5),
    Route("organisation", values=acme, data=lambda w: {"name": "Acme 2", "kind": "own"}, **SENT, malformed=GONE),
    Route("site_new", values=acme, malformed=GONE, sql=4),
    Route("site_new", values=acme, data=lambda w: {"name": "Recife"}, **SENT, malformed=GONE),
    Route("site", values=porto, malformed=GONE, sql=4),
    Route("site", values=porto, data=lambda w: {"name": "Recife"}, **SENT, malformed=GONE),
    Route("site_remove", values=porto, data=lambda w: {}, **SENT, malformed=GONE),
]
