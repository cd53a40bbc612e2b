from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import Cast, person

from tridesk.identity import actions as identity
from tridesk.kernel.errors import NotAllowedError
from tridesk.orgs import actions, queries
from tridesk.orgs.types import OrganisationKind


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", ["Acme", "Fabrikam"]),
        ("AC", ["Acme"]),
        ("fabrikam.te", ["Fabrikam"]),
        ("x@acme.test", ["Acme"]),
        ("zz", []),
    ],
)
def test_organisations_are_found_by_name_and_domain(cast: Cast, search: str, found: list[str]) -> None:
    assert [row.name for row in queries.organisations(actor=cast.bruno, search=search).rows] == found
    assert [row.name for row in queries.organisation_choices(actor=cast.bruno, search=search)] == found


def test_the_list_is_filtered_by_kind_and_paged_in_one_statement(cast: Cast, now: datetime) -> None:
    for name in ("Árbol", "zeta", "Beta"):
        actions.add_organisation(actor=cast.carla, name=name, now=now)
    with CaptureQueriesContext(connection) as asked:
        first = queries.organisations(actor=cast.bruno, kind=OrganisationKind.CUSTOMER, limit=3)
    assert len(asked) == 1
    second = queries.organisations(actor=cast.bruno, kind=OrganisationKind.CUSTOMER, limit=3, cursor=first.older)
    assert [row.name for row in (*first.rows, *second.rows)] == ["Acme", "Árbol", "Beta", "zeta"]


def test_an_inactive_organisation_is_shown_only_when_asked(cast: Cast, now: datetime) -> None:
    actions.change_organisation(actor=cast.carla, organisation_id=cast.acme, active=False, now=now)
    assert [row.name for row in queries.organisations(actor=cast.bruno).rows] == ["Fabrikam"]
    assert len(queries.organisations(actor=cast.bruno, active=None).rows) == 2
    assert queries.organisation_choices(actor=cast.bruno, search="acme") == []


def test_the_people_of_an_organisation_are_its_present_ones(cast: Cast, now: datetime) -> None:
    actions.affiliate(actor=cast.carla, person_id=person(cast.otto), organisation_id=cast.acme, now=now)
    rows = queries.organisation_people(actor=cast.bruno, organisation_id=cast.acme).rows
    assert [(row.name, row.is_primary) for row in rows] == [("Alice Andrade", True), ("Otto Olsen", True)]
    identity.merge_people(actor=cast.dante, person_id=person(cast.alice), other_id=person(cast.otto), now=now)
    rows = queries.organisation_people(actor=cast.bruno, organisation_id=cast.acme).rows
    assert [row.name for row in rows] == ["Alice Andrade"]


def test_many_people_are_placed_in_one_statement(cast: Cast) -> None:
    wanted = [person(cast.alice), person(cast.elena), person(cast.otto)]
    assert queries.organisations_of(person_ids=wanted) == {wanted[0]: cast.acme, wanted[1]: cast.fabrikam}
    assert queries.organisation_names(organisation_ids=[cast.acme]) == {cast.acme: "Acme"}
    assert queries.organisation_names(organisation_ids=[]) == {}


@pytest.mark.parametrize("who", ["alice", "elena", "otto"])
def test_requesters_and_vendors_see_only_where_they_belong_themselves(cast: Cast, who: str) -> None:
    actor = getattr(cast, who)
    for question in (
        lambda: queries.organisations(actor=actor),
        lambda: queries.organisation_choices(actor=actor, search=""),
        lambda: queries.organisation_detail(actor=actor, organisation_id=cast.acme),
        lambda: queries.organisation_people(actor=actor, organisation_id=cast.acme),
        lambda: queries.affiliations_of(actor=actor, person_id=person(cast.bruno)),
    ):
        with pytest.raises(NotAllowedError):
            question()
    assert isinstance(queries.affiliations_of(actor=actor, person_id=person(actor)), list)
