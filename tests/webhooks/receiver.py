"""A receiver of webhooks that does what it is told: answer, fail, hang, redirect, dribble, lie."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(slots=True)
class Got:
    """One call as it came in."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def payload(self) -> dict[str, Any]:
        return json.loads(self.body)


type Behaviour = Callable[["Handler", Got], None]


def answer(status: int, body: bytes = b"thanks", **headers: str) -> Behaviour:
    def behave(handler: "Handler", _got: Got) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return behave


def raw(data: bytes) -> Behaviour:
    """Whatever bytes, then the end."""

    def behave(handler: "Handler", _got: Got) -> None:
        handler.wfile.write(data)
        handler.close_connection = True

    return behave


def hang(handler: "Handler", _got: Got) -> None:
    handler.server.released.wait(20)  # type: ignore[attr-defined]


def dribble(handler: "Handler", _got: Got) -> None:
    """A byte now and then, never the end of the status line."""
    for _ in range(400):
        try:
            handler.wfile.write(b"H")
            handler.wfile.flush()
        except OSError:
            return
        if handler.server.released.wait(0.05):  # type: ignore[attr-defined]
            return


def dribbling_body(handler: "Handler", got: Got) -> None:
    """The status at once, and then a body that never ends."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    dribble(handler, got)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        got = Got(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
        receiver: Receiver = self.server.receiver  # type: ignore[attr-defined]
        with receiver.lock:
            receiver.got.append(got)
        receiver.behaviour(self, got)

    def do_GET(self) -> None:
        self.do_POST()

    def log_message(self, *_words: object) -> None:
        pass


@dataclass(slots=True)
class Receiver:
    url: str
    behaviour: Behaviour = field(default_factory=lambda: answer(200))
    got: list[Got] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def port(self) -> int:
        return int(self.url.rsplit(":", 1)[1].split("/")[0])


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, *_words: object) -> None:
        pass


@contextmanager
def receiving() -> Iterator[Receiver]:
    server = _Server(("127.0.0.1", 0), Handler)
    server.released = threading.Event()  # type: ignore[attr-defined]
    receiver = server.receiver = Receiver(f"http://127.0.0.1:{server.server_address[1]}/in")  # type: ignore[attr-defined]
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.02), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.released.set()  # type: ignore[attr-defined]
        server.shutdown()
        server.server_close()
