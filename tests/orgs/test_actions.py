from datetime import datetime

import pytest
from tests.cast import Cast, person
from tests.events import events, names

from tridesk.identity import actions as identity
from tridesk.identity.types import SYSTEM
from tridesk.kernel.errors import InvalidError, NotAllowedError, NotFoundError
from tridesk.kernel.ids import OrganisationId
from tridesk.orgs import actions, queries
from tridesk.orgs.errors import DomainTakenError, OrganisationNameTakenError
from tridesk.orgs.events import DomainsSet
from tridesk.orgs.types import OrganisationKind


def test_two_organisations_never_differ_by_case_or_accent_alone(cast: Cast, now: datetime) -> None:
    for name in ("ACME", " acme ", "Ácme"):
        with pytest.raises(OrganisationNameTakenError):
            actions.add_organisation(actor=cast.carla, name=name, now=now)
    with pytest.raises(OrganisationNameTakenError):
        actions.change_organisation(actor=cast.carla, organisation_id=cast.fabrikam, name="Acme", now=now)


def test_a_change_is_recorded_once_and_only_if_it_changes(cast: Cast, now: datetime) -> None:
    for _ in range(2):
        actions.change_organisation(
            actor=cast.carla,
            organisation_id=cast.acme,
            name="Acme Ltd",
            kind=OrganisationKind.OWN,
            notes="Gate B",
            active=False,
            now=now,
        )
    detail = queries.organisation_detail(actor=cast.bruno, organisation_id=cast.acme)
    assert (detail.name, detail.kind, detail.notes, detail.is_active) == ("Acme Ltd", "own", "Gate B", False)
    assert names(f"organisation:{cast.acme}").count("organisation.changed") == 1


@pytest.mark.parametrize(
    "domain", ["gmail.com", "mail.yahoo.com.br", "no dots", "nodots", "-a.test", "a" * 260 + ".test"]
)
def test_a_domain_that_tells_nothing_is_refused(cast: Cast, now: datetime, domain: str) -> None:
    with pytest.raises(InvalidError):
        actions.set_domains(actor=cast.carla, organisation_id=cast.acme, domains=[domain], now=now)


def test_a_domain_has_one_owner(cast: Cast, now: datetime) -> None:
    with pytest.raises(DomainTakenError) as refused:
        actions.set_domains(actor=cast.carla, organisation_id=cast.fabrikam, domains=["ACME.test"], now=now)
    assert refused.value.values["organisation_id"] == cast.acme
    actions.set_domains(actor=cast.carla, organisation_id=cast.acme, domains=["@acme.example"], now=now)
    actions.set_domains(actor=cast.carla, organisation_id=cast.fabrikam, domains=["acme.test", ""], now=now)
    assert queries.organisation_detail(actor=cast.bruno, organisation_id=cast.fabrikam).domains == ["acme.test"]
    line = events(f"organisation:{cast.fabrikam}")[-1]
    assert isinstance(line, DomainsSet)
    assert (line.before, line.domains) == (["fabrikam.test"], ["acme.test"])


def test_the_first_organisation_of_a_person_is_primary(cast: Cast, now: datetime) -> None:
    otto = person(cast.otto)
    actions.affiliate(actor=cast.carla, person_id=otto, organisation_id=cast.acme, primary=False, now=now)
    assert queries.organisation_of(person_id=otto) == cast.acme
    actions.affiliate(actor=cast.carla, person_id=otto, organisation_id=cast.fabrikam, primary=False, now=now)
    assert queries.organisation_of(person_id=otto) == cast.acme
    actions.affiliate(actor=cast.carla, person_id=otto, organisation_id=cast.fabrikam, now=now)
    assert queries.organisation_of(person_id=otto) == cast.fabrikam
    actions.leave(actor=cast.carla, person_id=otto, organisation_id=cast.fabrikam, now=now)
    assert queries.organisation_of(person_id=otto) == cast.acme
    actions.leave(actor=cast.carla, person_id=otto, organisation_id=cast.acme, now=now)
    assert queries.organisation_of(person_id=otto) is None
    with pytest.raises(NotFoundError):
        actions.leave(actor=cast.carla, person_id=otto, organisation_id=cast.acme, now=now)


