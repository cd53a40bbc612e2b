"""A program follows what happens while server and worker are killed and started again: it misses nothing.

One follows by the feed, another by a webhook, whose receiver fails now and then.
"""

import json
import socket
import threading
import time

import httpx
from tests.journeys.harness import Installation, installation
from tests.webhooks.receiver import Got, Handler, answer, receiving

TICKETS, KILLS = 24, 2
_PREPARE = """
from tridesk.identity.actions.add_person import add_person
from tridesk.identity.actions.issue_token import issue_token
from tridesk.identity.queries.actors import actor_of
from tridesk.identity.queries.roles import role_with_key
from tridesk.identity.types import SYSTEM, Scope
from tridesk.kernel.clock import now
from tridesk.webhooks.actions.webhooks import add_webhook
person = add_person(
    actor=SYSTEM, name="Dante", email="dante@desk.test", role_id=role_with_key(key="administrator"), now=now()
)
dante = actor_of(person_id=person)
add_webhook(actor=dante, values={"name": "x", "url": sys.argv[1], "events": ["ticket.opened"]}, now=now())
print(issue_token(actor=dante, name="x", scopes=(Scope.EVENTS_READ,), expires_at=None, now=now()).token)
"""
_WRITE = """
from tridesk.cli.setup import ready; ready()
import sys, time
from tridesk.identity.actions.meet import meet
from tridesk.identity.types import SYSTEM
from tridesk.kernel.clock import now
from tridesk.tickets.actions.open import open_ticket
from tridesk.tickets.types import Body, Channel, NewTicket
alice = meet(actor=SYSTEM, address="alice@acme.test", now=now())
for number in range(int(sys.argv[1])):
    new = NewTicket(requester=alice, subject=f"n{number}", body=Body(text="x"), channel=Channel.WEB)
    open_ticket(actor=SYSTEM, new=new, now=now())
    time.sleep(0.2)
"""


def test_a_follower_misses_nothing_while_the_server_is_killed():
    with receiving() as receiver, installation(webhook_private="127.0.0.1") as desk:
        receiver.behaviour = _moody
        token = desk.python(_PREPARE, receiver.url).strip().splitlines()[-1]
        server = desk.serve()
        heard: list[str] = []
        over = threading.Event()
        follower = threading.Thread(target=_follow, args=(desk, token, heard, over), daemon=True)
        follower.start()
        desk.wait_until(lambda: bool(heard))  # it has its first cursor
        writer = desk.start_python(["-c", _WRITE, str(TICKETS)])
        for kill in range(1, KILLS + 1):
            desk.wait_until(lambda kill=kill: len(heard) > kill * TICKETS // (KILLS + 2))
            server.kill()
            _until_free(desk.port)
            server = desk.serve()
        desk.wait_until(lambda: writer.code == 0, seconds=60)
        subjects = [f"n{number}" for number in range(TICKETS)]
        desk.wait_until(lambda: len(heard) > TICKETS, seconds=60)
        over.set()
        follower.join(10)
        assert heard[1:] == subjects
        desk.wait_until(lambda: _arrived(receiver.got) >= set(subjects), seconds=90)
        ids = {(got.headers["webhook-id"], got.payload["data"]["subject"]) for got in receiver.got}
        assert len(ids) == TICKETS  # whatever came twice came under its own id


def _moody(handler: Handler, got: Got) -> None:
    """Every third call fails the first time."""
    seen = sum(each.headers["webhook-id"] == got.headers["webhook-id"] for each in handler.server.receiver.got)  # type: ignore[attr-defined]
    answer(500 if seen == 1 and int(got.payload["data"]["number"]) % 3 == 0 else 200)(handler, got)


def _arrived(got: list[Got]) -> set[str]:
    return {json.loads(each.body)["data"]["subject"] for each in got}


def _follow(desk: Installation, token: str, heard: list[str], over: threading.Event) -> None:
    """As the docs tell it: keep the cursor, ask again, whatever becomes of the server."""
    cursor = ""
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=desk.address, headers=headers, trust_env=False, timeout=10) as client:
        while not over.is_set():
            query = {"type": "ticket.opened", "limit": "3", **({"cursor": cursor} if cursor else {})}
            try:
                answered = client.get("/api/v1/events", params=query)
            except httpx.HTTPError:
                time.sleep(0.1)
                continue
            if answered.status_code != 200:
                time.sleep(0.1)
                continue
            body = answered.json()
            heard += [item["data"]["subject"] for item in body["items"]]
            if not cursor:
                heard.append("begun")
            cursor = body["next"]
            if not body["more"]:
                time.sleep(0.1)


def _until_free(port: int) -> None:
    deadline = time.monotonic() + 30
    while True:
        with socket.socket() as asking:
            if asking.connect_ex(("127.0.0.1", port)):
                return
        assert time.monotonic() < deadline
        time.sleep(0.05)
