"""Tickets point at each other."""

from dataclasses import replace
from datetime import datetime

import pytest
from tests.cast import Cast
from tests.events import events
from tests.tickets.desk import opened

from tridesk.identity.types import TeamRight
from tridesk.kernel.errors import InvalidError, NotAllowedError
from tridesk.kernel.ids import TicketId
from tridesk.tickets.actions.link import link, unlink
from tridesk.tickets.actions.remove import delete
from tridesk.tickets.errors import TicketGoneError, TicketNotFoundError
from tridesk.tickets.models import Link
from tridesk.tickets.queries import ticket_detail
from tridesk.tickets.types import LinkKind


@pytest.fixture
def three(cast: Cast, now: datetime) -> list[TicketId]:
    return [opened(cast, now) for _ in range(3)]


def tie(cast: Cast, one: TicketId, other: TicketId, kind: LinkKind, now: datetime) -> bool:
    return link(actor=cast.bruno, ticket_id=one, other_id=other, kind=kind, now=now)


@pytest.mark.parametrize("kind", LinkKind)
def test_a_link_is_made_once_and_taken_away_once(
    cast: Cast, three: list[TicketId], now: datetime, kind: LinkKind
) -> None:
    one, other, _ = three
    assert [tie(cast, one, other, kind, now) for _ in range(2)] == [True, False]
    taken = [unlink(actor=cast.bruno, ticket_id=one, other_id=other, kind=kind, now=now) for _ in range(2)]
    assert taken == [True, False]
    for end, outgoing in ((one, True), (other, False)):
        told = events(f"ticket:{end}")[-2:]
        assert [(each.name, each.outgoing) for each in told] == [  # type: ignore[attr-defined]
            ("ticket.linked", outgoing),
            ("ticket.unlinked", outgoing),
        ]


def test_to_relate_is_mutual(cast: Cast, three: list[TicketId], now: datetime) -> None:
    one, other, _ = three
    assert tie(cast, one, other, LinkKind.RELATES, now)
    assert not tie(cast, other, one, LinkKind.RELATES, now)
    assert unlink(actor=cast.bruno, ticket_id=other, other_id=one, kind=LinkKind.RELATES, now=now)
    assert not Link.objects.exists()


@pytest.mark.parametrize("kind", [LinkKind.BLOCKS, LinkKind.CHILD, LinkKind.DUPLICATES])
def test_no_ring(cast: Cast, three: list[TicketId], now: datetime, kind: LinkKind) -> None:
    a, b, c = three
    assert tie(cast, a, b, kind, now)
    assert tie(cast, b, c, kind, now)
    for one, other in ((b, a), (c, a)):
        with pytest.raises(InvalidError, match="ring"):
            tie(cast, one, other, kind, now)
    assert tie(cast, a, c, kind, now)


def test_nothing_is_linked_to_itself(cast: Cast, three: list[TicketId], now: datetime) -> None:
    with pytest.raises(InvalidError, match="itself"):
        tie(cast, three[0], three[0], LinkKind.RELATES, now)


def test_nothing_is_linked_to_what_was_put_away_and_such_a_link_goes_from_either_end(
    cast: Cast, three: list[TicketId], now: datetime
) -> None:
    one, other, third = three
    tie(cast, one, other, LinkKind.BLOCKS, now)
    tie(cast, third, one, LinkKind.BLOCKS, now)
    for gone in (other, third):
        delete(actor=cast.carla, ticket_id=gone, now=now)
    with pytest.raises(InvalidError, match="gone"):
        tie(cast, one, other, LinkKind.RELATES, now)
    for ends in ((one, other), (third, one)):
        assert unlink(actor=cast.bruno, ticket_id=ends[0], other_id=ends[1], kind=LinkKind.BLOCKS, now=now)
    with pytest.raises(TicketGoneError):
        unlink(actor=cast.bruno, ticket_id=other, other_id=third, kind=LinkKind.BLOCKS, now=now)


def test_who_works_on_one_of_the_two_takes_the_link_away(cast: Cast, three: list[TicketId], now: datetime) -> None:
    one, far = three[0], opened(cast, now, actor=cast.carla, team=cast.specialists)
    link(actor=cast.carla, ticket_id=far, other_id=one, kind=LinkKind.CHILD, now=now)
    sees = replace(cast.bruno, teams={cast.specialists: TeamRight.SEE})
    given = {"ticket_id": far, "other_id": one, "kind": LinkKind.CHILD, "now": now}
    with pytest.raises(TicketNotFoundError):
        unlink(actor=cast.bruno, **given)  # type: ignore[arg-type]
    with pytest.raises(TicketNotFoundError):
        unlink(actor=sees, **given)  # type: ignore[arg-type]
    both = replace(sees, teams={**sees.teams, cast.first_line: TeamRight.SEE})
    with pytest.raises(NotAllowedError):
        unlink(actor=both, **given)  # type: ignore[arg-type]
    assert unlink(actor=replace(both, teams={**both.teams, cast.first_line: TeamRight.REPLY}), **given)  # type: ignore[arg-type]


def test_only_what_one_sees_is_linked(cast: Cast, three: list[TicketId], now: datetime) -> None:
    far = opened(cast, now, actor=cast.carla, team=cast.specialists)
    for other in (far, TicketId(9999)):
        with pytest.raises(TicketNotFoundError):
            tie(cast, three[0], other, LinkKind.RELATES, now)
    with pytest.raises(NotAllowedError):
        link(actor=cast.alice, ticket_id=three[0], other_id=three[1], kind=LinkKind.RELATES, now=now)


def test_links_are_told_from_both_ends_and_only_to_those_who_see_the_other(
    cast: Cast, three: list[TicketId], now: datetime
) -> None:
    one, other, _ = three
    tie(cast, one, other, LinkKind.BLOCKS, now)
    seen = [(each.kind, each.outgoing, each.id) for each in ticket_detail(actor=cast.bruno, ticket_id=one).links]
    back = [(each.kind, each.outgoing, each.id) for each in ticket_detail(actor=cast.bruno, ticket_id=other).links]
    assert (seen, back) == ([("blocks", True, other)], [("blocks", False, one)])
    assert ticket_detail(actor=cast.alice, ticket_id=one).links == []
    far = opened(cast, now, actor=cast.carla, team=cast.specialists)
    link(actor=cast.carla, ticket_id=one, other_id=far, kind=LinkKind.RELATES, now=now)
    assert len(ticket_detail(actor=cast.bruno, ticket_id=one).links) == 1
    everything = replace(cast.carla)
    assert len(ticket_detail(actor=everything, ticket_id=one).links) == 2
