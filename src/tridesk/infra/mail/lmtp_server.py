"""The socket mail is brought to, and everybody who brings some."""

import asyncio
import contextlib
import logging
import socket
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tridesk.infra.mail.lmtp import Conversation, Taker
from tridesk.infra.mail.lmtp_wire import Wire

log = logging.getLogger(__name__)
_MOST_CLIENTS = 40  # Postfix opens 20 to one destination
_TURNS = 5  # of the loop: closing it with somebody half let in would leave their socket open
_PATIENCE = 15.0  # seconds for the mails under way to be answered


@dataclass(frozen=True, slots=True)
class Place:
    """Where to listen: an address and a port, or the path of a socket."""

    host: str = ""
    port: int = 0
    path: Path | None = None

    def __str__(self) -> str:
        if self.path is not None:
            return str(self.path)
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class LmtpServer:
    """Listens until `stop`; whoever is in the middle of a mail gets an answer first."""

    def __init__(self, taker: Taker, *, largest: int) -> None:
        """`largest` mail in bytes."""
        self._taker, self._largest = taker, largest
        self._clients: set[Conversation] = set()
        self._ended = asyncio.Event()
        self._host = socket.gethostname() or "localhost"

    def stop(self) -> None:
        """From the loop's own thread."""
        self._ended.set()

    async def run(self, place: Place, ready: Callable[[], None]) -> None:
        """`ready` is called once mail can be brought. Raises OSError when the place cannot be had."""
        server = await self._listen(place)
        ready()
        try:
            await self._ended.wait()
        finally:
            for _ in range(_TURNS):
                await asyncio.sleep(0)
            server.close()
            if place.path is not None:
                place.path.unlink(missing_ok=True)
            await self._let_finish(server)

    async def _let_finish(self, server: asyncio.Server) -> None:
        """Who was let in at the last moment is told to come back; who is in the middle of a mail gets its answer."""
        for conversation in self._clients:
            conversation.stop()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                await server.wait_closed()

    async def _listen(self, place: Place) -> asyncio.Server:
        if place.path is None:
            return await asyncio.start_server(self._serve, place.host, place.port)
        _clear(place.path)
        server = await asyncio.start_unix_server(self._serve, place.path)
        # The mail server is another user; who may come near is decided by the folder.
        place.path.chmod(0o666)
        return server

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        wire = Wire(reader, writer)
        conversation = Conversation(wire, self._taker, host=self._host, largest=self._largest)
        self._clients.add(conversation)
        try:
            if self._ended.is_set() or len(self._clients) > _MOST_CLIENTS:
                await wire.say("421 4.3.2 Too many connections, come back later")
                return
            await conversation.run()
        except (ConnectionError, TimeoutError):
            log.info("a client left in the middle")
        finally:
            await wire.close()
            self._clients.discard(conversation)


def _clear(path: Path) -> None:
    """A socket that a killed process left is taken away; one that answers is somebody's."""
    with contextlib.suppress(FileNotFoundError):
        if not stat.S_ISSOCK(path.stat().st_mode):
            raise FileExistsError(17, "this is a file and no socket", str(path))
        if _answers(path):
            raise FileExistsError(17, "another process listens there", str(path))
        path.unlink()


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(path)) == 0
