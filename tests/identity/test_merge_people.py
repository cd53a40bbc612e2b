from datetime import datetime

import pytest
from tests.cast import Cast, person
from tests.events import events

from tridesk.identity import actions, queries
from tridesk.identity.events import PersonsMerged
from tridesk.identity.models import Person
from tridesk.identity.types import SYSTEM, TeamRight
from tridesk.kernel.errors import InvalidError


def test_everything_of_the_other_goes_to_the_one_who_stays(cast: Cast, now: datetime) -> None:
    alice, otto = person(cast.alice), person(cast.otto)
    actions.change_person(actor=SYSTEM, person_id=otto, phone="+55 11 5550100", now=now)
    actions.merge_people(actor=cast.dante, person_id=alice, other_id=otto, now=now)
    assert queries.find_person_by_address(address="otto@elsewhere.test") == alice
    detail = queries.person_detail(actor=cast.dante, person_id=alice)
    assert [row.address for row in detail.addresses] == ["alice@acme.test", "otto@elsewhere.test"]
    assert (detail.email, detail.phone) == ("alice@acme.test", "+55 11 5550100")
    other = Person.objects.get(pk=otto)
    assert (other.is_active, other.merged_into_id, other.email) == (False, alice, "")
    assert isinstance(events(f"person:{alice}")[-1], PersonsMerged)


def test_a_mail_to_the_merged_address_meets_the_one_who_stays(cast: Cast, now: datetime) -> None:
    actions.merge_people(actor=cast.dante, person_id=person(cast.alice), other_id=person(cast.otto), now=now)
    assert actions.meet(actor=SYSTEM, address="otto@elsewhere.test", now=now) == cast.alice.person_id


def test_of_two_rights_in_a_team_the_stronger_stays(cast: Cast, now: datetime) -> None:
    actions.merge_people(actor=cast.dante, person_id=person(cast.bruno), other_id=person(cast.carla), now=now)
    assert queries.actor_of(person_id=person(cast.bruno)).teams == {
        cast.first_line: TeamRight.MANAGE,
        cast.specialists: TeamRight.MANAGE,
    }


def test_a_merged_person_is_listed_no_more_and_comes_not_back(cast: Cast, now: datetime) -> None:
    otto = person(cast.otto)
    actions.merge_people(actor=cast.dante, person_id=person(cast.alice), other_id=otto, now=now)
    assert otto not in {row.id for row in queries.people(actor=cast.dante, active=None).rows}
    with pytest.raises(InvalidError):
        actions.switch_on(actor=cast.dante, person_id=otto, now=now)
    with pytest.raises(InvalidError):
        actions.merge_people(actor=cast.dante, person_id=person(cast.elena), other_id=otto, now=now)


def test_nobody_is_merged_into_themselves(cast: Cast, now: datetime) -> None:
    with pytest.raises(InvalidError):
        actions.merge_people(actor=cast.dante, person_id=person(cast.otto), other_id=person(cast.otto), now=now)


def test_a_chain_of_merges_ends_at_the_last_one(cast: Cast, now: datetime) -> None:
    alice, elena, otto = person(cast.alice), person(cast.elena), person(cast.otto)
    actions.merge_people(actor=cast.dante, person_id=elena, other_id=otto, now=now)
    actions.merge_people(actor=cast.dante, person_id=alice, other_id=elena, now=now)
    assert set(Person.objects.filter(merged_into=alice).values_list("pk", flat=True)) == {elena, otto}
