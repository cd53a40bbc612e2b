"""Tokens of people and programs: who gets one, how far it goes, and when it ends."""

from dataclasses import replace
from datetime import datetime

import pytest
from tests.cast import Cast, person
from tests.events import events, names
from tests.identity.programs import (
    BACK,
    DAY,
    READ,
    SECOND,
    WRITE,
    code_for,
    exchange,
    refresh,
    register,
    works,
)

from tridesk.identity import actions
from tridesk.identity.actions.add_application import add_application
from tridesk.identity.actions.change_application import change_application
from tridesk.identity.actions.issue_machine_token import issue_machine_token
from tridesk.identity.actions.issue_token import MAX_TOKENS, issue_application_token, issue_token
from tridesk.identity.actions.remove_application import remove_application
from tridesk.identity.actions.revoke_token import UNDO_FOR, restore_token, revoke_token
from tridesk.identity.actions.rotate_application_secret import rotate_application_secret
from tridesk.identity.actions.switch_off_application import switch_off_application, switch_on_application
from tridesk.identity.errors import GrantRefusedError
from tridesk.identity.models import AccessToken
from tridesk.identity.queries.applications import (
    application_detail,
    applications,
    connected_programs,
    program_named,
)
from tridesk.identity.queries.tokens import all_tokens, bearer_of, own_tokens
from tridesk.identity.types import SYSTEM
from tridesk.kernel.errors import InvalidError, NotAllowedError, NotFoundError
from tridesk.kernel.ids import TicketId

# One's own -----------------------------------------------------------------------------------------------------------


def test_a_personal_token_acts_as_its_person_until_it_is_revoked(cast: Cast, now: datetime) -> None:
    made = issue_token(actor=cast.bruno, name=" Backup  script ", scopes=READ, expires_at=now + DAY, now=now)
    bearer = bearer_of(token=made.token, now=now)
    assert bearer is not None
    assert (bearer.actor.person_id, [scope.value for scope in bearer.scopes]) == (cast.bruno.person_id, READ)
    assert [(row.name, row.scopes) for row in own_tokens(actor=cast.bruno)] == [("Backup script", READ)]
    assert not works(made.token, now + DAY)
    revoke_token(actor=cast.bruno, token_id=made.id, now=now)
    revoke_token(actor=cast.bruno, token_id=made.id, now=now)
    assert not works(made.token, now)
    assert own_tokens(actor=cast.bruno) == []
    assert names(f"person:{person(cast.bruno)}")[-2:] == ["token.issued", "token.revoked"]


def test_the_token_itself_is_kept_nowhere(cast: Cast, now: datetime) -> None:
    made = issue_token(actor=cast.bruno, name="x", scopes=READ, expires_at=None, now=now)
    row = AccessToken.objects.get(pk=made.id)
    assert made.token not in str(row.__dict__) + repr(made) + str(events(f"person:{person(cast.bruno)}"))


def test_nobody_in_particular_gets_none(cast: Cast, now: datetime) -> None:
    by_link = replace(cast.alice, ticket_only=TicketId(1))
    for actor in (by_link, SYSTEM):
        with pytest.raises(NotAllowedError):
            issue_token(actor=actor, name="x", scopes=READ, expires_at=None, now=now)
    with pytest.raises(NotAllowedError):
        issue_token(actor=cast.dante, person_id=person(cast.bruno), name="x", scopes=READ, expires_at=None, now=now)
    assert issue_token(
        actor=SYSTEM, person_id=person(cast.bruno), name="x", scopes=READ, expires_at=None, now=now
    ).token
    assert own_tokens(actor=by_link) == connected_programs(actor=by_link, now=now) == []


@pytest.mark.parametrize(
    ("values", "field"),
    [({"name": " "}, "name"), ({"scopes": []}, "scopes"), ({"scopes": ["x"]}, "scopes"), ({"late": 0}, "expires_at")],
)
def test_what_cannot_be_made_is_refused(cast: Cast, now: datetime, values: dict[str, object], field: str) -> None:
    given = {"name": "x", "scopes": READ, "expires_at": now if "late" in values else None}
    given |= {key: value for key, value in values.items() if key != "late"}
    with pytest.raises(InvalidError) as refused:
        issue_token(actor=cast.bruno, now=now, **given)  # type: ignore[arg-type]
    assert refused.value.values["field"] == field


