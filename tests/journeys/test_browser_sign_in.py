"""Ways in: password, a code by mail, an authenticator app, a recovery code, a passkey."""

import base64
import hashlib
import hmac
import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.browser import Desk, Visitors, sign_in, with_password
from tests.journeys.staff import PASSWORD
from tests.servers.mail import MailServers

pytestmark = pytest.mark.browser
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
ADDRESSES = [f"grace.{number}@tridesk.test" for number in range(4)]


@pytest.fixture(scope="module")
def addresses(staffed_desk: Desk) -> Iterator[str]:
    """Analysts who have not signed in yet, one after the other."""
    staffed_desk.python("from tests.journeys.staff import hire_more; hire_more(*sys.argv[1:])", *ADDRESSES)
    return iter(ADDRESSES)


@pytest.fixture
def grace(addresses: Iterator[str]) -> str:
    return next(addresses)


def sign_out(page: Page, desk: Desk) -> None:
    page.goto(f"{desk.address}/inbox")
    page.locator("[popovertarget=me]:visible").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")


def again(page: Page) -> None:
    """Before the locks are changed one is asked whether it is still oneself."""
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()


def code_now(secret: str) -> str:
    """RFC 6238 with the usual six digits and thirty seconds."""
    counter = int(time.time()) // 30
    mac = hmac.new(base64.b32decode(secret), counter.to_bytes(8, "big"), hashlib.sha1).digest()
    at = mac[-1] & 15
    return f"{(int.from_bytes(mac[at : at + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


def enter_code(page: Page, secret: str, button: str) -> None:
    """As people do: when the half minute ended in between, the next code is typed."""
    begun = page.url
    for _ in range(3):
        page.get_by_label("Code", exact=True).fill(code_now(secret))
        with page.expect_navigation():
            page.get_by_role("button", name=button, exact=True).click()
        if page.url != begun:
            return
    raise AssertionError(page.get_by_role("main").inner_text())


def test_a_wrong_password_is_told_in_words_and_the_right_one_opens(staffed_desk: Desk, visitors: Visitors, grace: str):
    page = visitors.come()
    page.goto(f"{staffed_desk.address}/tickets?view=solved")
    page.get_by_label("Mail address").fill(grace)
    page.get_by_label("Password", exact=True).fill("guessed it")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    with_password(page, grace)
    page.wait_for_url("**/tickets?view=solved")


@pytest.mark.servers
def test_a_code_by_mail_opens_without_a_password(
    staffed_desk: Desk, visitors: Visitors, grace: str, mail_servers: MailServers
):
    mailbox = mail_servers.add_user(grace)
    page = visitors.come()
    page.goto(f"{staffed_desk.address}/sign-in")
    page.get_by_role("link", name="Send me a code by mail").click()
    page.get_by_label("Mail address").fill(grace)
    page.get_by_role("button", name="Mail me a code").click()
    words = str(mailbox.wait_for(1)[0].message.get_content())
    code = re.search(r"^ {4}(\S+)\s*$", words, re.MULTILINE)
    assert code is not None, words
    page.get_by_label("Code", exact=True).fill(code[1])
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/inbox")


def test_an_authenticator_app_is_asked_for_and_a_recovery_code_takes_its_place_once(
    staffed_desk: Desk, visitors: Visitors, grace: str
):
    page = visitors.come()
    sign_in(page, staffed_desk, grace)
    page.goto(f"{staffed_desk.address}/me/security")
    page.get_by_role("link", name="Set up an app").click()
    again(page)
    secret = page.locator("main code").first.inner_text()
    enter_code(page, secret, "Ask for it from now on")
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    spare = page.locator("ul.codes code").first.inner_text()

    sign_out(page, staffed_desk)
    with_password(page, grace)
    page.wait_for_url("**/sign-in/second")
    enter_code(page, secret, "Sign in")
    page.wait_for_url("**/inbox")

    for opens in (True, False):
        sign_out(page, staffed_desk)
        with_password(page, grace)
        page.wait_for_url("**/sign-in/second")
        page.get_by_label("Code", exact=True).fill(spare)
        page.get_by_role("button", name="Sign in", exact=True).click()
        if opens:
            page.wait_for_url("**/inbox")
            continue
        expect(page.locator("[data-error-summary]")).to_be_visible()
        page.get_by_role("button", name="Begin again").click()
        page.wait_for_url("**/sign-in")


def test_a_passkey_opens_alone(staffed_desk: Desk, visitors: Visitors, grace: str):
    page = visitors.come()
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    sign_in(page, staffed_desk, grace)
    page.goto(f"{staffed_desk.address}/me/security")
    page.get_by_role("link", name="Add a passkey").click()
    again(page)
    page.get_by_label("Name").fill("Blue key")
    page.get_by_label("Sign in with it alone").check()
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    sign_out(page, staffed_desk)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/inbox")
