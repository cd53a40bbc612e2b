"""Photographs the product's pages on the demo story: light, dark, on a phone, and in Spanish.

    python scripts/screenshots.py [FOLDER] [NAME ...]

Without a folder it makes the pictures of the README and the docs, `docs/images/inbox.png` and `ticket.png`.
Makes a temporary data folder with SQLite, tells the demo story, serves the pages from a thread and drives the
system's Chromium. What the browser's console reports as an error is printed and makes the exit code 1. With names,
only those pages are taken.
"""

import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))
DOCS = ("inbox", "ticket")
CHROMIUM = next((found for name in BROWSERS if (found := shutil.which(name))), "chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LOOKS = {
    "light": {"width": 1440, "height": 900, "scheme": "light", "person": "carla@desk.example", "language": "en"},
    "dark": {"width": 1440, "height": 900, "scheme": "dark", "person": "carla@desk.example", "language": "en"},
    "phone": {"width": 390, "height": 844, "scheme": "light", "person": "carla@desk.example", "language": "en"},
    "es": {"width": 1440, "height": 900, "scheme": "light", "person": "carla@desk.example", "language": "es"},
}


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *_args: object) -> None:
        pass


def prepare(folder: Path, port: int) -> None:
    """A desk of its own in `folder`, with the demo story told."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "tridesk.bootstrap.settings",
        "TRIDESK_DATA_DIR": str(folder),
        "TRIDESK_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "TRIDESK_SECRET_KEY": "only for pictures",
        "TRIDESK_LOG_LEVEL": "error",
    }
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from tridesk.cli.demo import load

    load()


def serve(port: int) -> Server:
    from django.core.wsgi import get_wsgi_application

    server = make_server("127.0.0.1", port, get_wsgi_application(), server_class=Server, handler_class=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server  # type: ignore[return-value]


def cookie(email: str, language: str) -> str:
    """A session of this person, in this language."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    person = get_user_model().objects.get(email=email)
    get_user_model().objects.filter(pk=person.pk).update(language=language)
    client = Client()
    client.force_login(person)
    return str(client.cookies["tridesk_session"].value)


def pages() -> dict[str, tuple[str, str]]:
    """Name -> (who, address); who is "staff", "requester" or "nobody"."""
    from tridesk.identity.actions.grant_link import grant_link
    from tridesk.identity.queries import find_person_by_address
    from tridesk.identity.types import SYSTEM
    from tridesk.kernel.clock import now
    from tridesk.tickets.queries import find_tickets

    dock = find_tickets(actor=SYSTEM, text="La portátil se reinicia")[0].id
    vpn = find_tickets(actor=SYSTEM, text="VPN pede o código")[0].id
    alice = find_person_by_address(address="alice@acme.example")
    assert alice is not None
    link = grant_link(person=alice, subject=f"ticket:{dock}", now=now(), days=30)
    return {
        "inbox": ("staff", "/tickets?view=open"),
        "mine": ("staff", "/inbox"),
        "narrowed": ("staff", "/tickets?view=all&status=solved&status=closed&tag=hardware&sort=priority"),
        "filters": ("staff", "/tickets/filters?view=all&tag=vpn"),
        "ticket": ("staff", f"/tickets/{dock}"),
        "ticket-solved": ("staff", f"/tickets/{vpn}"),
        "timeline": ("staff", f"/tickets/{dock}/timeline"),
        "split": ("staff", f"/tickets/{dock}/split"),
        "merge": ("staff", f"/tickets/{dock}/merge"),
        "new": ("staff", "/tickets/new"),
        "nothing": ("staff", "/tickets?view=spam&q=nothing"),
        "requester": ("nobody", f"/t/{link}"),
        "expired": ("nobody", "/t/1-aaaaaaaaaaaaaaaa"),
        "my": ("requester", "/my"),
        "my-new": ("requester", "/my/new"),
        "sign-in": ("nobody", "/sign-in"),
    }


def photograph(address: str, folder: Path, wanted: set[str], note: Callable[[str], None]) -> None:
    from playwright.sync_api import sync_playwright

    shots = {name: page for name, page in pages().items() if not wanted or name in wanted}
    sessions = {
        (who, look): cookie(mail, LOOKS[look]["language"])
        for look in LOOKS
        for who, mail in (("staff", LOOKS[look]["person"]), ("requester", "alice@acme.example"))
    }
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for look, how in LOOKS.items():
            for who in ("staff", "requester", "nobody"):
                context = browser.new_context(
                    viewport={"width": how["width"], "height": how["height"]},
                    color_scheme=how["scheme"],
                    locale=how["language"],
                    has_touch=look == "phone",
                    is_mobile=look == "phone",
                )
                if (who, look) in sessions:
                    cookie_value = {"name": "tridesk_session", "value": sessions[who, look], "url": address}
                    context.add_cookies([cookie_value])
                set_language(who, how)
                for name, (asker, path) in shots.items():
                    if asker == who:
                        page = context.new_page()
                        page.on("pageerror", lambda error: note(str(error)))
                        page.on("console", lambda said: said.type == "error" and note(said.text))
                        page.goto(f"{address}{path}")
                        page.wait_for_load_state("networkidle")
                        page.screenshot(path=folder / f"{name}-{look}.png", full_page=look == "phone")
                        page.close()
                context.close()
        browser.close()


def set_language(who: str, how: dict[str, object]) -> None:
    """The person's own language decides; it is changed between the looks."""
    from django.contrib.auth import get_user_model

    mail = how["person"] if who == "staff" else "alice@acme.example"
    get_user_model().objects.filter(email=mail).update(language=how["language"])


def main() -> int:
    for_docs = len(sys.argv) == 1
    folder = Path(tempfile.mkdtemp(prefix="tridesk-pages-")) if for_docs else Path(sys.argv[1])
    names = set(DOCS) if for_docs else set(sys.argv[2:])
    folder.mkdir(parents=True, exist_ok=True)
    port = int(os.environ.get("SCREENSHOTS_PORT", "8123"))
    prepare(Path(tempfile.mkdtemp(prefix="tridesk-screenshots-")), port)
    server = serve(port)
    problems: list[str] = []
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's own loop runs in this thread
    photograph(f"http://127.0.0.1:{port}", folder, names, problems.append)
    server.shutdown()
    for problem in sorted(set(problems)):
        print("problem:", problem)
    if for_docs:
        images = ROOT / "docs" / "images"
        images.mkdir(exist_ok=True)
        for name in DOCS:
            shutil.copyfile(folder / f"{name}-light.png", images / f"{name}.png")
    print(images if for_docs else folder)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
