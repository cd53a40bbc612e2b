"""Serving: everything in one process family (`tridesk run`), the pages alone, or background work alone."""

import argparse
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tridesk.cli.language import gettext as _
from tridesk.cli.setup import fail, ready, ready_with_database, say

_STEADY = 60.0  # seconds after which a worker that ends is taken for one that worked


def run(arguments: argparse.Namespace) -> int:
    """Everything in one process family: pages here, the worker as a child."""
    ready()
    from tridesk.cli.data import migrated
    from tridesk.cli.demo import is_empty, load

    if (busy := _busy()) is not None:
        return fail(69, busy)
    migrated()
    if arguments.demo_if_empty and is_empty():
        say(_("Loading the demo story …"))
        load()
    family = Family()
    family.start()
    try:
        return _serve(on_start=_greet)
    finally:
        family.end()


def web(_arguments: argparse.Namespace) -> int:
    """The pages alone, under granian."""
    ready_with_database()
    if (busy := _busy()) is not None:
        return fail(69, busy)
    from django.conf import settings
    from granian.constants import Interfaces
    from granian.server import Server

    host, _colon, port = settings.CONFIG.bind.rpartition(":")
    Server(
        "tridesk.bootstrap.wsgi:application",
        address=host.strip("[]"),
        port=int(port),
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=_threads(),
        log_enabled=False,
        log_access=False,
    ).serve()
    return 0


def worker(arguments: argparse.Namespace) -> int:
    """Background work alone, until SIGTERM or SIGINT."""
    ready_with_database()
    from tridesk.bootstrap.recurring import RECURRING
    from tridesk.worker.service import serve

    serve(RECURRING, parent=arguments.with_parent)
    return 0


def listen(arguments: argparse.Namespace) -> int:
    """Takes mail from the mail server beside us, until SIGTERM or SIGINT."""
    ready_with_database()
    from tridesk.worker.lmtp import place_of, serve

    try:
        place = place_of(bind=arguments.bind, path=arguments.socket)
    except ValueError:
        return fail(64, _("%(bind)s is no address and port, such as 127.0.0.1:2424.") % {"bind": arguments.bind})
    try:
        serve(
            place, ready=lambda: say(_("Mail is taken at %(place)s") % {"place": place}), parent=arguments.with_parent
        )
    except OSError as error:
        said = {"bind": place, "error": error.strerror or error}
        return fail(69, _("%(bind)s cannot be used: %(error)s. Choose another one.") % said)
    return 0


def _threads() -> int:
    from django.conf import settings
    from django.db import connection

    # On SQLite more threads only wait for each other; a few keep one slow download from stopping everybody.
    return int(settings.CONFIG.web_threads or (8 if connection.vendor == "postgresql" else 3))


def _serve(on_start: Callable[[], Any]) -> int:
    import uvicorn
    from a2wsgi import WSGIMiddleware
    from django.conf import settings

    from tridesk.bootstrap.wsgi import application

    host, _colon, port = settings.CONFIG.bind.rpartition(":")
    pages: Any = WSGIMiddleware(application, workers=_threads())

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send, on_start)
        else:
            await pages(scope, receive, send)

    options: dict[str, Any] = {"log_level": "warning", "access_log": False, "server_header": False, "lifespan": "on"}
    options |= {"timeout_graceful_shutdown": 5, "proxy_headers": settings.CONFIG.trust_proxy}
    server = _server(uvicorn.Config(app, host=host.strip("[]"), port=int(port), **options))
    server.run()
    return 0 if server.started else 69


def _server(config: Any) -> Any:
    import uvicorn

    class Server(uvicorn.Server):
        """uvicorn's own raises the signal again once it has ended: that would kill us before the worker is ended."""

        @contextmanager
        def capture_signals(self) -> Iterator[None]:
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, self.handle_exit)
            yield

    return Server(config)


async def _lifespan(receive: Any, send: Any, on_start: Callable[[], Any]) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] != "lifespan.startup":
            return
        threading.Timer(0.05, on_start).start()  # the socket listens as soon as the server goes on


def _busy() -> str | None:
    from django.conf import settings

    host, _colon, port = settings.CONFIG.bind.rpartition(":")
    with socket.socket(socket.AF_INET6 if "[" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), int(port)))
        except OSError as error:
            words = _("%(bind)s cannot be used: %(error)s. Set TRIDESK_BIND to another address.")
            return words % {"bind": settings.CONFIG.bind, "error": error.strerror}
    return None


def _greet() -> None:
    for line in _greeting():
        say(line)


def _greeting() -> list[str]:
    """Address, and how to sign in: the demo's people, or the link for the first administrator."""
    from django.conf import settings

    from tridesk.cli.demo import is_demo, sign_ins
    from tridesk.web.setup import setup_link

    lines = [_("Tridesk serves at %(address)s") % {"address": settings.CONFIG.public_url}]
    if (link := setup_link()) is not None:
        lines.append(_("Make the first administrator here (good for one day): %(link)s") % {"link": link})
    elif is_demo():
        lines += sign_ins()
    return [*lines, _("Ctrl-C ends it.")]


class Family:
    """The worker beside the pages: started, started again when it dies, ended with us."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._ending = threading.Event()

    def start(self) -> None:
        """Returns at once."""
        threading.Thread(target=self._keep, daemon=True).start()

    def end(self) -> None:
        """Ends the worker; waits until its running jobs are done, at most 12 seconds."""
        self._ending.set()
        child = self._child
        if child is None:
            return
        child.send_signal(signal.SIGTERM)
        try:
            child.wait(timeout=12)
        except subprocess.TimeoutExpired:
            child.kill()

    def _keep(self) -> None:
        pause = 0.5
        while not self._ending.is_set():
            began = time.monotonic()
            command = [sys.executable, "-m", "tridesk", "worker", "--with-parent", str(os.getpid())]
            # A group of its own: Ctrl-C reaches us alone, and we end the worker in order.
            self._child = subprocess.Popen(command, start_new_session=True)  # noqa: S603 - our own program
            if self._ending.is_set():
                self._child.terminate()
            code = self._child.wait()
            if self._ending.is_set():
                return
            sys.stderr.write(_("The worker ended with %(code)s and is started again.") % {"code": code} + "\n")
            pause = 0.5 if time.monotonic() - began > _STEADY else min(pause * 2, 30)
            self._ending.wait(pause)
