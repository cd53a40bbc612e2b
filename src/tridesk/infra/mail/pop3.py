"""Reading a mailbox over POP3 (RFC 1939): one short session, used by one thread."""

import contextlib
import hashlib
import poplib
import re
import tempfile
from collections.abc import Iterable, Iterator
from typing import Self

from tridesk.infra.mail.connecting import broken
from tridesk.infra.mail.contents import PIECE, FetchedMessage
from tridesk.infra.mail.errors import MailServerError, Reason
from tridesk.infra.mail.pop3_wire import PopWire
from tridesk.infra.mail.refusals import pop_refusal
from tridesk.infra.mail.sasl import bearer
from tridesk.infra.mail.types import Account, LyingMessage

SASL_PLAIN = "PLAIN"
_PAIR = re.compile(rb"(\d+)\s+(\S+)")
_LONGEST_NAME = 255  # RFC 1939 says 70


class PopConnection:
    """Connected and logged in. Every method raises MailServerError and nothing else.

    What is deleted is deleted by `finish` alone; a session that ends in any other way takes nothing away. After an
    error with the reason `unreachable` the connection is closed: open another.
    """

    def __init__(self, account: Account) -> None:
        """`unreachable`, `tls`, `login_refused`, `in_use`, `token_refused`, `no_oauth2`, `protocol`."""
        try:
            self._wire = PopWire(account.server)
        except poplib.error_proto as error:
            raise pop_refusal(error, Reason.PROTOCOL) from error
        except (OSError, EOFError) as error:
            raise broken(error) from error
        self._open = True
        try:
            with self._asking(Reason.TOKEN_REFUSED if account.token else Reason.LOGIN_REFUSED):
                self._log_in(account)
        except BaseException:
            self._hang_up()
            raise

    def _log_in(self, account: Account) -> None:
        offered = self._wire.abilities.get("SASL", [])
        if account.token:
            login = bearer(offered, account)
            self._wire.log_in(login.mechanism, login.answer)
        elif any(sign in word for word in (account.user, account.password) for sign in "\r\n\0"):
            raise MailServerError(Reason.LOGIN_REFUSED, permanent=True, detail="a line break in the password")
        elif SASL_PLAIN in offered:
            words = f"\0{account.user}\0{account.password}".encode()  # RFC 4616
            self._wire.log_in("PLAIN", lambda _: words)
        else:
            self._wire.user(account.user)
            self._wire.pass_(account.password)

    def close(self) -> None:
        """Say goodbye if the server still listens, having deleted nothing; never raises."""
        if self._open:
            with contextlib.suppress(poplib.error_proto, OSError, EOFError):
                self._wire.sock.settimeout(3)
                self._wire.ask("RSET")
                self._wire.ask("QUIT")
            self._hang_up()

    def _hang_up(self) -> None:
        self._open = False
        self._wire.hang_up()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def messages(self) -> list[LyingMessage]:
        """All that lie there, oldest first as a rule. `no_uidl` when the server has no lasting names for them."""
        names = dict(self._pairs("UIDL", Reason.NO_UIDL))
        sizes = dict(self._pairs("LIST", Reason.PROTOCOL))
        return [LyingMessage(number, _name(names[number]), _size(sizes.get(number, b""))) for number in sorted(names)]

    def _pairs(self, command: str, refused_as: Reason) -> Iterator[tuple[int, bytes]]:
        with self._asking(refused_as):
            self._wire.ask(command)
            for line in self._wire.pieces():
                if found := _PAIR.match(line):
                    yield int(found[1]), found[2]

    def fetch(self, messages: Iterable[LyingMessage]) -> Iterator[FetchedMessage]:
        """The raw bytes of each; `uid` is its number. One that the server cannot give comes with its error, and the
        next follows. Each `content` is open only until the next message is asked for."""
        for message in messages:
            with contextlib.closing(tempfile.SpooledTemporaryFile(max_size=PIECE)) as content:
                try:
                    for piece in self._text(message.number):
                        content.write(piece)
                except MailServerError as error:
                    if error.reason is Reason.UNREACHABLE:
                        raise
                    yield FetchedMessage(message.number, None, error)
                else:
                    content.seek(0)
                    yield FetchedMessage(message.number, content)

    def _text(self, number: int) -> Iterator[bytes]:
        with self._asking(Reason.MESSAGE_MISSING):
            self._wire.ask(f"RETR {number}")
            yield from self._wire.pieces()

    def mark_deleted(self, numbers: Iterable[int]) -> None:
        """They go when `finish` says so."""
        with self._asking():
            for number in numbers:
                self._wire.ask(f"DELE {number}")

    def finish(self) -> None:
        """Ends the session; what was marked is deleted now. `refused` when the server did not delete all of it."""
        with self._asking(Reason.REFUSED):
            self._wire.ask("QUIT")
        self._hang_up()

    @contextlib.contextmanager
    def _asking(self, refused_as: Reason = Reason.PROTOCOL) -> Iterator[None]:
        try:
            yield
        except poplib.error_proto as error:
            raise pop_refusal(error, refused_as) from error
        except (OSError, EOFError) as error:
            self._hang_up()
            raise broken(error) from error


def _name(said: bytes) -> str:
    """As it is where it can be kept; of one that is longer than any may be, its digest."""
    name = said.decode("ascii", "backslashreplace")
    return name if len(name) <= _LONGEST_NAME else f"sha256:{hashlib.sha256(said).hexdigest()}"


def _size(said: bytes) -> int:
    return int(said) if said.isdigit() else 0
