"""Who writes an answer hears before that it will not arrive."""

from datetime import datetime

from tests.cast import Cast, person
from tests.channels.post import open_post
from tests.tickets.desk import opened
from tests.web.asking import client_of

from tridesk.identity.actions.add_address import add_address
from tridesk.identity.actions.mark_address_dead import mark_address_dead
from tridesk.identity.queries import dead_addresses
from tridesk.identity.types import SYSTEM
from tridesk.tickets.actions.participants import add_participant
from tridesk.tickets.types import ParticipantKind


def die(address: str, now: datetime) -> None:
    assert mark_address_dead(actor=SYSTEM, address=address, reason="550 <b>User</b> unknown", now=now)


def test_the_warning_stands_above_the_answer_and_on_the_person(cast: Cast, now: datetime) -> None:
    ticket, alice = opened(cast, now), person(cast.alice)
    add_participant(actor=cast.bruno, ticket_id=ticket, person=person(cast.otto), kind=ParticipantKind.CC, now=now)
    client = client_of(cast.bruno)
    assert "comes back since" not in client.get(f"/tickets/{ticket}").text
    die("alice@acme.test", now)
    die("otto@elsewhere.test", now)
    page = client.get(f"/tickets/{ticket}").text
    assert page.count("comes back since") == 2
    assert "550 &lt;b&gt;User&lt;/b&gt; unknown" in page
    assert "mail comes back" in client.get(f"/people/{alice}").text
    client.post(f"/people/{alice}/addresses/alive", {"address": "alice@acme.test"})
    assert [each.name for each in dead_addresses(person_ids=[alice, person(cast.otto)])] == ["Otto Olsen"]
    assert client.get(f"/tickets/{ticket}").text.count("comes back since") == 1


def test_who_writes_from_another_address_in_this_ticket_is_reached_there(cast: Cast, now: datetime) -> None:
    post, home = open_post(now), "alice@home.test"
    add_address(actor=SYSTEM, person_id=person(cast.alice), address=home, verified=True, now=now)
    here, elsewhere = post.receive(home).ticket, opened(cast, now)
    die("alice@acme.test", now)
    client = client_of(cast.bruno)
    assert "comes back since" not in client.get(f"/tickets/{here}").text
    assert "comes back since" in client.get(f"/tickets/{elsewhere}").text
    die(home, now)
    assert "comes back since" in client.get(f"/tickets/{here}").text
