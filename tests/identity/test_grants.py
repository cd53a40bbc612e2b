"""What the protocol gives: good once, bound to what was asked, ended together."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from tests.cast import Cast, person
from tests.events import events, names
from tests.identity.programs import (
    DAY,
    HOUR,
    READ,
    WRITE,
    code_for,
    exchange,
    refresh,
    register,
    works,
)

from tridesk.identity.actions.clear_tokens import clear_tokens
from tridesk.identity.actions.give_token_back import give_token_back
from tridesk.identity.actions.issue_machine_token import issue_machine_token
from tridesk.identity.actions.issue_token import issue_token
from tridesk.identity.actions.revoke_consent import revoke_consent
from tridesk.identity.actions.revoke_token import restore_token, revoke_token
from tridesk.identity.errors import GrantRefusedError
from tridesk.identity.models import AccessToken, AuthorizationCode, Consent
from tridesk.identity.queries.applications import (
    connected_programs,
    remembered_scopes,
)
from tridesk.identity.queries.tokens import bearer_of, token_state
from tridesk.identity.types import SYSTEM
from tridesk.kernel.errors import InvalidError, NotAllowedError, NotFoundError
from tridesk.kernel.ids import TicketId

# The protocol's ------------------------------------------------------------------------------------------------------


def test_a_code_becomes_tokens_within_what_was_allowed(cast: Cast, now: datetime) -> None:
    app = register(cast, now)
    given = exchange(app, code_for(app, cast.alice, now, scopes=READ), now)
    bearer = bearer_of(token=given.access, now=now)
    assert bearer is not None
    assert (bearer.actor.person_id, bearer.application, given.scopes) == (cast.alice.person_id, app.id, READ)
    assert (given.access[:4], given.refresh[:4], given.seconds) == ("tdo_", "tdr_", 3600)
    assert not works(given.access, now + HOUR)
    assert not works(given.refresh, now), "a refresh token opens no door"
    assert names(f"person:{person(cast.alice)}")[-2:] == ["consent.given", "token.issued"]
    assert given.access not in repr(given)


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ({"code": "forged"}, "unknown"),
        ({"redirect_uri": "https://evil.test/"}, "redirect_uri"),
        ({"verifier": "w" * 43}, "verifier"),
        ({"verifier": "ä" * 43}, "verifier"),
        ({"verifier": ""}, "verifier"),
    ],
)
def test_a_code_is_bound_to_what_it_was_asked_with(
    cast: Cast, now: datetime, other: dict[str, str], reason: str
) -> None:
    app, other = register(cast, now), dict(other)
    with pytest.raises(GrantRefusedError) as refused:
        exchange(app, other.pop("code", "") or code_for(app, cast.alice, now), now, **other)
    assert refused.value.values == {"error": "invalid_grant", "reason": reason}
    assert not AccessToken.objects.exists()


def test_a_code_belongs_to_one_program_and_ends_in_a_minute(cast: Cast, now: datetime) -> None:
    app, other = register(cast, now), register(cast, now)
    code = code_for(app, cast.alice, now)
    for program, at in ((other, now), (app, now + timedelta(minutes=1))):
        with pytest.raises(GrantRefusedError):
            exchange(program, code, at)
    assert exchange(app, code, now + timedelta(seconds=59)).access


def test_a_code_used_twice_ends_what_came_of_it(cast: Cast, now: datetime) -> None:
    app = register(cast, now)
    code = code_for(app, cast.alice, now)
    given = exchange(app, code, now)
    newer = refresh(app, given.refresh, now)
    for _again in range(2):
        with pytest.raises(GrantRefusedError):
            exchange(app, code, now)
    assert not works(newer.access, now)
    with pytest.raises(GrantRefusedError):
        refresh(app, newer.refresh, now)
    ended = [event for event in events(f"person:{person(cast.alice)}") if event.name == "token.grant_ended"]
    assert [event.reason for event in ended] == ["code_reused"]  # type: ignore[attr-defined]


def test_a_refresh_token_is_good_once_and_slides(cast: Cast, now: datetime) -> None:
    app = register(cast, now)
    first = exchange(app, code_for(app, cast.alice, now), now)
    second = refresh(app, first.refresh, now + 29 * DAY)
    assert (works(first.access, now), works(second.access, now + 29 * DAY)) == (False, True)
    third = refresh(app, second.refresh, now + 58 * DAY)
    with pytest.raises(GrantRefusedError) as refused:
        refresh(app, third.refresh, now + 88 * DAY)
    assert refused.value.values["reason"] == "expired"


def test_a_refresh_token_used_twice_ends_the_grant(cast: Cast, now: datetime) -> None:
    app = register(cast, now)
    first, untouched = (exchange(app, code_for(app, cast.alice, now), now) for _ in range(2))
    second = refresh(app, first.refresh, now)
    with pytest.raises(GrantRefusedError) as refused:
        refresh(app, first.refresh, now)
    assert refused.value.values["reason"] == "used"
    assert not works(second.access, now)
    with pytest.raises(GrantRefusedError):
        refresh(app, second.refresh, now)
    assert works(untouched.access, now), "another grant is not touched"


def test_no_more_is_given_than_was_granted(cast: Cast, now: datetime) -> None:
    app = register(cast, now)
    given = exchange(app, code_for(app, cast.alice, now, scopes=READ), now)
    with pytest.raises(GrantRefusedError) as refused:
        refresh(app, given.refresh, now, "tickets:write")
    assert refused.value.values["error"] == "invalid_scope"
    assert refresh(app, given.refresh, now, "tickets:read").scopes == READ, "the wrong wish cost nothing"
    with pytest.raises(InvalidError):
        code_for(app, cast.alice, now, scopes=["audit:read"])


def test_who_came_by_a_link_lets_nobody_act_for_them(cast: Cast, now: datetime) -> None:
    app = register(cast, now)
    for actor in (replace(cast.alice, ticket_only=TicketId(1)), SYSTEM):
        with pytest.raises(NotAllowedError):
            code_for(app, actor, now)
    assert not AuthorizationCode.objects.exists()


def test_a_consent_is_remembered_and_noted_where_it_grows(cast: Cast, now: datetime) -> None:
    app = register(cast, now)
    for scopes in (READ, READ, WRITE, READ):
        code_for(app, cast.alice, now, scopes=scopes)
    assert remembered_scopes(actor=cast.alice, application_id=app.id) == set(WRITE)
    assert remembered_scopes(actor=cast.otto, application_id=app.id) == set()
    assert names(f"person:{person(cast.alice)}").count("consent.given") == 2


def test_a_consent_taken_back_ends_its_tokens_and_no_others(cast: Cast, now: datetime) -> None:
    app = register(cast, now, machine=True)
    given, others = (exchange(app, code_for(app, actor, now), now) for actor in (cast.bruno, cast.alice))
    machine = issue_machine_token(application_id=app.id, scopes=[], ip="", now=now)
    code = code_for(app, cast.bruno, now)
    (row,) = connected_programs(actor=cast.bruno, now=now)
    assert (row.name, row.scopes, row.working) == ("Planner", WRITE, 1)
    revoke_consent(actor=cast.bruno, application_id=app.id, now=now)
    assert (works(given.access, now), works(others.access, now), works(machine.access, now)) == (False, True, True)
    with pytest.raises(GrantRefusedError):
        exchange(app, code, now)
    assert not Consent.objects.filter(person=cast.bruno.person_id).exists()
    with pytest.raises(NotFoundError):
        revoke_consent(actor=cast.bruno, application_id=app.id, now=now)


def test_revoking_one_token_of_a_grant_ends_the_grant(cast: Cast, now: datetime) -> None:
    app = register(cast, now)
    first = exchange(app, code_for(app, cast.alice, now), now)
    second = refresh(app, first.refresh, now)
    revoke_token(actor=cast.dante, token_id=first.id, now=now)
    assert not works(second.access, now)
    with pytest.raises(InvalidError):
        restore_token(actor=cast.dante, token_id=second.id, now=now)


def test_a_machine_acts_as_its_person_alone(cast: Cast, now: datetime) -> None:
    app = register(cast, now, machine=True)
    given = issue_machine_token(application_id=app.id, scopes=READ, ip="", now=now)
    bearer = bearer_of(token=given.access, now=now)
    assert bearer is not None
    assert (bearer.actor.person_id, given.scopes, given.refresh) == (cast.bruno.person_id, READ, "")
    assert issue_machine_token(application_id=app.id, scopes=[], ip="", now=now).scopes == WRITE
    for program, scopes in ((app.id, ["audit:read"]), (register(cast, now).id, []), (app.id + 100, [])):
        with pytest.raises(GrantRefusedError):
            issue_machine_token(application_id=program, scopes=scopes, ip="", now=now)


def test_a_program_gives_back_its_own_alone(cast: Cast, now: datetime) -> None:
    app, other = register(cast, now, machine=True), register(cast, now)
    given = exchange(app, code_for(app, cast.alice, now), now)
    machine = issue_machine_token(application_id=app.id, scopes=[], ip="", now=now)
    give_token_back(application_id=app.id, token="nonsense", ip="", now=now)
    with pytest.raises(GrantRefusedError):
        give_token_back(application_id=other.id, token=given.access, ip="", now=now)
    assert works(given.access, now)
    give_token_back(application_id=app.id, token=given.refresh, ip="", now=now)
    give_token_back(application_id=app.id, token=given.refresh, ip="", now=now)
    assert (works(given.access, now), works(machine.access, now)) == (False, True)
    give_token_back(application_id=app.id, token=machine.access, ip="", now=now)
    assert not works(machine.access, now)


def test_a_program_may_know_of_its_own_tokens_alone(cast: Cast, now: datetime) -> None:
    app, other = register(cast, now), register(cast, now)
    given = exchange(app, code_for(app, cast.alice, now), now)
    access = token_state(application_id=app.id, token=given.access, now=now)
    renewing = token_state(application_id=app.id, token=given.refresh, now=now)
    assert access is not None
    assert renewing is not None
    assert (access.person_id, access.expires_at, access.refreshes) == (cast.alice.person_id, now + HOUR, False)
    assert (renewing.expires_at, renewing.refreshes) == (now + 30 * DAY, True)
    for program, token, at in (
        (other.id, given.access, now), (app.id, given.access, now + HOUR), (app.id, "x", now),
        (app.id, given.refresh, now + 30 * DAY),
    ):  # fmt: skip
        assert token_state(application_id=program, token=token, now=at) is None


def test_what_ended_long_ago_is_forgotten(cast: Cast, now: datetime) -> None:
    app = register(cast, now)
    old = exchange(app, code_for(app, cast.alice, now), now)
    alive = refresh(app, old.refresh, now + 29 * DAY)
    gone = issue_token(actor=cast.bruno, name="x", scopes=READ, expires_at=None, now=now)
    revoke_token(actor=cast.bruno, token_id=gone.id, now=now)
    kept = issue_token(actor=cast.bruno, name="x", scopes=READ, expires_at=now + DAY, now=now)
    assert clear_tokens(now=now + 29 * DAY) == 0
    assert clear_tokens(now=now + 61 * DAY) == 3
    assert set(AccessToken.objects.values_list("pk", flat=True)) == {alive.id, kept.id}
