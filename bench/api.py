"""The API under load: one web process, raw keep-alive connections, answers counted and timed."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bench.figures import Report, median, percentile
from bench.place import Place, inside, installation, running

CONNECTIONS = 16


@dataclass(slots=True)
class Load:
    """What is asked: `request` gives the bytes of the n-th one. `times` are milliseconds."""

    request: Callable[[int], bytes]
    times: list[float] = field(default_factory=list)
    next: int = 0
    until: float = 0.0


class _Connection(asyncio.Protocol):
    """Asks, waits for the whole answer, asks again until time is over."""

    def __init__(self, load: Load, done: asyncio.Future[None]) -> None:
        self.load, self.done = load, done
        self.buffer = bytearray()
        self.began = 0.0

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self._ask()

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        head = bytes(self.buffer[:end]).lower()
        at = head.find(b"content-length: ")
        length = int(head[at + 16 :].split(b"\r\n", 1)[0]) if at > 0 else 0
        if len(self.buffer) < end + 4 + length:
            return
        if not head.startswith((b"http/1.1 200", b"http/1.1 201")):
            self.done.set_exception(RuntimeError(bytes(self.buffer[:600]).decode(errors="replace")))
            return
        self.load.times.append((time.perf_counter() - self.began) * 1000)
        self.buffer.clear()
        self._ask()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(exc or ConnectionError("the server hung up"))

    def _ask(self) -> None:
        if time.perf_counter() >= self.load.until:
            if not self.done.done():
                self.done.set_result(None)
            self.transport.close()
            return
        number, self.load.next = self.load.next, self.load.next + 1
        self.began = time.perf_counter()
        self.transport.write(self.load.request(number))


async def _run(load: Load, port: int, connections: int, seconds: float) -> float:
    loop = asyncio.get_running_loop()
    load.until = time.perf_counter() + seconds
    waits = []
    began = time.perf_counter()
    for _ in range(connections):
        done: asyncio.Future[None] = loop.create_future()
        await loop.create_connection(lambda done=done: _Connection(load, done), "127.0.0.1", port)
        waits.append(done)
    await asyncio.gather(*waits)
    return len(load.times) / (time.perf_counter() - began)


def load(port: int, request: Callable[[int], bytes], *, connections: int, seconds: float) -> tuple[float, list[float]]:
    """Answers a second, and how long each took in ms."""
    asked = Load(request)
    rate = asyncio.run(_run(asked, port, connections, seconds))
    return rate, asked.times


def _asked(token: str, method: str, path: str, body: bytes = b"") -> bytes:
    head = f"{method} /api/v1{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
    if body:
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return f"{head}\r\n".encode() + body


def requests(signed: dict[str, Any]) -> dict[str, Callable[[int], bytes]]:
    """What is measured, by name."""
    token, ids = signed["token"], signed["ids"]
    body = b'{"subject": "The printer smokes", "text": "It began this morning. ' + b"It smells. " * 20 + b'"}'
    listed = {name: _asked(token, "GET", f"/tickets?limit=50{more}") for name, more in signed["pages"].items()}
    got = [_asked(token, "GET", f"/tickets/{each}") for each in ids]
    created = _asked(token, "POST", "/tickets", body)
    return {
        "get": lambda number: got[number % len(got)],
        "list of 50": lambda _number: listed["first"],
        "list of 50, page 1,000": lambda _number: listed["thousandth"],
        "create": lambda _number: created,
    }


AIMS = {"get": ">= 900", "list of 50": ">= 350", "create": ">= 300"}


def api(database: str, report: Report, *, quick: bool = False) -> None:
    """Fills an installation and measures it."""
    tickets = 20_000 if quick else 200_000
    with installation(database) as place:
        place.environment["TRIDESK_API_PER_MINUTE"] = "0"
        inside(place, "bench.inside", "migrate")
        inside(place, "bench.inside", "data", str(tickets))
        measure(place, report, seconds=2 if quick else 8)


def measure(place: Place, report: Report, *, seconds: float) -> None:
    """On a place that is filled."""
    signed = inside(place, "bench.inside", "token")
    asked = requests(signed)
    with running(place, "web"):
        place.until_healthy()
        alone: dict[str, float] = {}
        for name, request in asked.items():
            load(place.port, request, connections=8, seconds=1)
            _rate, times = load(place.port, request, connections=1, seconds=seconds / 2)
            alone[name] = median(times)
            report.add(place.database, f"API: {name}, one connection, p95", percentile(times, 0.95), "ms", "<= 8")
            rate, times = load(place.port, request, connections=CONNECTIONS, seconds=seconds)
            report.add(place.database, f"API: {name}, {CONNECTIONS} connections", rate, "/s", AIMS.get(name, ""))
            report.add(place.database, f"API: {name}, {CONNECTIONS} connections, p95", percentile(times, 0.95), "ms")
        ratio = alone["list of 50, page 1,000"] / alone["list of 50"]
        report.add(place.database, "API: page 1,000 against page 1", ratio, "times", "<= 1.2")
