"""Somebody who lost their device: others take the second step off, nobody takes off their own or a superior's."""

from datetime import datetime

import pytest
from allauth.mfa.models import Authenticator
from tests.cast import Cast, person
from tests.events import events

from tridesk.identity import actions, policies, queries
from tridesk.identity.events import SecondFactorSwitchedOff
from tridesk.identity.models import Session
from tridesk.identity.types import Actor
from tridesk.kernel.errors import NotAllowedError, NotFoundError
from tridesk.kernel.ids import PersonId


def protected(actor: Actor, now: datetime) -> PersonId:
    """The person, with every kind of second step, signed in on one browser."""
    pk = person(actor)
    for kind in ("totp", "webauthn", "webauthn", "recovery_codes"):
        Authenticator.objects.create(user_id=pk, type=kind, data={})
    Session.objects.create(session_key=f"of-{pk}", session_data="", expire_date=now, person_id=pk)
    return pk


def test_everything_is_off_every_session_ends_and_one_line_tells_who_whom_what(cast: Cast, now: datetime) -> None:
    bruno, otto = protected(cast.bruno, now), protected(cast.otto, now)
    actions.switch_off_second_factor(actor=cast.carla, person_id=bruno, now=now)
    assert queries.second_factors_of(actor=cast.carla, person_id=bruno) == {}
    assert list(Session.objects.values_list("person", flat=True)) == [otto]
    kinds = {"totp": 1, "webauthn": 2, "recovery_codes": 1}
    assert queries.second_factors_of(actor=cast.carla, person_id=otto) == kinds
    line = events(f"person:{bruno}")[-1]
    assert isinstance(line, SecondFactorSwitchedOff)
    assert (line.person, line.by, line.kinds) == (bruno, cast.carla.person_id, ["recovery_codes", "totp", "webauthn"])


def test_where_there_is_none_nothing_happens(cast: Cast, now: datetime) -> None:
    session = Session.objects.create(session_key="s", session_data="", expire_date=now, person_id=person(cast.bruno))
    before = len(events(f"person:{cast.bruno.person_id}"))
    actions.switch_off_second_factor(actor=cast.dante, person_id=person(cast.bruno), now=now)
    assert (len(events(f"person:{cast.bruno.person_id}")), Session.objects.filter(pk=session.pk).exists()) == (
        before,
        True,
    )


@pytest.mark.parametrize(
    ("who", "whose"),
    [("dante", "dante"), ("carla", "carla"), ("carla", "dante"), ("bruno", "alice"), ("alice", "otto")],
)
def test_neither_ones_own_nor_that_of_somebody_who_may_more(cast: Cast, now: datetime, who: str, whose: str) -> None:
    pk = protected(getattr(cast, whose), now)
    with pytest.raises(NotAllowedError):
        actions.switch_off_second_factor(actor=getattr(cast, who), person_id=pk, now=now)
    assert Authenticator.objects.filter(user_id=pk).count() == 4


def test_those_who_manage_people_see_what_somebody_has_and_others_do_not(cast: Cast, now: datetime) -> None:
    with pytest.raises(NotAllowedError):
        queries.second_factors_of(actor=cast.bruno, person_id=person(cast.alice))


def test_nobody_has_no_second_step(cast: Cast, now: datetime) -> None:
    with pytest.raises(NotFoundError):
        actions.switch_off_second_factor(actor=cast.dante, person_id=PersonId(10**9), now=now)


@pytest.mark.parametrize(
    ("who", "whose", "allowed"),
    [("dante", "carla", True), ("dante", "dante", False), ("carla", "bruno", True), ("bruno", "alice", False)],
)
def test_the_policy_of_another_ones_record(cast: Cast, who: str, whose: str, allowed: bool) -> None:
    actor, other = getattr(cast, who), getattr(cast, whose)
    if allowed:
        policies.require_over_other(actor, person(other), other.permissions)
        return
    with pytest.raises(NotAllowedError):
        policies.require_over_other(actor, person(other), other.permissions)
