from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import Cast, person

from tridesk.identity import actions, queries
from tridesk.identity.models import Session
from tridesk.identity.types import SYSTEM, Actor, Side
from tridesk.kernel.errors import InvalidError, NotAllowedError, NotFoundError
from tridesk.kernel.ids import PersonId


def test_session_person_role_and_teams_are_read_in_one_statement(cast: Cast, now: datetime) -> None:
    _session("key", person(cast.carla), now)
    with CaptureQueriesContext(connection) as asked:
        found = queries.actor_of_session(session_key="key", now=now)
    assert len(asked) == 1
    assert found == ("data", cast.carla)


def test_an_expired_session_is_nobodys(cast: Cast, now: datetime) -> None:
    _session("key", person(cast.carla), now)
    assert queries.actor_of_session(session_key="key", now=now + timedelta(hours=1)) is None
    assert queries.actor_of_session(session_key="other", now=now) is None


def test_nobody_is_not_found(db: None) -> None:
    with pytest.raises(NotFoundError):
        queries.actor_of(person_id=PersonId(10**9))


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", ["Alice Andrade", "Bruno Bianchi", "Carla Cruz", "Dante Dias", "Elena Engel", "Otto Olsen"]),
        ("al", ["Alice Andrade"]),
        ("ANDR", ["Alice Andrade"]),
        ("andrade ali", ["Alice Andrade"]),
        ("ndrade", []),
        ("bruno@desk", ["Bruno Bianchi"]),
        ("%", []),
        ("_", []),
    ],
)
def test_people_are_found_by_how_words_and_addresses_begin(cast: Cast, search: str, found: list[str]) -> None:
    assert [row.name for row in queries.people(actor=cast.bruno, search=search).rows] == found


def test_accents_and_case_neither_hide_nor_misplace_anybody(cast: Cast, now: datetime) -> None:
    actions.add_person(actor=SYSTEM, name="Álvaro Ñúñez", now=now)
    rows = [row.name for row in queries.people(actor=cast.bruno).rows]
    assert rows.index("Álvaro Ñúñez") == 1
    assert [row.name for row in queries.people(actor=cast.bruno, search="alvaro NÚ").rows] == ["Álvaro Ñúñez"]


def test_pages_of_people_lead_on_and_back(cast: Cast, now: datetime) -> None:
    for _ in range(3):
        actions.add_person(actor=SYSTEM, name="Same Name", now=now)
    pages, cursor = [], None
    while True:
        page = queries.people(actor=cast.bruno, cursor=cursor, limit=4)
        pages.append(page)
        cursor = page.older
        if cursor is None:
            break
    assert [len(page.rows) for page in pages] == [4, 4, 1]
    assert len({row.id for page in pages for row in page.rows}) == 9
    assert pages[0].newer is None
    back = queries.people(actor=cast.bruno, cursor=pages[2].newer, limit=4)
    assert back.rows == pages[1].rows
    assert queries.people(actor=cast.bruno, cursor=back.newer, limit=4).rows == pages[0].rows


@pytest.mark.parametrize("cursor", ["x", "bnVsbA", "WzFd", "WyJhIiwxLCJ4Il0", "é", "W251bGwsbnVsbCxudWxsXQ"])
def test_a_foreign_cursor_is_refused(cast: Cast, cursor: str) -> None:
    with pytest.raises(InvalidError):
        queries.people(actor=cast.bruno, cursor=cursor)


def test_the_list_of_people_is_one_statement(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as asked:
        queries.people(actor=cast.bruno, search="a", side=Side.REQUESTER)
    assert len(asked) == 1


@pytest.mark.parametrize("who", ["alice", "elena", "otto"])
def test_requesters_and_vendors_see_no_list_and_nobody_else(cast: Cast, who: str) -> None:
    actor: Actor = getattr(cast, who)
    for question in (
        lambda: queries.people(actor=actor),
        lambda: queries.person_choices(actor=actor, search="a"),
        lambda: queries.assignable_people(actor=actor),
        lambda: queries.person_detail(actor=actor, person_id=person(cast.bruno)),
    ):
        with pytest.raises(NotAllowedError):
            question()
    assert queries.person_detail(actor=actor, person_id=person(actor)).name == actor.name


def test_a_link_shows_not_even_ones_own_profile(cast: Cast, now: datetime) -> None:
    token = actions.grant_link(person=person(cast.alice), subject="ticket:1", now=now, days=1)
    actor, _ = actions.open_link(token=token, now=now)
    with pytest.raises(NotAllowedError):
        queries.person_detail(actor=actor, person_id=person(cast.alice))


def test_tickets_are_given_to_those_who_may_reply(cast: Cast) -> None:
    names = [choice.name for choice in queries.assignable_people(actor=cast.bruno)]
    assert names == ["Bruno Bianchi", "Carla Cruz", "Dante Dias"]
    assert [c.name for c in queries.assignable_people(actor=cast.bruno, team=cast.specialists)] == ["Carla Cruz"]


def test_recipients_carry_language_and_zone(cast: Cast) -> None:
    wanted = [person(cast.carla), person(cast.alice)]
    rows = queries.recipients(person_ids=wanted)
    assert [(row.email, row.language, row.zone) for row in rows] == [
        ("alice@acme.test", "pt-br", "America/Sao_Paulo"),
        ("carla@desk.test", "es", "America/Mexico_City"),
    ]


def test_addresses_are_looked_up_together(cast: Cast) -> None:
    found = queries.find_people_by_addresses(addresses=["Alice@acme.test", "nobody@acme.test", "bad"])
    assert found == {"alice@acme.test": cast.alice.person_id}


def _session(key: str, person_id: PersonId, now: datetime) -> None:
    ends = now + timedelta(hours=1)
    Session.objects.create(session_key=key, session_data="data", expire_date=ends, person_id=person_id)
