"""Renders the sample pages with made-up words and photographs them in light, dark and on a phone.

    python scripts/components_preview.py [FOLDER]

Needs the built assets (`npm run build` in frontend/) and Chromium. Pages are served with a policy as strict as
the product's; what the browser refuses or reports as an error is printed and makes the exit code 1.
"""

import json
import sys
import tempfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import django
import jinja2
from django.conf import settings
from playwright.sync_api import Browser, ConsoleMessage, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "src" / "tridesk" / "web"
sys.path.insert(0, str(ROOT / "src"))
SAMPLES = ("components", "list", "ticket", "public", "signin")
POLICY = "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'"
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 1440, "height": 900}},
    "dark": {"viewport": {"width": 1440, "height": 900}, "color_scheme": "dark"},
    "tablet": {"viewport": {"width": 900, "height": 800}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}
OPTIONS = [{"value": 2, "label": "Bruno Lima", "hint": "First line"}, {"value": 3, "label": "Carla Núñez"}]
UPLOADED = {"token": "t1", "name": "shot.png", "size": 95, "type": "image/png", "url": "/static/build/x.png"}


class Handler(SimpleHTTPRequestHandler):
    """The rendered pages, suggestions for pickers, and a receiver of uploads."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def do_GET(self) -> None:
        if self.path.startswith("/options"):
            self.answer(OPTIONS)
        else:
            super().do_GET()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.answer(UPLOADED)

    def answer(self, value: object) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(value).encode())

    def log_message(self, *_args: object) -> None:
        pass


def configure() -> None:
    settings.configure(
        STATIC_URL="/static/",
        LANGUAGE_CODE="en",
        LANGUAGES=[("en", "English"), ("es", "Español"), ("pt-br", "Português (Brasil)")],
        LOCALE_PATHS=[ROOT / "src" / "tridesk" / "locale"],
        USE_TZ=True,
        TIME_ZONE="UTC",
    )
    django.setup()


def render(folder: Path) -> None:
    from tridesk.web.jinja import environment

    pages = environment(loader=jinja2.FileSystemLoader(WEB / "templates")).active()
    pages.globals["url"] = lambda name, **_values: f"#{name}"
    context = {
        "actor": SimpleNamespace(person_id=3, name="Carla Núñez", side="analyst", zone="UTC"),
        "theme": "auto",
        "rail": "wide",
        "language": "en",
        "messages": [],
        "csrf_token": "x",
        "csrf_input": "",
        "inbox_count": 6,
    }
    for name in SAMPLES:
        template = "components" if name == "components" else f"sample_{name}"
        (folder / f"{name}.html").write_text(pages.get_template(f"dev/{template}.html").render(context))
    (folder / "static").symlink_to(WEB / "static")


def photograph(browser: Browser, address: str, folder: Path) -> set[str]:
    problems: set[str] = set()

    def note(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            problems.add(message.text)

    for look, options in LOOKS.items():
        context = browser.new_context(**options)
        for name in SAMPLES:
            page = context.new_page()
            page.on("console", note)
            page.on("pageerror", lambda error: problems.add(str(error)))
            page.goto(f"{address}/{name}.html", wait_until="networkidle")
            page.screenshot(path=folder / f"{name}-{look}.png", full_page=name == "components")
            page.close()
        context.close()
    return problems


def main() -> int:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp(prefix="tridesk-looks-"))
    folder.mkdir(parents=True, exist_ok=True)
    configure()
    with tempfile.TemporaryDirectory() as pages, sync_playwright() as playwright:
        render(Path(pages))
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=pages))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        problems = photograph(browser, f"http://127.0.0.1:{server.server_port}", folder)
        browser.close()
        server.shutdown()
    for problem in sorted(problems):
        print("problem:", problem)
    print(folder)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
