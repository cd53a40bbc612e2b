"""Taking mail from the mail server beside us by LMTP (RFC 2033): one conversation, then one answer a recipient.

What is taken is answered 250 only after `Taker.keep` came back; a mail whose end never came is nobody's. Only CR LF
ends a line and only CR LF . CR LF ends a mail: whatever else looks like an end is part of the mail.
"""

import asyncio
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from tempfile import SpooledTemporaryFile
from typing import IO, Protocol

from tridesk.infra.mail.lmtp_wire import Chunked, Wire, WireError

log = logging.getLogger(__name__)
MOST_RECIPIENTS = 1000
_MOST_MISTAKES = 20
_IN_MEMORY = 1024 * 1024
_PATH = re.compile(r"(FROM|TO):\s*<([^<>\x00-\x1f\x7f]*)>((?: \S+)*)\s*", re.IGNORECASE)
_ROUTE = re.compile(r"^@[^:]*:")  # RFC 5321 section 4.1.2: to be taken and ignored
_NOT_NOW = "451 4.3.0 This cannot be stored now, try again later"


class Taker(Protocol):
    """Whose mail it is. Both are called in threads; whatever they raise is answered 451, so it comes again."""

    def refusal_of(self, address: str) -> str:
        """Empty when mail for this address is taken, otherwise the reply (`550 5.1.1 ...`)."""

    def keep(self, sender: str, recipients: Sequence[str], content: IO[bytes]) -> None:
        """Returns once the mail is on the disk. `content` is at its beginning and closed afterwards."""


@dataclass
class _Envelope:
    sender: str | None = None
    recipients: list[str] = field(default_factory=list)


