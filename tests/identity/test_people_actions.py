from dataclasses import replace
from datetime import datetime

import pytest
from django.contrib.auth.hashers import check_password
from django.db import IntegrityError, transaction
from tests.cast import Cast, person
from tests.events import events, names

from tridesk.identity import actions, queries
from tridesk.identity.errors import AddressTakenError, LastAdministratorError
from tridesk.identity.events import PersonChanged
from tridesk.identity.models import Membership, Person, Session
from tridesk.identity.types import SYSTEM, Permission, Side
from tridesk.kernel.errors import InvalidError, NotAllowedError, NotFoundError
from tridesk.kernel.ids import PersonId


def test_a_lead_adds_a_requester_but_no_analyst(cast: Cast, now: datetime) -> None:
    added = actions.add_person(actor=cast.carla, name=" Rita  Reis ", email="Rita@acme.test", now=now)
    assert queries.actor_of(person_id=added).name == "Rita Reis"
    analyst = queries.role_with_key(key="analyst")
    with pytest.raises(NotAllowedError):
        actions.add_person(actor=cast.carla, name="Max", role_id=analyst, now=now)
    assert actions.add_person(actor=cast.dante, name="Max", role_id=analyst, now=now)


@pytest.mark.parametrize("who", ["alice", "bruno", "elena", "otto"])
def test_people_without_the_right_add_nobody(cast: Cast, now: datetime, who: str) -> None:
    with pytest.raises(NotAllowedError):
        actions.add_person(actor=getattr(cast, who), name="X", email="x@acme.test", now=now)


def test_an_address_has_one_owner(cast: Cast, now: datetime) -> None:
    with pytest.raises(AddressTakenError) as refused:
        actions.add_person(actor=cast.dante, name="Other", email="ALICE@acme.test", now=now)
    assert refused.value.values["person_id"] == cast.alice.person_id


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("name", "x" * 201),
        ("language", "de"),
        ("time_zone", "Mars/Base"),
        ("time_zone", "../etc"),
        ("phone", "9" * 41),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_its_field(cast: Cast, now: datetime, field: str, value: str) -> None:
    with pytest.raises(InvalidError) as refused:
        actions.change_person(actor=cast.dante, person_id=person(cast.alice), now=now, **{field: value})  # type: ignore[arg-type]
    assert refused.value.values["field"] == field


def test_a_change_says_what_was_before_and_after(cast: Cast, now: datetime) -> None:
    dante = cast.dante.coming_from("192.0.2.7")
    actions.change_person(actor=dante, person_id=person(cast.alice), title="Buyer", name="Alice A.", now=now)
    change = events(f"person:{cast.alice.person_id}")[-1]
    assert isinstance(change, PersonChanged)
    assert change.changes == {"name": ("Alice Andrade", "Alice A."), "title": ("", "Buyer")}
    assert (change.by, change.ip) == (cast.dante.person_id, "192.0.2.7")


def test_a_change_that_changes_nothing_is_not_recorded(cast: Cast, now: datetime) -> None:
    actions.change_person(actor=cast.dante, person_id=person(cast.alice), name="Alice Andrade", now=now)
    assert names(f"person:{cast.alice.person_id}") == ["person.added"]


def test_a_lead_cannot_touch_an_administrator(cast: Cast, now: datetime) -> None:
    for attempt in (
        lambda: actions.change_person(actor=cast.carla, person_id=person(cast.dante), name="Hacked", now=now),
        lambda: actions.add_address(actor=cast.carla, person_id=person(cast.dante), address="evil@x.test", now=now),
        lambda: actions.set_password(actor=cast.carla, person_id=person(cast.dante), password="correct horse", now=now),
        lambda: actions.switch_off(actor=cast.carla, person_id=person(cast.dante), now=now),
        lambda: actions.merge_people(
            actor=cast.carla, person_id=person(cast.otto), other_id=person(cast.dante), now=now
        ),
    ):
        with pytest.raises(NotAllowedError):
            attempt()


def test_leaving_the_analysts_side_is_leaving_the_teams(cast: Cast, now: datetime) -> None:
    requester = queries.role_with_key(key="requester")
    actions.change_person(actor=cast.dante, person_id=person(cast.bruno), role_id=requester, now=now)
    assert not Membership.objects.filter(person_id=cast.bruno.person_id).exists()
    assert "team.membership_set" in names(f"team:{cast.first_line}")
    assert queries.actor_of(person_id=person(cast.bruno)).side is Side.REQUESTER


def test_a_role_is_given_by_those_who_manage_roles(cast: Cast, now: datetime) -> None:
    lead = queries.role_with_key(key="lead")
    boss = replace(cast.carla, permissions=cast.carla.permissions | {Permission.AUDIT_SEE})
    with pytest.raises(NotAllowedError):
        actions.change_person(actor=boss, person_id=person(cast.bruno), role_id=lead, now=now)


def test_the_last_administrator_stays(cast: Cast, now: datetime) -> None:
    dante, analyst = person(cast.dante), queries.role_with_key(key="analyst")
    with pytest.raises(LastAdministratorError):
        actions.switch_off(actor=cast.dante, person_id=dante, now=now)
    with pytest.raises(LastAdministratorError):
        actions.change_person(actor=cast.dante, person_id=dante, role_id=analyst, now=now)
    with pytest.raises(LastAdministratorError):
        actions.merge_people(actor=cast.dante, person_id=person(cast.otto), other_id=dante, now=now)
    assert queries.actor_of(person_id=dante).may(Permission.ROLES_MANAGE)


