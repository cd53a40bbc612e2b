"""A prepared query gives what the queryset it was made of would give, whatever stands at its places."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tridesk.identity.models import Person, Role
from tridesk.infra.counting import CappedCounts
from tridesk.infra.prepared import Kept, Place, Places, Prepared, spelled

COLUMNS = ("id", "name", "is_active", "created_at", "role__name")


@pytest.fixture
def people(db: None, now: datetime) -> list[int]:
    role = Role.objects.create(name="%s of 100 %", side="requester", permissions=[])
    return [
        Person.objects.create(
            name=name, name_key=name, role=role, is_active=name != "Otto", created_at=now + timedelta(hours=hour)
        ).pk
        for hour, name in enumerate(("Alice", "Bruno", "Otto"))
    ]


@pytest.mark.parametrize("name", ["Alice", "Otto", "nobody", "O'Neil \" %s ?"])
def test_a_value_is_put_in_where_its_place_is(people: list[int], name: str) -> None:
    prepared = Prepared(Person.objects.filter(name=Place("name"), pk__gt=Place("after")).values_list(*COLUMNS))
    for after in (0, people[0]):
        assert prepared.rows(name=name, after=after) == list(
            Person.objects.filter(name=name, pk__gt=after).values_list(*COLUMNS)
        )


@pytest.mark.parametrize("many", range(4))
def test_any_number_of_ids_can_be_asked_for(people: list[int], many: int) -> None:
    prepared = Prepared(Person.objects.filter(pk__in=Places("people")).order_by("pk").values_list(*COLUMNS))
    asked = people[:many]
    assert prepared.rows(people=asked) == list(Person.objects.filter(pk__in=asked).order_by("pk").values_list(*COLUMNS))


def test_a_place_stands_in_every_part_of_a_query(people: list[int]) -> None:
    mine = Person.objects.filter(pk=Place("one")).values_list("name")
    either = mine.union(Person.objects.filter(pk=Place("other")).values_list("name"), all=True)
    prepared = Prepared(either)
    assert sorted(prepared.rows(one=people[0], other=people[2])) == [("Alice",), ("Otto",)]


def test_a_place_that_is_left_empty_is_a_mistake_and_not_an_answer(people: list[int]) -> None:
    prepared = Prepared(Person.objects.filter(pk=Place("person")).values_list("name"))
    with pytest.raises(KeyError):
        prepared.rows()


def test_what_cannot_be_found_is_not_asked_for(db: None) -> None:
    prepared = Prepared(Person.objects.filter(pk__in=[]).values_list("name"))
    with CaptureQueriesContext(connection) as asked:
        assert prepared.rows() == []
    assert len(asked) == 0


@pytest.mark.parametrize(
    ("sql", "values", "text", "left"),
    [
        ("a = 1", [], "a = 1", []),
        ("a = %s AND b = %s", [1, "x"], "a = %s AND b = %s", [1, "x"]),
        ("a = %s AND b = %s AND c = %s", [True, 7, False], "a = 1 AND b = %s AND c = 0", [7]),
    ],
)
def test_true_and_false_stand_in_the_text(sql: str, values: list[object], text: str, left: list[object]) -> None:
    assert spelled(sql, values, vendor="sqlite") == (text, left)


def test_counts_know_true_from_false(people: list[int]) -> None:
    everybody = Person.objects.filter(pk__in=people)
    counts = CappedCounts([everybody.filter(is_active=on) for on in (True, False)], cap=10)
    assert counts.ask() == [2, 1]


def test_what_was_put_together_is_kept_by_its_key() -> None:
    kept: Kept[object] = Kept()
    first = kept.get("a", object)
    assert kept.get("a", object) is first
    assert kept.get("b", object) is not first