def test_a_site_belongs_to_one_organisation(cast: Cast, now: datetime) -> None:
    site = actions.add_site(
        actor=cast.carla, organisation_id=cast.acme, name="Recife", time_zone="America/Recife", now=now
    )
    with pytest.raises(InvalidError):
        actions.add_site(actor=cast.carla, organisation_id=cast.acme, name="Recife", now=now)
    with pytest.raises(InvalidError):
        actions.affiliate(
            actor=cast.carla,
            person_id=person(cast.elena),
            organisation_id=cast.fabrikam,
            site_id=site,
            now=now,
        )
    actions.affiliate(actor=cast.carla, person_id=person(cast.alice), organisation_id=cast.acme, site_id=site, now=now)
    assert queries.affiliations_of(actor=cast.alice, person_id=person(cast.alice))[0].site_name == "Recife"
    actions.change_site(actor=cast.carla, site_id=site, name="Olinda", address="Rua 1", now=now)
    assert queries.organisation_detail(actor=cast.bruno, organisation_id=cast.acme).sites[0].name == "Olinda"
    actions.remove_site(actor=cast.carla, site_id=site, now=now)
    assert queries.affiliations_of(actor=cast.bruno, person_id=person(cast.alice))[0].site is None
    assert names(f"organisation:{cast.acme}")[-3:] == [
        "organisation.person_affiliated",
        "organisation.site_changed",
        "organisation.site_removed",
    ]


@pytest.mark.parametrize("who", ["alice", "bruno", "elena", "otto"])
def test_organisations_are_managed_by_leads(cast: Cast, now: datetime, who: str) -> None:
    actor, otto = getattr(cast, who), person(cast.otto)
    for attempt in (
        lambda: actions.add_organisation(actor=actor, name="Mine", now=now),
        lambda: actions.change_organisation(actor=actor, organisation_id=cast.acme, name="Mine", now=now),
        lambda: actions.set_domains(actor=actor, organisation_id=cast.acme, domains=[], now=now),
        lambda: actions.add_site(actor=actor, organisation_id=cast.acme, name="Mine", now=now),
        lambda: actions.affiliate(actor=actor, person_id=otto, organisation_id=cast.acme, now=now),
        lambda: actions.leave(actor=actor, person_id=person(cast.alice), organisation_id=cast.acme, now=now),
    ):
        with pytest.raises(NotAllowedError):
            attempt()


def test_what_is_not_there_is_not_found(cast: Cast, now: datetime) -> None:
    nowhere = OrganisationId(10**9)
    for attempt in (
        lambda: actions.change_organisation(actor=cast.dante, organisation_id=nowhere, name="X", now=now),
        lambda: actions.affiliate(actor=cast.dante, person_id=person(cast.otto), organisation_id=nowhere, now=now),
        lambda: queries.organisation_detail(actor=cast.dante, organisation_id=nowhere),
    ):
        with pytest.raises(NotFoundError):
            attempt()


def _met(address: str, now: datetime) -> OrganisationId | None:
    someone = identity.meet(actor=SYSTEM, address=address, now=now)
    return actions.affiliate_by_domain(person_id=someone, address=address, now=now)


def test_a_stranger_is_filed_by_the_domain_they_write_from(cast: Cast, now: datetime) -> None:
    assert _met("new@acme.test", now) == cast.acme
    assert _met("new@it.acme.test", now) == cast.acme
    assert _met("new@notacme.test", now) is None
    assert _met("new@gmail.com", now) is None


def test_the_closest_domain_wins(cast: Cast, now: datetime) -> None:
    actions.set_domains(
        actor=cast.carla, organisation_id=cast.fabrikam, domains=["fabrikam.test", "lab.acme.test"], now=now
    )
    assert _met("new@x.lab.acme.test", now) == cast.fabrikam


def test_who_belongs_somewhere_stays_there(cast: Cast, now: datetime) -> None:
    alice = person(cast.alice)
    assert actions.affiliate_by_domain(person_id=alice, address="alice@fabrikam.test", now=now) == cast.acme


def test_an_inactive_organisation_takes_nobody_in(cast: Cast, now: datetime) -> None:
    actions.change_organisation(actor=cast.carla, organisation_id=cast.acme, active=False, now=now)
    assert _met("new@acme.test", now) is None
