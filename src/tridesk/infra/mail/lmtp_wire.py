"""The bytes of LMTP: lines that end in time, mails whose dots are taken out, whatever pieces they come in."""

import asyncio
from collections.abc import Callable

LONGEST_LINE = 8 * 1024  # bytes of a command; RFC 5321 asks for 512, long addresses in UTF-8 need more
COMMAND_SECONDS = 300.0  # RFC 5321 section 4.5.3.2.7
PIECE_SECONDS = 180.0
MAIL_SECONDS = 1800.0
_PIECE = 64 * 1024
_END = b"\r\n.\r\n"


class WireError(Exception):
    """What the client sent cannot be read; the text is the reply. `final`: nor can what follows."""

    def __init__(self, reply: str, *, final: bool = False) -> None:
        super().__init__(reply)
        self.final = final


class Chunked:
    """The mail out of its transport (RFC 5321 section 4.5.2), fed piece by piece."""

    def __init__(self) -> None:
        self._held = b"\r\n"  # as if a line had ended: a dot may come first
        self._skip = 2
        self.rest: bytes | None = None  # what came after the end; None until the end came

    def feed(self, piece: bytes) -> bytes:
        """What is certain now to belong to the mail."""
        held = self._held + piece
        end = held.find(_END)
        if end >= 0:
            self.rest = held[end + len(_END) :]
            return self._undotted(held[: end + 2])
        if len(held) < len(_END):
            self._held = held
            return b""
        last = held.rfind(b"\r\n")
        cut = last if last > 0 else len(held) - held.endswith(b"\r")
        self._held = held[cut:]
        return self._undotted(held[:cut])

    def _undotted(self, part: bytes) -> bytes:
        plain = part.replace(b"\r\n.", b"\r\n")[self._skip :]
        self._skip = 0
        return plain


class Wire:
    """One connection. `line` and `receive` raise TimeoutError, and ConnectionError when the client is gone."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._received = b""

    async def say(self, reply: str) -> None:
        self._writer.write(reply.encode() + b"\r\n")
        async with asyncio.timeout(PIECE_SECONDS):
            await self._writer.drain()

    async def line(self) -> bytes:
        """The next command without its end; it must be there whole in time. Raises WireError."""
        async with asyncio.timeout(COMMAND_SECONDS):
            while (end := self._received.find(b"\n")) < 0:
                if len(self._received) > LONGEST_LINE:
                    raise WireError("500 5.5.2 This line is too long", final=True)
                self._received += await self._piece()
        line, self._received = self._received[:end], self._received[end + 1 :]
        if not line.endswith(b"\r") or b"\r" in line[:-1] or len(line) > LONGEST_LINE:
            raise WireError("500 5.5.2 A line ends with CR LF and is not longer than 8 KB")
        return line[:-1]

    async def receive(self, mail: Chunked, write: Callable[[bytes], None], largest: int) -> int:
        """Writes a mail up to its end, which it looks for even when more than `largest` bytes come; its size."""
        size = 0
        piece, self._received = self._received, b""
        async with asyncio.timeout(MAIL_SECONDS):
            while True:
                part = mail.feed(piece)
                size += len(part)
                if size <= largest:
                    write(part)
                if mail.rest is not None:
                    self._received = mail.rest
                    return size
                async with asyncio.timeout(PIECE_SECONDS):
                    piece = await self._piece()

    async def _piece(self) -> bytes:
        if not (piece := await self._reader.read(_PIECE)):
            raise ConnectionResetError("the client is gone")
        return piece

    async def close(self) -> None:
        """Never raises."""
        self._writer.close()
        try:
            async with asyncio.timeout(2):
                await self._writer.wait_closed()
        except (OSError, TimeoutError):
            return
