"""Custom fields change like every other property."""

from datetime import datetime
from typing import Any

import pytest
from tests.cast import Cast, person
from tests.tickets.desk import opened

from tridesk.identity.types import SYSTEM
from tridesk.kernel.ids import TicketId
from tridesk.tickets.actions.change import change
from tridesk.tickets.actions.define_field import add_field, change_field
from tridesk.tickets.errors import ChangedMeanwhileError, FieldInvalidError
from tridesk.tickets.models import Field
from tridesk.tickets.queries import field_specs, field_values
from tridesk.tickets.types import FieldKind


@pytest.fixture
def ticket(cast: Cast, now: datetime) -> TicketId:
    return opened(cast, now, tags=("vpn",))


@pytest.fixture
def fields(cast: Cast, now: datetime) -> None:
    for kind in FieldKind:
        options = ["Lima", "Paris, France"] if kind in (FieldKind.CHOICE, FieldKind.CHOICES) else []
        values = {"names": {"en": kind.value}, "options": options}
        add_field(actor=SYSTEM, key=kind.value, kind=kind, values=values, now=now)


CUSTOM: list[tuple[str, Any, Any, str]] = [
    ("text", "one", "two", "one"),
    ("number", "1,50", "2", "1.5"),
    ("date", "2026-01-01", "2026-01-02", "2026-01-01"),
    ("choice", "Lima", "Paris, France", "Lima"),
    ("choices", ["Paris, France", "Lima"], ["Lima"], "Lima, Paris, France"),
    ("yes_no", "on", "off", "yes"),
]


@pytest.mark.usefixtures("fields")
@pytest.mark.parametrize(("key", "theirs", "yours", "text"), CUSTOM)
def test_custom_fields_are_protected_like_all_others(
    cast: Cast, ticket: TicketId, now: datetime, key: str, theirs: Any, yours: Any, text: str
) -> None:
    name, seen = f"field:{key}", {f"field:{key}": ""}
    done = change(actor=cast.carla, ticket_id=ticket, changes={name: theirs}, seen=seen, now=now)
    assert done == {name: ("", text)}
    assert change(actor=cast.bruno, ticket_id=ticket, changes={name: theirs}, seen=seen, now=now) == {}
    with pytest.raises(ChangedMeanwhileError) as told:
        change(actor=cast.bruno, ticket_id=ticket, changes={name: yours}, seen=seen, now=now)
    assert (told.value.values["field"], told.value.values["theirs"]) == (name, text)
    # A form that shows the old value and leaves it takes nothing back.
    assert change(actor=cast.bruno, ticket_id=ticket, changes={name: "", "type": "change"}, seen=seen, now=now) == {
        "type": ("incident", "change")
    }


@pytest.mark.usefixtures("fields")
def test_a_person_field_names_somebody_who_is_there(cast: Cast, ticket: TicketId, now: datetime) -> None:
    otto = person(cast.otto)
    change(actor=cast.bruno, ticket_id=ticket, changes={"field:person": str(otto)}, now=now)
    assert field_values(ticket_id=ticket, specs=field_specs(language="en")) == {"person": otto}
    with pytest.raises(FieldInvalidError, match="not_a_person"):
        change(actor=cast.bruno, ticket_id=ticket, changes={"field:person": "99999"}, now=now)


@pytest.mark.usefixtures("fields")
def test_a_choice_that_was_taken_off_the_list_stays_where_it_is(cast: Cast, ticket: TicketId, now: datetime) -> None:
    change(actor=cast.bruno, ticket_id=ticket, changes={"field:choice": "Lima"}, now=now)
    field = Field.objects.get(key="choice")
    change_field(actor=SYSTEM, field_id=field.pk, values={"options": ["Paris, France"]}, now=now)
    assert change(actor=cast.bruno, ticket_id=ticket, changes={"field:choice": "Lima"}, now=now) == {}
    change(actor=cast.bruno, ticket_id=ticket, changes={"field:choice": "Paris, France"}, now=now)
    with pytest.raises(FieldInvalidError):
        change(actor=cast.bruno, ticket_id=ticket, changes={"field:choice": "Lima"}, now=now)


@pytest.mark.usefixtures("fields")
def test_a_value_is_emptied(cast: Cast, ticket: TicketId, now: datetime) -> None:
    change(actor=cast.bruno, ticket_id=ticket, changes={"field:choices": ["Lima"]}, now=now)
    done = change(actor=cast.bruno, ticket_id=ticket, changes={"field:choices": []}, now=now)
    assert done == {"field:choices": ("Lima", "")}
    assert field_values(ticket_id=ticket, specs=field_specs(language="en")) == {}
