"""Every page on the demo story: axe-core finds nothing serious in light and dark, wide and on a phone; nothing is wider
than the smallest phone; no console complains; one h1; the language is said.

A page that is not in PAGES, and not told to be none, fails `test_no_page_is_left_out`.
"""

import re
from collections.abc import Iterator
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from playwright.sync_api import Browser, Page, ViewportSize
from tests import environment
from tests.journeys.browser import Visitors, with_password
from tests.journeys.demo import Demo
from tests.journeys.harness import Installation
from tests.web.asking import all_routes

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(environment.DATABASE == "postgres", reason="pages look the same on every database"),
]
NO_PAGES = {  # tests/web sees some of them: files, JSON, parts of a page, and what leads elsewhere
    "health", "setup", "start", "mfa_download_recovery_codes", "mfa_login_webauthn", "mail_in_raw", "ticket_mail_raw",
    "ticket_mail", "bell", "mail_template_preview", "oauth_authorize", "oauth_metadata",
    "attachment", "link_attachment", "uploaded", "link_uploaded", "upload", "link_upload",
    "tickets_beside", "ticket_new_fields", "ticket_earlier",
    "person_options", "organisation_options", "options_people", "options_analysts", "options_teams",
    "options_organisations", "options_tags", "options_tickets", "options_field",
    "account_confirm_login_code", "mfa_authenticate", "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn", "mfa_deactivate_totp",
    "account_reset_password_from_key", "account_set_password", "mfa_view_recovery_codes", "mfa_list_webauthn",
}  # fmt: skip
TICKETS = (
    "inbox", "tickets", "ticket_filters", "ticket_new", "ticket", "ticket_timeline", "ticket_message",
    "ticket_subject", "ticket_access", "ticket_merge", "ticket_split",
)  # fmt: skip
PEOPLE = (
    "people", "person_new", "person", "person_second_factor", "person_merge", "organisations", "organisation_new",
    "organisation", "site_new", "site", "teams", "team_new", "team", "roles", "role_new", "role",
)  # fmt: skip
DESK = (
    "settings", "fields", "field_new", "field", "mailboxes", "mailbox_new", "mailbox", "mailbox_dkim", "mail_templates",
    "mail_template", "mail_log", "mail_in", "mail_out", "trouble", "parked_jobs", "audit", "profile",
    "account_change_password", "mfa_index", "mfa_activate_totp",
    "mfa_generate_recovery_codes", "mfa_add_webauthn", "account_reauthenticate", "account_logout",
)  # fmt: skip
REQUESTER = ("my_tickets", "my_ticket", "my_ticket_new", "my_ticket_message", "profile", "mfa_index")
LINK = ("public_ticket", "public_ticket_message")
NOBODY = (
    "account_login", "account_request_login_code", "account_reset_password", "account_reset_password_done",
    "account_reset_password_from_key_done", "account_inactive",
)  # fmt: skip
PROGRAMS = (
    "webhooks", "webhook_new", "webhook", "hooks", "hook_new", "hook", "programs", "program_new", "program",
    "program_token", "tokens", "token_new",
)  # fmt: skip
DOCS = ("api_docs", "api_guide", "api_area", "api_problems", "api_schemas")
MORE = {
    "tickets": ("?view=spam&q=nothing", "?view=all&status=solved&tag=hardware&sort=priority"),
    "settings": ("?q=mail",),
}
NARROW = [
    "color-contrast",
    "scrollable-region-focusable",
    "button-name",
    "link-name",
    "aria-hidden-focus",
]
WIDE = ViewportSize(width=1280, height=900)
PHONE = ViewportSize(width=390, height=844)
SMALLEST = ViewportSize(width=320, height=640)
RUN_AXE = """options => axe.run({resultTypes: ["violations"], ...options}).then((found) => found.violations
  .filter((one) => one.impact === "serious" || one.impact === "critical")
  .map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) =>
      `${node.html.slice(0, 120)} (${node.any.map((check) => check.message).join(" ")})`).join(" | ")}`))"""