def test_a_hundred_are_enough(cast: Cast, now: datetime) -> None:
    AccessToken.objects.bulk_create(
        AccessToken(kind="personal", digest=str(n), hint="x", person_id=cast.bruno.person_id, created_at=now)
        for n in range(MAX_TOKENS)
    )
    with pytest.raises(InvalidError):
        issue_token(actor=cast.bruno, name="x", scopes=READ, expires_at=None, now=now)


def test_only_ones_own_can_be_revoked_but_by_who_manages_roles(cast: Cast, now: datetime) -> None:
    made = issue_token(actor=cast.bruno, name="x", scopes=READ, expires_at=None, now=now)
    for actor in (cast.otto, cast.carla, replace(cast.bruno, ticket_only=TicketId(1))):
        with pytest.raises(NotFoundError):
            revoke_token(actor=actor, token_id=made.id, now=now)
    assert works(made.token, now)
    revoke_token(actor=cast.dante, token_id=made.id, now=now)
    assert not works(made.token, now)


def test_who_revoked_it_can_take_that_back_for_five_minutes(cast: Cast, now: datetime) -> None:
    made = issue_token(actor=cast.bruno, name="x", scopes=READ, expires_at=None, now=now)
    revoke_token(actor=cast.bruno, token_id=made.id, now=now)
    restore_token(actor=cast.bruno, token_id=made.id, now=now + UNDO_FOR - SECOND)
    assert works(made.token, now)
    revoke_token(actor=cast.dante, token_id=made.id, now=now)
    for actor, late in ((cast.bruno, 0 * SECOND), (cast.dante, UNDO_FOR)):
        with pytest.raises(InvalidError):
            restore_token(actor=actor, token_id=made.id, now=now + late)
    assert not works(made.token, now)
    assert names(f"person:{person(cast.bruno)}")[-4:] == [
        "token.issued", "token.revoked", "token.restored", "token.revoked",
    ]  # fmt: skip


def test_all_tokens_are_for_who_manages_roles(cast: Cast, now: datetime) -> None:
    for number in range(3):
        issue_token(actor=cast.bruno, name=f"n{number}", scopes=READ, expires_at=now + number * DAY + DAY, now=now)
    page = all_tokens(actor=cast.dante, now=now + DAY, limit=1)
    assert [row.name for row in page.rows] == ["n2"]
    assert [row.name for row in all_tokens(actor=cast.dante, now=now + DAY, cursor=page.older).rows] == ["n1"]
    for actor in (cast.bruno, cast.carla, cast.otto):
        with pytest.raises(NotAllowedError):
            all_tokens(actor=actor, now=now)


# Applications --------------------------------------------------------------------------------------------------------


def test_an_application_is_for_who_manages_roles(cast: Cast, now: datetime) -> None:
    app = register(cast, now, machine=True)
    one = {"actor": cast.carla, "application_id": app.id}
    refused = [
        lambda: register(replace(cast, dante=cast.carla), now),
        lambda: change_application(**one, name="x", redirect_uris=[], scopes=READ, acts_as=None, now=now),
        lambda: switch_off_application(**one, now=now),
        lambda: switch_on_application(**one, now=now),
        lambda: remove_application(**one, now=now),
        lambda: rotate_application_secret(**one, now=now),
        lambda: issue_application_token(**one, name="x", scopes=READ, expires_at=None, now=now),
        lambda: applications(actor=cast.carla),
        lambda: application_detail(**one),
    ]
    for attempt in refused:
        with pytest.raises(NotAllowedError):
            attempt()
    with pytest.raises(NotFoundError):
        application_detail(actor=cast.dante, application_id=app.id + 1)


def test_what_an_application_is_made_of_is_checked(cast: Cast, now: datetime) -> None:
    good = {"name": "x", "public": False, "redirect_uris": [BACK], "scopes": READ, "acts_as": None}
    actions.switch_off(actor=cast.dante, person_id=person(cast.otto), now=now)
    wrong = [
        {"name": ""}, {"scopes": []}, {"redirect_uris": ["http://evil.test"]}, {"public": True, "redirect_uris": []},
        {"public": True, "acts_as": person(cast.bruno)}, {"acts_as": person(cast.otto)},
    ]  # fmt: skip
    for values in wrong:
        with pytest.raises(InvalidError):
            add_application(actor=cast.dante, now=now, **{**good, **values})  # type: ignore[arg-type]


