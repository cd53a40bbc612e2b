"""A whole round of the protocol against the real server: somebody's program, by a client library that is not ours."""

import json
import re
import warnings
from collections.abc import Iterator
from html import unescape

import httpx
import pytest
from tests.journeys.harness import Installation, installation

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # its authors will move on to another httpx
    from authlib.integrations.httpx_client import OAuth2Client, OAuthError

PASSWORD = "four calm horses graze"
REGISTER = """
import json
from tridesk.identity.actions.add_application import add_application
from tridesk.identity.queries import find_person_by_address
from tridesk.identity.types import SYSTEM
from tridesk.kernel.clock import now
person = find_person_by_address(address="bruno@desk.test")
made = add_application(actor=SYSTEM, name="Planner", public=False, redirect_uris=["http://127.0.0.1/back"],
                       scopes=["tickets:read"], acts_as=person, now=now())
print(json.dumps({"id": made.client_id, "secret": made.secret}))
"""


@pytest.fixture(scope="module")
def desk() -> Iterator[Installation]:
    with installation() as made:
        made.does("user", "add", "bruno@desk.test", "--role", "analyst", "--password-stdin", stdin=f"{PASSWORD}\n")
        made.serve()
        yield made


def sent(browser: httpx.Client, page: httpx.Response, **values: str) -> httpx.Response:
    """The page's form, filled in and sent, as a browser would."""
    (form,) = re.findall(r'<form method="post" class="form" action="([^"]*)"', page.text)
    token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[0]
    headers = {"Origin": str(browser.base_url).rstrip("/")}
    return browser.post(unescape(form), data={"csrfmiddlewaretoken": token, **values}, headers=headers)


def test_somebody_lets_a_program_act_for_them_and_takes_it_back(desk: Installation) -> None:
    known = json.loads(desk.python(REGISTER))
    told = httpx.get(f"{desk.address}/.well-known/oauth-authorization-server").json()
    wanted = "http://127.0.0.1:54321/back"
    program = OAuth2Client(
        known["id"], known["secret"], scope="tickets:read", redirect_uri=wanted, code_challenge_method="S256",
        leeway=0,
    )  # fmt: skip
    verifier = "v" * 64
    address, state = program.create_authorization_url(told["authorization_endpoint"], code_verifier=verifier)
    with httpx.Client(base_url=desk.address, follow_redirects=True) as browser:
        page = browser.get(address)
        assert page.url.path == "/sign-in"
        target = page.url.params["next"]
        page = sent(browser, page, login="bruno@desk.test", password=PASSWORD, next=target)
        assert "Let Planner act for you?" in page.text, page.text
        page = sent(browser, page, answer="allow", scopes="tickets:read")
        back = page.headers["refresh"].removeprefix("0; url=")
        assert back.startswith(f"{wanted}?code=")
        assert httpx.URL(back).params["iss"] == told["issuer"]
        with program:
            token = program.fetch_token(
                told["token_endpoint"], authorization_response=back, state=state, code_verifier=verifier
            )
            tickets = f"{desk.address}/api/v1/tickets"
            assert program.get(tickets).status_code == 200
            fresh = program.refresh_token(told["token_endpoint"])
            assert fresh["refresh_token"] != token["refresh_token"]
            assert httpx.get(tickets, headers={"Authorization": f"Bearer {token['access_token']}"}).status_code == 401
            assert program.get(tickets).status_code == 200
            asked = program.introspect_token(told["introspection_endpoint"], token=fresh["access_token"])
            assert asked.json()["active"] is True
            programs = browser.get("/me/programs")
            (end,) = re.findall(r'action="(/me/programs/\d+/disconnect)"', programs.text)
            csrf = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', programs.text)[0]
            browser.post(end, data={"csrfmiddlewaretoken": csrf}, headers={"Origin": desk.address})
            assert program.get(tickets).status_code == 401
            with pytest.raises(OAuthError, match="invalid_grant"):
                program.refresh_token(told["token_endpoint"])


def test_a_machine_acts_as_its_person_until_it_gives_the_token_back(desk: Installation) -> None:
    known = json.loads(desk.python(REGISTER))
    with OAuth2Client(known["id"], known["secret"], token_endpoint_auth_method="client_secret_post") as machine:
        token = machine.fetch_token(f"{desk.address}/oauth/token", grant_type="client_credentials")
        assert "refresh_token" not in token
        assert machine.get(f"{desk.address}/api/v1/tickets").status_code == 200
        machine.revoke_token(f"{desk.address}/oauth/revoke", token=token["access_token"])
        assert machine.get(f"{desk.address}/api/v1/tickets").status_code == 401
