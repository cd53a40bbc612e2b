"""Passkeys in a real browser, with the browser's own virtual key in place of one of plastic."""

import shutil
from collections.abc import Iterator
from datetime import datetime

import pytest
from django.db import connections
from playwright.sync_api import Page, expect, sync_playwright
from tests.cast import Cast, person

from tridesk.identity.actions.set_password import set_password
from tridesk.identity.types import SYSTEM
from tridesk.infra.models import EventRecord

PASSWORD = "correct horse battery"
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    """A page of the system's Chromium with a virtual authenticator."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop runs in this thread, and so do we
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_context(locale="en").new_page()
        devtools = page.context.new_cdp_session(page)
        devtools.send("WebAuthn.enable")
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
        yield page
        browser.close()
        connections.close_all()  # under Playwright's loop this thread has database connections of its own


@pytest.fixture
def bruno(cast: Cast, now: datetime) -> Cast:
    set_password(actor=SYSTEM, person_id=person(cast.bruno), password=PASSWORD, now=now)
    return cast


def sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-in")
    page.get_by_label("Mail address").fill("bruno@desk.test")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/inbox")


def add_passkey(page: Page, address: str, *, alone: bool) -> None:
    page.goto(f"{address}/me/security/passkeys/new")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Name").fill("Blue key")
    if alone:
        page.get_by_label("Sign in with it alone").check()
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")


def sign_out(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-out")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")


def test_a_passkey_opens_the_door_alone(live_server, page: Page, bruno: Cast) -> None:
    address = live_server.url
    sign_in(page, address)
    add_passkey(page, address, alone=True)
    sign_out(page, address)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/inbox")
    ways = EventRecord.objects.filter(name="person.signed_in").order_by("id").values_list("data", flat=True)
    assert '"method":"webauthn"' in list(ways)[-1]


def test_a_passkey_is_the_second_step_after_the_password_and_can_be_taken_away(
    live_server, page: Page, bruno: Cast
) -> None:
    address = live_server.url
    sign_in(page, address)
    add_passkey(page, address, alone=False)
    sign_out(page, address)
    page.get_by_label("Mail address").fill("bruno@desk.test")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/sign-in/second")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/inbox")
    page.goto(f"{address}/me/security/passkeys")
    page.get_by_role("link", name="Remove").click()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_role("main")).to_contain_text("No passkey yet")
