"""A desk that takes mail by LMTP in a thread of its own, and clients who say anything to it."""

import asyncio
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import IO

from tests.servers.ports import claim

from tridesk.infra.mail.lmtp_server import LmtpServer, Place

LARGEST = 2_000_000
MAIL = b"Subject: x\r\n\r\nwords\r\n"


class Desk:
    """Knows help@ and sales@desk.test. `broken`: what is raised in place of keeping or looking up."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, tuple[str, ...], bytes]] = []
        self.broken: Exception | None = None
        self.gate = threading.Event()
        self.gate.set()
        self.reached = threading.Event()

    def refusal_of(self, address: str) -> str:
        if address == "lost@desk.test":
            raise OSError("no database")
        return "" if address in ("help@desk.test", "sales@desk.test") else "550 5.1.1 Nobody"

    def keep(self, sender: str, recipients: Sequence[str], content: IO[bytes]) -> None:
        self.reached.set()
        assert self.gate.wait(20)
        if self.broken is not None:
            raise self.broken
        self.kept.append((sender, tuple(recipients), content.read()))


class Client:
    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        self._file = self.socket.makefile("rb")

    def reply(self) -> str:
        while (line := self._file.readline().decode())[3:4] == "-":
            pass
        return line.rstrip("\r\n")

    def send(self, raw: bytes) -> None:
        self.socket.sendall(raw)

    def ask(self, *lines: str) -> str:
        """The last reply, each asked after the other."""
        said = ""
        for line in lines:
            self.send(line.encode() + b"\r\n")
            said = self.reply()
        return said

    def mail(self, raw: bytes = MAIL, *recipients: str) -> list[str]:
        for recipient in recipients or ("help@desk.test",):
            self.ask(f"RCPT TO:<{recipient}>")
        assert self.ask("DATA").startswith("354")
        self.send(raw + b".\r\n")
        return [self.reply() for _ in recipients or ("help@desk.test",)]

    def close(self) -> None:
        self._file.close()
        self.socket.close()

    def gone(self) -> bool:
        return self._file.read() == b""


class Listening:
    def __init__(self, desk: Desk, place: Place) -> None:
        self.place, self.desk = place, desk
        self._ready = threading.Event()
        self.clients: list[Client] = []
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)
        self._thread.start()
        assert self._ready.wait(10)

    async def _run(self) -> None:
        self.server, self._loop = LmtpServer(self.desk, largest=LARGEST), asyncio.get_running_loop()
        await self.server.run(self.place, self._ready.set)

    def connect(self) -> Client:
        self.clients.append(Client(self.place.port))
        return self.clients[-1]

    def client(self) -> Client:
        client = self.connect()
        assert client.reply().startswith("220 ")
        return client

    def stop(self) -> None:
        with suppress(RuntimeError):  # it has ended already
            self._loop.call_soon_threadsafe(self.server.stop)

    def ended(self) -> bool:
        self._thread.join(20)
        return not self._thread.is_alive()


@contextmanager
def listening(desk: Desk, place: Place | None = None) -> Iterator[Listening]:
    made = Listening(desk, place or Place("127.0.0.1", claim()))
    try:
        yield made
    finally:
        desk.gate.set()
        made.stop()
        for client in made.clients:
            client.close()
        assert made.ended()