class Conversation:
    """One client from its greeting to its end."""

    def __init__(self, wire: Wire, taker: Taker, *, host: str, largest: int) -> None:
        """`largest` in bytes."""
        self._wire, self._taker, self._host, self._largest = wire, taker, host, largest
        self._envelope = _Envelope()
        self._greeted = False
        self._mistakes = 0
        self._stopping = False
        self._waiting: asyncio.Task[bytes] | None = None

    def stop(self) -> None:
        """Ends it at once where it waits for a command, otherwise when the mail under way is answered."""
        self._stopping = True
        if self._waiting is not None:
            self._waiting.cancel()

    async def run(self) -> None:
        """Until the client says goodbye, is silent for too long or makes too many mistakes."""
        await self._wire.say(f"220 {self._host} LMTP Tridesk")
        try:
            while not self._stopping and self._mistakes < _MOST_MISTAKES:
                line = await self._next_line()
                if line is None:
                    break
                verb, _blank, rest = line.partition(" ")
                if verb.upper() == "QUIT":
                    await self._wire.say("221 2.0.0 Goodbye")
                    return
                await self._answer(verb.upper(), rest.strip())
            reason = "4.3.2 This service ends now" if self._stopping else "4.7.0 Too many mistakes"
            await self._wire.say(f"421 {reason}")
        except TimeoutError:
            await self._wire.say("421 4.4.2 You were silent for too long")

    async def _next_line(self) -> str | None:
        """None when we were told to stop meanwhile."""
        self._waiting = asyncio.ensure_future(self._wire.line())
        try:
            return (await self._waiting).decode("utf-8", "replace")
        except WireError as error:
            self._mistakes += 1
            await self._wire.say(str(error))
            return "" if not error.final else None
        except asyncio.CancelledError:
            if not self._stopping:
                raise
            return None
        finally:
            self._waiting = None

    async def _answer(self, verb: str, rest: str) -> None:
        if verb == "DATA":
            await self._data(rest)
            return
        reply = await self._reply(verb, rest)
        self._mistakes += reply.startswith("5") and not reply.startswith("55")
        await self._wire.say(reply)

    async def _reply(self, verb: str, rest: str) -> str:
        match verb:
            case "LHLO":
                return self._hello(rest)
            case "MAIL":
                return self._sender(rest)
            case "RCPT":
                return await self._recipient(rest)
            case "RSET":
                self._envelope = _Envelope()
                return "250 2.0.0 Forgotten"
            case "NOOP":
                return "250 2.0.0 Yes"
            case "VRFY":
                return "252 2.5.0 Send the mail and see"
            case "HELO" | "EHLO":
                return "500 5.5.1 This is LMTP: say LHLO"
        return "500 5.5.2 No such command"

    def _hello(self, name: str) -> str:
        if not name:
            return "501 5.5.4 LHLO wants your name"
        self._greeted, self._envelope = True, _Envelope()
        offers = ("PIPELINING", "ENHANCEDSTATUSCODES", f"SIZE {self._largest}", "8BITMIME", "SMTPUTF8")
        return "\r\n".join([f"250-{self._host}", *(f"250-{offer}" for offer in offers[:-1]), f"250 {offers[-1]}"])

    def _sender(self, rest: str) -> str:
        if not self._greeted or self._envelope.sender is not None:
            return "503 5.5.1 Not now"
        path = _path("FROM", rest)
        if path is None:
            return "501 5.5.4 It looks like MAIL FROM:<name@example.com>"
        address, parameters = path
        for parameter in parameters:
            name, _equals, value = parameter.upper().partition("=")
            if name == "SIZE" and value.isdecimal() and len(value) <= 20:
                if int(value) > self._largest:
                    return self._too_large()
            elif (name, value) not in {("BODY", "7BIT"), ("BODY", "8BITMIME"), ("SMTPUTF8", "")}:
                return "555 5.5.4 This parameter is not known here"
        self._envelope.sender = address
        return "250 2.1.0 Yes"

    async def _recipient(self, rest: str) -> str:
        if self._envelope.sender is None:
            return "503 5.5.1 MAIL comes first"
        path = _path("TO", rest)
        if path is None or not path[0]:
            return "501 5.5.4 It looks like RCPT TO:<name@example.com>"
        address, parameters = path
        if parameters:
            return "555 5.5.4 This parameter is not known here"
        if len(self._envelope.recipients) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients, send the rest in another mail"
        try:
            refusal = await asyncio.to_thread(self._taker.refusal_of, address)
        except Exception:
            log.exception("cannot look up who %s is", address)
            return _NOT_NOW
        if not refusal:
            self._envelope.recipients.append(address)
        return refusal or "250 2.1.5 Yes"

    async def _data(self, rest: str) -> None:
        envelope = self._envelope
        if rest or envelope.sender is None or not envelope.recipients:
            self._mistakes += 1
            await self._wire.say("501 5.5.4 DATA stands alone" if rest else "503 5.5.1 No recipient was taken")
            return
        self._envelope = _Envelope()
        await self._wire.say("354 The mail, then a dot alone")
        with SpooledTemporaryFile[bytes](max_size=_IN_MEMORY) as content:
            size = await self._wire.receive(Chunked(), partial(_write, content), self._largest)
            if size > self._largest:
                replies = [self._too_large()] * len(envelope.recipients)
            else:
                replies = await self._kept(envelope.sender, envelope.recipients, content)
        await self._wire.say("\r\n".join(replies))

    async def _kept(self, sender: str, recipients: list[str], content: IO[bytes]) -> list[str]:
        content.seek(0)
        try:
            await asyncio.to_thread(self._taker.keep, sender, recipients, content)
        except Exception:
            log.exception("a mail from %s cannot be stored", sender)
            return [_NOT_NOW] * len(recipients)
        return [f"250 2.0.0 <{recipient}> Stored" for recipient in recipients]

    def _too_large(self) -> str:
        return f"552 5.3.4 At most {self._largest} bytes are taken"


def _write(content: IO[bytes], piece: bytes) -> None:
    content.write(piece)


def _path(word: str, rest: str) -> tuple[str, list[str]] | None:
    found = _PATH.fullmatch(rest)
    if found is None or found[1].upper() != word or "\ufffd" in rest:
        return None
    return _ROUTE.sub("", found[2]), found[3].split()