# WCAG 2.2, 2.5.8: a box that a thumb must hit is 24 px at least; what is hidden from sight is one wide
TOO_SMALL = """() => [...document.querySelectorAll("input[type=checkbox], input[type=radio]")].filter((box) => {
  const { width, height } = box.getBoundingClientRect(); return width > 1 && (width < 24 || height < 24); })
    .map((box) => box.outerHTML.slice(0, 100)).slice(-3)"""
TOO_WIDE = """() => document.documentElement.scrollWidth <= window.innerWidth ? [] :
  [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > window.innerWidth)
    .map((one) => one.outerHTML.slice(0, 100)).slice(-3)"""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    letter = tmp_path_factory.mktemp("mail") / "nobody.eml"
    letter.write_text("Subject: From nobody\nMessage-ID: <nobody@outside.test>\n\nWho am I?\n")
    with Installation() as made:
        desk = Demo(made)
        made.migrate().does("demo")
        made.does("mailbox", "add", "help@desk.example", "--password-stdin", stdin="secret\n")
        made.does("mail", "ingest", str(letter))
        desk.start()
        yield desk


@pytest.fixture(scope="module")
def _known() -> dict[str, Any]:
    return {}


@pytest.fixture
def guests(request: pytest.FixtureRequest, chromium: Browser, demo: Demo, _known: dict[str, Any]) -> Iterator[Visitors]:
    came = Visitors(chromium, demo, _known)
    yield came
    came.go()


@pytest.fixture(scope="module")
def values(demo: Demo) -> dict[str, Any]:
    return demo.values()


def every_pattern(resolver: URLResolver) -> Iterator[URLPattern]:
    for one in resolver.url_patterns:
        yield from (one,) if isinstance(one, URLPattern) else every_pattern(one)


def addresses(names: tuple[str, ...], values: dict[str, Any]) -> Iterator[str]:
    keys = {one.name: one.pattern.converters for one in every_pattern(get_resolver())}
    for name in names:
        own = name.startswith("my_") or name == "public_ticket_message"
        known = {**values, "ticket_id": values["own"], "message_id": values["own_message"]} if own else values
        path = reverse(name, kwargs={key: known[key] for key in keys[name]})
        yield from (path, *(path + query for query in MORE.get(name, ())))


def enter(guests: Visitors, demo: Demo, who: str) -> Page:
    """Signed in as this person of the demo; nobody without a name."""
    page = guests.come()
    if who:
        page.goto(f"{demo.address}/sign-in")
        with_password(page, who, demo.password)
        page.wait_for_url(re.compile("/(inbox|my)$"))
    return page


def serious(page: Page, how: str, **options: Any) -> list[str]:
    return [f"{how}: {found}" for found in page.evaluate(RUN_AXE, options)]


def settle(page: Page) -> None:
    """Until what is fetched on sight and the writing surface are there."""
    page.wait_for_function("() => !document.querySelector('.htmx-request, form[data-composer]:not([data-ready])')")


def look(page: Page, scheme: Literal["light", "dark"], size: ViewportSize) -> None:
    """The page as this person has it; without motion, so that no colour is measured on its way."""
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(size)
    assert page.evaluate("document.getAnimations().filter((one) => one instanceof CSSTransition).length") == 0


def wrong_with(page: Page, language: str) -> list[str]:
    """Everything on a wide screen in light; on a phone in dark what colours and width can change."""
    page.evaluate(Axe().axe_script)
    found = serious(page, "wide, light")
    look(page, "dark", PHONE)
    found += serious(page, "phone, dark", runOnly=NARROW)
    found += [f"too small for a thumb: {each}" for each in page.evaluate(TOO_SMALL)]
    page.set_viewport_size(SMALLEST)
    found += [f"too wide for {SMALLEST['width']} px: {each}" for each in page.evaluate(TOO_WIDE)]
    if (headings := page.locator("h1").count()) != 1:
        found.append(f"{headings} h1")
    if (said := page.locator("html").get_attribute("lang")) != language:
        found.append(f"its language is {said}")
    return found


