"""People with browsers in front of a running desk.

`Desk` is an installation whose `tridesk run` serves; `Visitors` opens a browser window for each person of a test and
leaves a picture of every open page when the test fails.
"""

import contextlib
import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright
from tests.journeys.harness import Installation
from tests.journeys.staff import PASSWORD
from tests.servers import mail

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WAIT = 20_000  # ms; machines that run the tests are often busy with other tests
_failed = pytest.StashKey[bool]()


def find_browser() -> str | None:
    """The system's Chromium or Chrome."""
    found = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    return found or next((path for path in APPLICATIONS if Path(path).exists()), None)


class Desk:
    """An installation that serves under the name localhost, where browsers allow passkeys."""

    def __init__(self, made: Installation) -> None:
        self.made = made
        made.address = f"http://localhost:{made.port}"
        made.env["TRIDESK_PUBLIC_URL"] = made.address
        self.address = made.address

    def start(self) -> None:
        self.family = self.made.serve()

    def kill(self) -> None:
        """The whole family at once, as a power cut would."""
        for pid in self.family.children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.family.kill()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.made, name)


class Visitors:
    """Browser windows of one test, each with cookies of its own."""

    def __init__(self, browser: Browser, desk: Desk, known: dict[str, Any]) -> None:
        self._browser = browser
        self._desk = desk
        self._known = known
        self._contexts: list[BrowserContext] = []
        self.said: list[str] = []  # errors of all consoles

    def come(self, who: str = "", **options: Any) -> Page:
        """A window of this member of the cast, signed in; of nobody without a name."""
        if who and who not in self._known:
            page = self.come(**options)
            sign_in(page, self._desk, f"{who}@desk.test")
            self._known[who] = page.context.storage_state()
            return page
        state = {"storage_state": self._known[who]} if who else {}
        context = self._browser.new_context(**{"locale": "en", "reduced_motion": "reduce", **state, **options})
        context.set_default_timeout(WAIT)
        context.on("console", self._heard)
        context.on("weberror", lambda error: self.said.append(str(error.error)))
        self._contexts.append(context)
        return context.new_page()

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.said.append(f"{message.text} {message.location}")

    def picture(self, name: str) -> list[Path]:
        """One of every open page, in a folder that stays."""
        folder = Path(tempfile.gettempdir()) / "tridesk-journeys"
        folder.mkdir(exist_ok=True)
        paths = []
        for number, page in enumerate(page for context in self._contexts for page in context.pages):
            paths.append(folder / f"{name}-{number}.png")
            with contextlib.suppress(Exception):  # a page that cannot be photographed must not hide the failure
                page.screenshot(path=paths[-1], full_page=True)
        return paths

    def go(self) -> None:
        for context in self._contexts:
            context.close()


def sign_in(page: Page, desk: Desk, address: str) -> None:
    """With the password, by the form; ends on the first page of staff."""
    page.goto(f"{desk.address}/sign-in")
    with_password(page, address)
    page.wait_for_url("**/inbox")


def with_password(page: Page, address: str, password: str = PASSWORD) -> None:
    """Fills in the form of the sign-in page and sends it."""
    page.get_by_label("Mail address").fill(address)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Closed after each module: while Playwright runs in a thread, Django's own tests cannot."""
    if (path := find_browser()) is None:
        pytest.skip(f"no browser: none of {', '.join(PROGRAMS)} is installed")
    expect.set_options(timeout=WAIT)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def staffed_desk(request: pytest.FixtureRequest) -> Iterator[Desk]:
    """The cast at work at one running desk, which all journeys share; it mails where there are mail servers."""
    with Installation() as made:
        desk = Desk(made)
        if mail.why_not() is None:
            servers = request.getfixturevalue("mail_servers")
            made.env["TRIDESK_SMTP_URL"] = f"smtp://127.0.0.1:{servers.smtp.smtp_port}"
            made.env["TRIDESK_MAIL_FROM"] = "desk@tridesk.test"
        made.migrate()
        made.python("from tests.journeys.staff import hire_all; hire_all()")
        desk.start()
        yield desk


@pytest.fixture(scope="session")
def _signed_in() -> dict[str, Any]:
    return {}


@pytest.fixture
def visitors(
    request: pytest.FixtureRequest, chromium: Browser, staffed_desk: Desk, _signed_in: dict[str, Any]
) -> Iterator[Visitors]:
    came = Visitors(chromium, staffed_desk, _signed_in)
    yield came
    if request.node.stash.get(_failed, False):
        print("pictures:", *came.picture(request.node.name))
        print("consoles:", *came.said, sep="\n  ")
        print(staffed_desk.logs())
    came.go()


@pytest.fixture(scope="session")
def open_tickets(staffed_desk: Desk) -> Callable[..., list[int]]:
    """Opens one ticket of Alice's for each subject; a process each time, so ask for several at once."""

    def opened(*subjects: str) -> list[int]:
        code = "from tests.journeys.staff import open_tickets; print(*open_tickets(*sys.argv[1:]))"
        return [int(number) for number in staffed_desk.python(code, *subjects).split()]

    return opened


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Tells the fixtures of a test whether it failed."""
    report = yield
    if call.when == "call" and report.failed:
        item.stash[_failed] = True
    return report
