from datetime import datetime

from tests.cast import Cast, person
from tests.events import events

from tridesk.identity import actions as identity
from tridesk.identity.events import PersonsMerged
from tridesk.orgs import actions, queries
from tridesk.orgs.models import Affiliation
from tridesk.orgs.subscribers import move_affiliations


def _merge(cast: Cast, stays: object, goes: object, now: datetime) -> None:
    identity.merge_people(actor=cast.dante, person_id=stays, other_id=goes, now=now)  # type: ignore[arg-type]
    event = events(f"person:{stays}")[-1]
    assert isinstance(event, PersonsMerged)
    for _ in range(2):  # readers hear an event at least once
        move_affiliations(event)


def test_a_merged_persons_organisations_follow(cast: Cast, now: datetime) -> None:
    alice, elena = person(cast.alice), person(cast.elena)
    _merge(cast, alice, elena, now)
    rows = queries.affiliations_of(actor=cast.bruno, person_id=alice)
    assert [(row.organisation_name, row.is_primary) for row in rows] == [("Acme", True), ("Fabrikam", False)]
    assert not Affiliation.objects.filter(person_id=elena).exists()


def test_somebody_without_an_organisation_takes_over_the_primary_one(cast: Cast, now: datetime) -> None:
    otto = person(cast.otto)
    _merge(cast, otto, person(cast.alice), now)
    assert queries.organisation_of(person_id=otto) == cast.acme


def test_an_organisation_of_both_is_kept_once(cast: Cast, now: datetime) -> None:
    alice, otto = person(cast.alice), person(cast.otto)
    actions.affiliate(actor=cast.carla, person_id=otto, organisation_id=cast.acme, now=now)
    _merge(cast, alice, otto, now)
    assert Affiliation.objects.get(organisation_id=cast.acme).person_id == alice