def test_switching_off_ends_the_sessions_at_once(cast: Cast, now: datetime) -> None:
    _session("s" * 32, person(cast.bruno), now)
    assert queries.actor_of_session(session_key="s" * 32, now=now)
    actions.switch_off(actor=cast.dante, person_id=person(cast.bruno), now=now)
    assert queries.actor_of_session(session_key="s" * 32, now=now) is None
    assert not Session.objects.filter(person_id=cast.bruno.person_id).exists()
    with pytest.raises(NotFoundError):
        queries.actor_of(person_id=person(cast.bruno))
    actions.switch_on(actor=cast.dante, person_id=person(cast.bruno), now=now)
    assert queries.actor_of(person_id=person(cast.bruno)).name == "Bruno Bianchi"


def test_a_second_address_is_found_and_may_become_the_first(cast: Cast, now: datetime) -> None:
    alice = person(cast.alice)
    actions.add_address(actor=cast.carla, person_id=alice, address="Ali@home.test", now=now)
    assert queries.find_person_by_address(address="ALI@home.test") == alice
    with pytest.raises(InvalidError):
        actions.remove_address(actor=cast.carla, person_id=alice, address="alice@acme.test", now=now)
    actions.change_person(actor=cast.carla, person_id=alice, email="ali@home.test", now=now)
    actions.remove_address(actor=cast.carla, person_id=alice, address="alice@acme.test", now=now)
    assert queries.find_person_by_address(address="alice@acme.test") is None
    assert queries.actor_of(person_id=alice).email == "ali@home.test"


def test_a_primary_address_must_be_ones_own(cast: Cast, now: datetime) -> None:
    with pytest.raises(InvalidError):
        actions.change_person(actor=cast.carla, person_id=person(cast.alice), email="otto@elsewhere.test", now=now)


def test_an_address_is_verified_once(cast: Cast, now: datetime) -> None:
    alice = person(cast.alice)
    actions.add_address(actor=cast.carla, person_id=alice, address="ali@home.test", now=now)
    for _ in range(2):
        actions.verify_address(actor=cast.alice, person_id=alice, address="ali@home.test", now=now)
    assert names(f"person:{alice}").count("person.address_verified") == 1
    with pytest.raises(NotAllowedError):
        actions.verify_address(actor=cast.otto, person_id=alice, address="ali@home.test", now=now)


def test_a_password_is_set_by_oneself_and_ends_other_sessions(cast: Cast, now: datetime) -> None:
    bruno = person(cast.bruno)
    _session("here", bruno, now)
    _session("elsewhere", bruno, now)
    actions.set_password(actor=cast.bruno, person_id=bruno, password="correct horse", keep_session="here", now=now)
    assert check_password("correct horse", Person.objects.get(pk=bruno).password)
    assert list(Session.objects.values_list("session_key", flat=True)) == ["here"]
    assert "correct horse" not in str(events(f"person:{bruno}"))


@pytest.mark.parametrize("password", ["short", "password123", "bruno bianchi"])
def test_a_weak_password_is_refused(cast: Cast, now: datetime, password: str) -> None:
    with pytest.raises(InvalidError):
        actions.set_password(actor=cast.bruno, person_id=person(cast.bruno), password=password, now=now)


def test_preferences_are_ones_own(cast: Cast, now: datetime) -> None:
    actions.set_preferences(actor=cast.otto, language="es", time_zone="Europe/Madrid", now=now)
    otto = queries.actor_of(person_id=person(cast.otto))
    assert (otto.language, otto.zone) == ("es", "Europe/Madrid")
    with pytest.raises(NotAllowedError):
        actions.set_preferences(actor=SYSTEM, language="es", now=now)


def test_whoever_came_by_a_link_chooses_a_language_but_no_name(cast: Cast, now: datetime) -> None:
    token = actions.grant_link(person=person(cast.alice), subject="ticket:1", now=now, days=1)
    actor, _ = actions.open_link(token=token, now=now)
    actions.set_preferences(actor=actor, language="es", now=now)
    assert queries.actor_of(person_id=person(cast.alice)).language == "es"
    with pytest.raises(NotAllowedError):
        actions.set_preferences(actor=actor, name="Somebody else", now=now)


def test_a_new_name_is_found_by_at_once(cast: Cast, now: datetime) -> None:
    actions.set_preferences(actor=cast.otto, name="Ôtto Ørsted", now=now)
    assert [row.name for row in queries.people(actor=cast.bruno, search="otto").rows] == ["Ôtto Ørsted"]


def _session(key: str, person_id: PersonId, now: datetime) -> None:
    from datetime import timedelta

    Session.objects.create(session_key=key, session_data="d", expire_date=now + timedelta(days=1), person_id=person_id)


def test_nothing_is_given_to_a_record_that_became_part_of_another(cast: Cast, now: datetime) -> None:
    alice, otto = person(cast.alice), person(cast.otto)
    actions.merge_people(actor=cast.dante, person_id=alice, other_id=otto, now=now)
    for call in (
        lambda: actions.add_address(actor=cast.dante, person_id=otto, address="o@acme.test", now=now),
        lambda: actions.change_person(actor=cast.dante, person_id=otto, name="Otto", now=now),
        lambda: actions.switch_on(actor=cast.dante, person_id=otto, now=now),
    ):
        with pytest.raises(InvalidError) as refused:
            call()
        assert refused.value.values["reason"] == "merged"


def test_the_database_keeps_a_merged_record_switched_off(cast: Cast, now: datetime) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=cast.otto.person_id).update(merged_into=cast.alice.person_id)