@pytest.mark.parametrize(
    ("who", "language", "names"),
    [
        pytest.param("dante@desk.example", "en", TICKETS, id="tickets"),
        pytest.param("dante@desk.example", "en", PEOPLE, id="people"),
        pytest.param("dante@desk.example", "en", DESK, id="settings"),
        pytest.param("dante@desk.example", "en", PROGRAMS, id="programs"),
        pytest.param("alice@acme.example", "es", REQUESTER, id="requester"),
        pytest.param("", "es", LINK, id="link"),
        pytest.param("", "en", NOBODY, id="nobody"),
        pytest.param("", "en", DOCS, id="docs"),
    ],
)
def test_every_page_is_for_everybody(
    guests: Visitors, demo: Demo, values: dict[str, Any], who: str, language: str, names
):
    page = enter(guests, demo, who)
    problems = []
    for address in addresses(names, values):
        look(page, "light", WIDE)
        answer = page.goto(demo.address + address)
        if answer is None or answer.status != 200:
            problems.append(f"{address}: {answer and answer.status}")
            continue
        settle(page)
        problems += [f"{address}: {each}" for each in wrong_with(page, language)]
        problems += [f"{address}: the console says {each}" for each in guests.said]
        guests.said.clear()
    assert not problems, "\n" + "\n".join(problems)


@pytest.mark.parametrize(("who", "language"), [("carla@desk.example", "es"), ("bruno@desk.example", "pt-br")])
def test_every_page_says_its_language(guests: Visitors, demo: Demo, values: dict[str, Any], who: str, language: str):
    page = enter(guests, demo, who)
    for address in addresses((*TICKETS, *PEOPLE, *DESK, *PROGRAMS), values):
        text = page.request.get(demo.address + address).text()
        assert f'<html lang="{language}"' in text, f"{address}: {text[:60]}"


@pytest.mark.parametrize(("browser_says", "language"), [("es-MX", "es"), ("pt-BR", "pt-br")])
def test_who_did_not_sign_in_is_spoken_to_as_the_browser_asks(
    guests: Visitors, demo: Demo, values: dict[str, Any], browser_says: str, language: str
):
    page = guests.come(locale=browser_says)
    for address in addresses(NOBODY, values):
        page.goto(demo.address + address)
        assert page.locator("html").get_attribute("lang") == language, address


def test_what_opens_on_a_page_is_for_everybody(guests: Visitors, demo: Demo, values: dict[str, Any]):
    page = enter(guests, demo, "dante@desk.example")
    page.set_viewport_size(WIDE)
    problems = []
    for name, keys, place in (
        ("tickets", "?", "dialog[open]"), ("tickets", "f", "dialog[open] form"), ("tickets", "jxa", "#bulk-assign"),
        ("ticket", "n", ".composer"), ("ticket", ".", "#more"),
    ):  # fmt: skip
        page.goto(demo.address + next(addresses((name,), values)))
        settle(page)
        for key in keys:
            page.keyboard.press(key)
        page.locator(place).first.wait_for()
        settle(page)
        page.evaluate(Axe().axe_script)
        look(page, "light", WIDE)
        problems += serious(page, f"{name} {keys} light")
        look(page, "dark", WIDE)
        problems += serious(page, f"{name} {keys} dark", runOnly=["color-contrast"])
    assert not problems, "\n" + "\n".join(problems)


def test_no_page_is_left_out():
    pages = {route.name for route in all_routes() if route.data is None and route.works == 200}
    walked = {*TICKETS, *PEOPLE, *DESK, *REQUESTER, *LINK, *NOBODY, *PROGRAMS, *DOCS}
    assert pages - walked - NO_PAGES == set()
