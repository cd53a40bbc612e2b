import pytest
from tests.cast import person
from tests.web.asking import client_of
from tests.web.tickets.desk import minutes, opened, seen_by, shown

from tridesk.identity.types import SYSTEM
from tridesk.tickets.actions.change import change
from tridesk.tickets.actions.define_field import add_field
from tridesk.tickets.actions.remove import mark_spam
from tridesk.tickets.types import FieldKind, Priority


def test_who_is_helped_is_led_to_their_own_tickets(cast) -> None:
    response = client_of(cast.alice).get("/inbox")
    assert response["Location"] == "/my"


def test_the_inbox_shows_what_is_mine(cast, now) -> None:
    mine = opened(cast, now, "Mine")
    change(actor=SYSTEM, ticket_id=mine, changes={"assignee": person(cast.bruno)}, now=now)
    opened(cast, now, "Somebody else's")
    page = seen_by(cast.bruno, "/inbox")
    assert "Mine" in page
    assert "Somebody else's" not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status=new", {"Red", "Green", "Blue"}),
        ("status=solved", set()),
        ("priority=1", {"Red"}),
        ("q=gree", {"Green"}),
        ("q=alice@acme.test", {"Red", "Green", "Blue"}),
        ("tag=vpn", {"Green"}),
        ("assignee=nobody", {"Red", "Green"}),
        ("assignee=me", {"Blue"}),
        ("assignee=me,nobody", {"Red", "Green", "Blue"}),
        ("f-site=Lima", {"Green"}),
        ("holder=vendor", set()),
        ("status=bogus&priority=x&team=1e9&tag=", {"Red", "Green", "Blue"}),
    ],
)
def test_filters_in_the_address_narrow_the_list(cast, now, query: str, found: set[str]) -> None:
    values = {"names": {"en": "Site"}, "options": ["Lima", "Quito"], "for_requester": True}
    add_field(actor=cast.dante, key="site", kind=FieldKind.CHOICE, values=values, now=now)
    opened(cast, now, "Red", priority=Priority.EMERGENCY)
    opened(cast, now, "Green", tags=("vpn",), fields={"site": "Lima"})
    blue = opened(cast, now, "Blue")
    change(actor=SYSTEM, ticket_id=blue, changes={"assignee": person(cast.bruno)}, now=now)
    page = seen_by(cast.bruno, f"/tickets?view=all&{query}")
    assert {colour for colour in ("Red", "Green", "Blue") if colour in page} == found


def test_each_filter_is_a_chip_that_can_be_taken_away(cast, now) -> None:
    opened(cast, now)
    page = seen_by(cast.bruno, f"/tickets?view=all&status=new&team={cast.first_line}&assignee=nobody")
    assert "Remove the filter New" in page
    assert "Remove the filter First line" in page
    assert f"?view=all&team={cast.first_line}&assignee=nobody" in page


def test_paging_goes_on_where_the_page_ended(cast, now) -> None:
    for number in range(52):
        opened(cast, now + minutes(number), f"Matter {number:02}")
    client = client_of(cast.bruno)
    first = shown(client.get("/tickets?view=all"))
    assert "Matter 51" in first
    assert "Matter 01" not in first
    older = first.split('rel="next" href="')[1].split('"')[0]
    second = shown(client.get(f"/tickets{older}"))
    assert "Matter 01" in second
    assert "Matter 51" not in second
    assert 'rel="prev"' in second


def test_a_broken_place_in_the_list_is_told_and_not_a_crash(cast) -> None:
    assert client_of(cast.bruno).get("/tickets?view=all&after=nonsense").status_code == 400


def test_the_list_costs_the_same_with_many_rows(cast, now, django_assert_num_queries) -> None:
    for number in range(30):
        opened(cast, now, f"Matter {number}", tags=("a", f"b{number}"))
    client = client_of(cast.bruno)
    with django_assert_num_queries(4):  # who asks, the rows, their tags, the counts of the views
        client.get("/tickets?view=all")


def test_spam_is_shown_apart_to_those_who_may_bring_it_back(cast, now) -> None:
    mark_spam(actor=cast.carla, ticket_id=opened(cast, now, "Buy a crane"), now=now)
    assert "Buy a crane" in seen_by(cast.carla, "/tickets?view=spam")
    assert "Buy a crane" not in seen_by(cast.carla, "/tickets?view=all")
    assert "view=deleted" not in seen_by(cast.bruno, "/tickets")


def test_beside_an_open_ticket_stands_the_list_one_came_from(cast, now) -> None:
    opened(cast, now, "Red", tags=("vpn",))
    opened(cast, now, "Green")
    client = client_of(cast.bruno)
    client.get("/tickets?view=all&tag=vpn")
    beside = shown(client.get("/tickets/beside"))
    assert "Red" in beside
    assert "Green" not in beside


def test_a_search_looks_through_all_tickets(cast, now) -> None:
    number = opened(cast, now, "Red")
    change(actor=SYSTEM, ticket_id=number, changes={"status": "closed"}, now=now)
    assert "Red" in seen_by(cast.bruno, f"/tickets?q=TD-{number}")


def test_what_can_be_chosen_is_written_in_the_readers_language(cast, now) -> None:
    opened(cast, now)
    for _again in range(2):
        assert "En pausa" in seen_by(cast.carla, "/tickets?view=all")
        assert "On hold" in seen_by(cast.bruno, "/tickets?view=all")
        assert "On hold" not in seen_by(cast.carla, "/tickets?view=all")
