"""Programs that tests register, and what they ask for."""

from datetime import datetime, timedelta

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from tests.cast import Cast, person

from tridesk.identity.actions.add_application import Registered, add_application
from tridesk.identity.actions.exchange_code import exchange_code
from tridesk.identity.actions.give_consent import give_consent
from tridesk.identity.actions.refresh_token import refresh_token
from tridesk.identity.queries.tokens import bearer_of
from tridesk.identity.types import Actor, GivenToken

READ, WRITE = ["tickets:read"], ["tickets:read", "tickets:write"]
BACK = "https://app.test/back"
VERIFIER = "v" * 43
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


def register(cast: Cast, now: datetime, *, public: bool = False, machine: bool = False) -> Registered:
    return add_application(
        actor=cast.dante,
        name="Planner",
        public=public,
        redirect_uris=[BACK],
        scopes=WRITE,
        acts_as=person(cast.bruno) if machine else None,
        now=now,
    )


def code_for(app: Registered, actor: Actor, now: datetime, *, scopes: list[str] = WRITE) -> str:
    challenge = create_s256_code_challenge(VERIFIER)
    return give_consent(
        actor=actor, application_id=app.id, redirect_uri=BACK, scopes=scopes, challenge=challenge, now=now
    )


def exchange(app: Registered, code: str, now: datetime, **other: object) -> GivenToken:
    values = {"application_id": app.id, "code": code, "redirect_uri": BACK, "verifier": VERIFIER, "ip": "192.0.2.1"}
    return exchange_code(**{**values, **other}, now=now)  # type: ignore[arg-type]


def refresh(app: Registered, token: str, now: datetime, *scopes: str) -> GivenToken:
    return refresh_token(application_id=app.id, token=token, scopes=scopes, ip="192.0.2.1", now=now)


def works(token: str, now: datetime) -> bool:
    return bearer_of(token=token, now=now) is not None
