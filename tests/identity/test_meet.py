from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import Cast
from tests.events import events

from tridesk.identity import actions, queries
from tridesk.identity.types import SYSTEM, Side
from tridesk.kernel.errors import InvalidError


def test_a_stranger_becomes_a_requester(db: None, now: datetime) -> None:
    met = actions.meet(actor=SYSTEM, address="Ana.Souza@Acme.TEST", name="Ana Souza", language="pt-br", now=now)
    actor = queries.actor_of(person_id=met)
    assert (actor.name, actor.email, actor.side, actor.language) == (
        "Ana Souza",
        "ana.souza@acme.test",
        Side.REQUESTER,
        "pt-br",
    )
    assert [event.name for event in events(f"person:{met}")] == ["person.added"]


def test_the_same_address_is_the_same_person_whatever_its_case(cast: Cast, now: datetime) -> None:
    assert actions.meet(actor=SYSTEM, address=" ALICE@acme.test ", name="Somebody", now=now) == cast.alice.person_id
    assert queries.actor_of(person_id=cast.alice.person_id or 0).name == "Alice Andrade"


def test_a_name_made_from_the_address_gives_way_to_a_real_one(db: None, now: datetime) -> None:
    met = actions.meet(actor=SYSTEM, address="joao.pereira@acme.test", now=now)
    assert queries.names(person_ids=[met]) == {met: "Joao Pereira"}
    actions.meet(actor=SYSTEM, address="joao.pereira@acme.test", name="João Pereira", now=now)
    actions.meet(actor=SYSTEM, address="joao.pereira@acme.test", name="Someone else", now=now)
    assert queries.names(person_ids=[met]) == {met: "João Pereira"}


def test_a_name_that_repeats_the_address_is_no_name(db: None, now: datetime) -> None:
    met = actions.meet(actor=SYSTEM, address="x.y@acme.test", name="x.y@acme.test", now=now)
    assert queries.names(person_ids=[met]) == {met: "X Y"}


@pytest.mark.parametrize(
    "address",
    ["", "nobody", "a@b@c", "two words@acme.test", "a\0b@acme.test", "a\ud800@acme.test", "a" * 250 + "@acme.test"],
)
def test_what_cannot_be_an_address_is_refused(db: None, now: datetime, address: str) -> None:
    with pytest.raises(InvalidError):
        actions.meet(actor=SYSTEM, address=address, now=now)


def test_meeting_a_known_person_asks_once(cast: Cast, now: datetime) -> None:
    with CaptureQueriesContext(connection) as asked:
        actions.meet(actor=SYSTEM, address="alice@acme.test", name="Alice Andrade", now=now)
    assert len([q for q in asked if "SAVEPOINT" not in q["sql"]]) == 1


def test_what_no_database_can_keep_is_left_out_of_a_name(db: None, now: datetime) -> None:
    met = actions.meet(actor=SYSTEM, address="a@acme.test", name="A\0na\ud800 \n Souza\x85", now=now)
    assert queries.names(person_ids=[met]) == {met: "Ana Souza"}
