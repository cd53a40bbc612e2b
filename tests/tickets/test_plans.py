"""Lists walk the index that was made for them: the databases are asked how they would do it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import Cast, person

from tridesk.identity.models import Person
from tridesk.identity.types import Actor
from tridesk.tickets.models import Participant, Ticket
from tridesk.tickets.queries import Filters, Sort, View, other_tickets, ticket_list, view_counts
from tridesk.tickets.rules import holder_of
from tridesk.tickets.types import DONE, ParticipantKind, Status

TICKETS = 4000
WAITS = (Status.NEW, Status.OPEN, Status.WAITING_REQUESTER, Status.ON_HOLD)


@pytest.fixture
def many(cast: Cast, now: datetime) -> Cast:
    """Mostly done tickets of many requesters, one in ten still to do, spread over teams and analysts."""
    role = Person.objects.values_list("role", flat=True).get(pk=person(cast.otto))
    crowd = Person.objects.bulk_create(
        Person(name=f"P{number}", name_key=f"p{number}", role_id=role, language="en", time_zone="UTC", created_at=now)
        for number in range(300)
    )
    people = [each.pk for each in crowd]
    busy = [None] * 13 + [person(each) for each in (cast.bruno, cast.carla, cast.dante)]
    Ticket.objects.bulk_create(_ticket(cast, number, people, busy, now) for number in range(TICKETS))
    first = Ticket.objects.order_by("id").first()
    assert first is not None
    Participant.objects.create(ticket=first, person_id=person(cast.otto), kind=ParticipantKind.CC.value)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return cast


def _ticket(cast: Cast, number: int, people: list[Any], busy: list[Any], now: datetime) -> Ticket:
    status = WAITS[number // 10 % 4] if number % 10 == 0 else DONE[number % 2]
    at = now - timedelta(minutes=TICKETS - number)
    return Ticket(
        subject=f"Ticket {number}", type="incident", status=status.value, priority=1 + number % 4, impact=2, urgency=2,
        requester_id=person(cast.otto) if number % 500 == 7 else people[number * 7 % 300],
        team_id=(cast.first_line, cast.specialists)[number % 2 if number % 10 else number // 10 % 2],
        assignee_id=busy[number // 40 % 16] if status is not Status.NEW else None,
        holder=holder_of(status).value, holder_since=at, channel="email", language="en", created_at=at, updated_at=at,
        last_message_at=at, solved_at=at if status in DONE else None, closed_at=at if status is Status.CLOSED else None,
    )  # fmt: skip


def plan(actor: Actor, **asked: Any) -> str:
    """How the database would find the rows of this list."""
    with CaptureQueriesContext(connection) as seen:
        ticket_list(actor=actor, **asked)
    return explained(seen.captured_queries[0]["sql"])


def walk(actor: Actor, **asked: Any) -> str:
    """The same on a large desk: PostgreSQL would rather sort the few rows of a test, so sorting is made dear."""
    if connection.vendor != "postgresql":
        return plan(actor, **asked)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = off")
        text = plan(actor, **asked)
        cursor.execute("RESET enable_sort")
    return text


def explained(sql: str) -> str:
    ask = "EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN "
    with connection.cursor() as cursor:
        cursor.execute(ask + sql.replace("%", "%%"))
        return "\n".join(str(found[-1]) for found in cursor.fetchall())


def require_walk(text: str, *indexes: str) -> None:
    """One of these indexes is walked in order; nothing reads or sorts the whole table."""
    assert any(f" {index} " in f"{text} ".replace("\n", " ") for index in indexes), text
    require_no_scan(text)
    assert "Sort" not in text, text
    assert "TEMP B-TREE FOR ORDER BY" not in text, text


def require_no_scan(text: str) -> None:
    assert "Seq Scan on tickets_ticket" not in text, text
    for line in text.splitlines():
        assert not line.startswith("SCAN tickets_ticket") or "USING INDEX" in line or "COVERING INDEX" in line, text


VIEWS = {
    View.OPEN: ("ticket_active",),
    # Half of what is to do is unassigned in this desk: by its statistics the planner may walk all of it as well.
    View.TEAM: ("ticket_unassigned", "ticket_mine", "ticket_active"),
    View.WAITING: ("ticket_phase",),
    View.SOLVED: ("ticket_phase", "ticket_listed"),  # nearly everything is solved: both walks end at once
    View.ALL: ("ticket_listed",),
    View.MINE: ("ticket_mine",),
}


def test_views_walk_their_index(many: Cast) -> None:
    for view, indexes in VIEWS.items():
        for who in (many.bruno, many.carla):  # one team; all teams
            for sort in (Sort.UPDATED, Sort.OLDEST):
                require_walk(walk(who, view=view, sort=sort), *indexes)


def test_a_deep_page_walks_the_same_index(many: Cast) -> None:
    for view in (View.OPEN, View.ALL):
        cursor = ticket_list(actor=many.carla, view=view, limit=100).older
        assert cursor is not None
        require_walk(walk(many.carla, view=view, cursor=cursor), *VIEWS[view])


def test_the_most_urgent_and_the_newest_are_not_sorted_for(many: Cast) -> None:
    require_walk(walk(many.carla, view=View.OPEN, sort=Sort.PRIORITY), "ticket_priority")
    require_walk(walk(many.carla, view=View.ALL, sort=Sort.PRIORITY), "ticket_priority_all")
    require_walk(walk(many.carla, view=View.OPEN, sort=Sort.CREATED), "ticket_active_number")
    newest = walk(many.carla, view=View.ALL, sort=Sort.CREATED)
    assert "Sort" not in newest
    assert "TEMP B-TREE FOR ORDER BY" not in newest


def test_a_requesters_tickets_are_found_by_their_own_index(many: Cast) -> None:
    otto = person(many.otto)
    chosen = plan(many.carla, filters=Filters(requester=(otto,)))
    assert "ticket_requester" in chosen, chosen
    require_no_scan(chosen)
    own = plan(many.otto)
    assert "ticket_requester" in own, own
    require_no_scan(own)
    with CaptureQueriesContext(connection) as seen:
        assert len(other_tickets(actor=many.carla, requester=otto, besides=None)) == 6
    beside = explained(seen.captured_queries[0]["sql"])
    assert "ticket_requester" in beside, beside
    require_no_scan(beside)


def test_counts_read_indexes_only_as_far_as_their_cap(many: Cast) -> None:
    views = [View.MINE, View.TEAM, View.OPEN, View.WAITING, View.SOLVED]
    with CaptureQueriesContext(connection) as seen:
        view_counts(actor=many.bruno, views=views)
    text = explained(seen.captured_queries[0]["sql"])
    assert "TEMP B-TREE" not in text
    assert "Sort" not in text
    if connection.vendor == "sqlite":
        require_no_scan(text)