def test_a_secret_proves_until_a_new_one_takes_its_place(cast: Cast, now: datetime) -> None:
    app = register(cast, now)
    found = program_named(client_id=app.client_id)
    assert found is not None
    assert (found.proved_by(app.secret), found.proved_by("wrong"), found.proved_by("")) == (True, False, False)
    assert app.secret not in repr(app) + repr(found)
    new = rotate_application_secret(actor=cast.dante, application_id=app.id, now=now)
    again = program_named(client_id=app.client_id)
    assert again is not None
    assert (again.proved_by(app.secret), again.proved_by(new)) == (False, True)
    public = register(cast, now, public=True)
    assert public.secret == ""
    known = program_named(client_id=public.client_id)
    assert known is not None
    assert known.proved_by("") is False
    with pytest.raises(InvalidError):
        rotate_application_secret(actor=cast.dante, application_id=public.id, now=now)


@pytest.mark.parametrize("word", ["", "x", "\x00", "a" * 41, "a b", "ä", "' OR 1=1 --"])
def test_no_word_that_is_no_client_id_is_looked_for(word: str, db: None) -> None:
    assert program_named(client_id=word) is None


def test_an_application_s_token_acts_as_its_person(cast: Cast, now: datetime) -> None:
    app = register(cast, now, machine=True)
    made = issue_application_token(
        actor=cast.dante, application_id=app.id, name="Nightly", scopes=READ, expires_at=None, now=now
    )
    bearer = bearer_of(token=made.token, now=now)
    assert bearer is not None
    assert (bearer.actor.person_id, bearer.application, made.token[:4]) == (cast.bruno.person_id, app.id, "tda_")
    for values in ({"scopes": ["audit:read"]}, {"name": ""}, {"expires_at": now}):
        given = {"name": "x", "scopes": READ, "expires_at": None, **values}
        with pytest.raises(InvalidError):
            issue_application_token(actor=cast.dante, application_id=app.id, now=now, **given)  # type: ignore[arg-type]
    with pytest.raises(InvalidError):
        issue_application_token(
            actor=cast.dante, application_id=register(cast, now).id, name="x", scopes=READ, expires_at=None, now=now
        )


def test_what_goes_too_far_after_a_change_ends(cast: Cast, now: datetime) -> None:
    app = register(cast, now, machine=True)
    narrow, wide = (
        issue_application_token(
            actor=cast.dante, application_id=app.id, name="x", scopes=scopes, expires_at=None, now=now
        ).token
        for scopes in (READ, WRITE)
    )
    given = exchange(app, code_for(app, cast.alice, now, scopes=READ), now)
    change = {"actor": cast.dante, "application_id": app.id, "name": "Planner", "redirect_uris": [BACK], "now": now}
    change_application(**change, scopes=READ, acts_as=person(cast.bruno))
    assert (works(narrow, now), works(wide, now), works(given.access, now)) == (True, False, True)
    change_application(**change, scopes=READ, acts_as=person(cast.carla))
    assert (works(narrow, now), works(given.access, now)) == (False, True), "it acted as somebody else"
    change_application(**change, scopes=READ, acts_as=person(cast.carla))
    assert names(f"application:{app.id}") == ["application.added", "application.changed", "application.changed"]


@pytest.mark.parametrize("end", ["off", "removed", "person", "merged"])
def test_switching_off_ends_everything_at_once_and_for_good(cast: Cast, now: datetime, end: str) -> None:
    app = register(cast, now, machine=True)
    carried = issue_application_token(
        actor=cast.dante, application_id=app.id, name="x", scopes=READ, expires_at=None, now=now
    ).token
    machine = issue_machine_token(application_id=app.id, scopes=[], ip="", now=now).access
    given = exchange(app, code_for(app, cast.bruno, now), now)
    code = code_for(app, cast.bruno, now)
    assert all(works(token, now) for token in (carried, machine, given.access))
    if end == "off":
        switch_off_application(actor=cast.dante, application_id=app.id, now=now)
        assert program_named(client_id=app.client_id) is None
        switch_on_application(actor=cast.dante, application_id=app.id, now=now)
    elif end == "removed":
        remove_application(actor=cast.dante, application_id=app.id, now=now)
    elif end == "person":
        actions.switch_off(actor=cast.dante, person_id=person(cast.bruno), now=now)
        with pytest.raises(GrantRefusedError):
            issue_machine_token(application_id=app.id, scopes=[], ip="", now=now)
        actions.switch_on(actor=cast.dante, person_id=person(cast.bruno), now=now)
    else:
        actions.merge_people(actor=cast.dante, person_id=person(cast.carla), other_id=person(cast.bruno), now=now)
    assert not any(works(token, now) for token in (carried, machine, given.access))
    for attempt in (lambda: exchange(app, code, now), lambda: refresh(app, given.refresh, now)):
        with pytest.raises(GrantRefusedError):
            attempt()
