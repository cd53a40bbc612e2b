from typing import Any
from urllib.parse import urlencode

from tests.cast import person
from tests.web.asking import GONE, Route
from tests.web.world import World

from tridesk.identity.actions.add_application import Registered, add_application
from tridesk.identity.actions.give_consent import give_consent
from tridesk.identity.actions.issue_token import issue_token
from tridesk.identity.models import Application
from tridesk.identity.types import Actor
from tridesk.kernel.clock import now

BACK = "https://app.test/back"
CHALLENGE = "c" * 43
CLIENT = "0123456789abcdef01234567"  # the address of the page of consent names it


def registered(world: World) -> Registered:
    return add_application(
        actor=world.cast.dante,
        name="Planner",
        public=False,
        redirect_uris=[BACK],
        scopes=["tickets:read"],
        acts_as=person(world.cast.bruno),
        now=now(),
    )


def program(world: World) -> dict[str, Any]:
    return {"application_id": registered(world).id}


def connected(world: World) -> dict[str, Any]:
    """One that all three askers allowed."""
    app = registered(world)
    for actor in (world.cast.bruno, world.cast.otto, world.rita):
        _allow(app, actor)
    return {"application_id": app.id}


def _allow(app: Registered, actor: Actor) -> None:
    give_consent(
        actor=actor, application_id=app.id, redirect_uri=BACK, scopes=["tickets:read"], challenge=CHALLENGE, now=now()
    )


def token(world: World) -> dict[str, Any]:
    made = issue_token(actor=world.cast.bruno, name="Script", scopes=["tickets:read"], expires_at=None, now=now())
    return {"token_id": made.id}


def asking(world: World) -> dict[str, Any]:
    if not Application.objects.filter(client_id=CLIENT).exists():
        Application.objects.filter(pk=registered(world).id).update(client_id=CLIENT)
    return {}


ASKED = "?" + urlencode(
    {
        "response_type": "code",
        "client_id": CLIENT,
        "redirect_uri": BACK,
        "state": "s",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }
)
OWN = {"outsider": 200, "read_only": 200}
SENT = {"works": 302, "nobody": 302}
NEW = {"name": "Script", "scopes": ["tickets:read"], "days": "90"}
APP = {"name": "Planner", "scopes": ["tickets:read"], "redirect_uris": BACK}
ROUTES = [
    Route("tokens", may="bruno", **OWN, sql=4),
    Route("token_new", may="bruno", **OWN, sql=5),
    Route("token_new", may="bruno", data=lambda w: NEW, **OWN),
    Route("token_revoke", may="bruno", values=token, data=lambda w: {}, **SENT, outsider=GONE, read_only=GONE,
          malformed=GONE),
    Route("token_restore", may="bruno", values=token, data=lambda w: {}, **SENT, outsider=GONE, read_only=GONE,
          malformed=GONE),
    Route("program_disconnect", may="bruno", values=connected, data=lambda w: {}, **SENT, outsider=302,
          read_only=302, malformed=GONE),
    Route("programs", sql=3),
    Route("program_new", sql=5),
    Route("program_new", data=lambda w: APP),
    Route("program", values=program, malformed=GONE, sql=3),
    Route("program", values=program, data=lambda w: APP, **SENT, malformed=GONE),
    Route("program_token", values=program, malformed=GONE, sql=6),
    Route("program_token", values=program, data=lambda w: NEW, malformed=GONE),
    Route("program_secret", values=program, data=lambda w: {}, malformed=GONE),
    Route("program_off", values=program, data=lambda w: {}, **SENT, malformed=GONE),
    Route("program_on", values=program, data=lambda w: {}, **SENT, malformed=GONE),
    Route("program_remove", values=program, data=lambda w: {}, **SENT, malformed=GONE),
    Route("any_token_revoke", values=token, data=lambda w: {}, **SENT, malformed=GONE),
    Route("any_token_restore", values=token, data=lambda w: {}, **SENT, malformed=GONE),
    Route("oauth_authorize", may="bruno", values=asking, query=ASKED, **OWN, sql=3),
    Route("oauth_authorize", may="bruno", values=asking, query=ASKED, data=lambda w: {"answer": "deny"}, **OWN),
    Route("oauth_authorize", may="bruno", query="?client_id=x", works=400, outsider=400, read_only=400, nobody=400),
    Route("oauth_token", may="nobody", data=lambda w: {}, works=400),
    Route("oauth_revoke", may="nobody", data=lambda w: {}, works=400),
    Route("oauth_introspect", may="nobody", data=lambda w: {}, works=400),
    Route("oauth_metadata", may="nobody", sql=0),
]  # fmt: skip
