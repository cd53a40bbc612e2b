"""The bytes under POP3: poplib with our own TLS, and texts that are read without ever lying in memory."""

import contextlib
import poplib
import socket
from collections.abc import Callable, Iterator
from typing import BinaryIO

from tridesk.infra.mail.connecting import tls_context
from tridesk.infra.mail.errors import MailServerError, Reason
from tridesk.infra.mail.sasl import decoded, encoded
from tridesk.infra.mail.types import Security, ServerAddress

LONGEST_ANSWER = 64 * 1024
_PIECE = 64 * 1024
_MOST_ROUNDS = 4  # of a login: none of ours has more than two


class PopWire(poplib.POP3):
    """Raises poplib.error_proto where the server refuses, EOFError and OSError where the connection is gone."""

    sock: socket.socket
    file: BinaryIO

    def __init__(self, server: ServerAddress) -> None:
        self._server = server
        try:
            super().__init__(server.host, server.port, server.connect_seconds)
            self.abilities = self._ask_abilities()
            if server.security is Security.STARTTLS:
                self._start_tls()
        except BaseException:
            self.hang_up()
            raise

    def _create_socket(self, timeout: float | None) -> socket.socket:
        connection = socket.create_connection((self.host, self.port), timeout)
        try:
            connection.settimeout(self._server.answer_seconds)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            if self._server.security is Security.TLS:
                connection = tls_context(self._server).wrap_socket(connection, server_hostname=self._server.host)
        except BaseException:
            connection.close()
            raise
        return connection

    def _start_tls(self) -> None:
        """RFC 2595 section 4. Whatever came before the handshake ends the connection: it may be somebody else's
        (command injection, CVE-2011-0411)."""
        if "STLS" not in self.abilities:
            raise MailServerError(Reason.TLS, permanent=True, detail="the server offers no STLS")
        self.ask("STLS")
        if self._heard_more():
            raise MailServerError(Reason.TLS, permanent=True, detail="the server did not keep to STLS")
        self.file.close()
        self.sock = tls_context(self._server).wrap_socket(self.sock, server_hostname=self._server.host)
        self.file = self.sock.makefile("rb")
        self.abilities = self._ask_abilities()

    def _heard_more(self) -> bool:
        self.sock.settimeout(0)
        try:
            return bool(self.file.peek(1))  # type: ignore[attr-defined]  # makefile gives a BufferedReader
        except BlockingIOError:
            return False
        finally:
            self.sock.settimeout(self._server.answer_seconds)

    def _ask_abilities(self) -> dict[str, list[str]]:
        """CAPA (RFC 2449); a server that does not know it has none."""
        try:
            self.ask("CAPA")
        except poplib.error_proto:
            return {}
        words = (line.decode("ascii", "replace").upper().split() for line in self.pieces())
        return {word[0]: word[1:] for word in words if word}

    def ask(self, command: str) -> bytes:
        """Its positive answer, a line."""
        return bytes(self._shortcmd(command))  # type: ignore[attr-defined]

    def log_in(self, mechanism: str, answer: Callable[[bytes], bytes]) -> None:
        """SASL (RFC 5034). Nothing is said along with the command: a line of it may have 255 bytes, and tokens have
        thousands."""
        said = self.ask(f"AUTH {mechanism}")
        for _ in range(_MOST_ROUNDS):
            if not (said == b"+" or said.startswith(b"+ ")):
                return
            said = self.ask(encoded(answer(decoded(said[1:]))))
        raise poplib.error_proto(f"{mechanism} has no end")

    def _getline(self) -> tuple[bytes, int]:
        """In place of poplib's, which takes a line of 2 KB for the end of everything."""
        line = self.file.readline(LONGEST_ANSWER)
        if not line.endswith(b"\n"):
            raise EOFError("the server closed the connection" if len(line) < LONGEST_ANSWER else "an endless line")
        return line.strip(b"\r\n"), len(line)

    def pieces(self) -> Iterator[bytes]:
        """The text after a positive answer, with its line ends and without the dots that POP3 adds; a line longer
        than 64 KB comes in several. It must be read to its end."""
        at_line_start = True
        while piece := self.file.readline(_PIECE):
            if at_line_start and piece.startswith(b"."):
                if piece in (b".\r\n", b".\n"):
                    return
                piece = piece[1:]
            yield piece
            at_line_start = piece.endswith(b"\n")
        raise EOFError("the server closed the connection")

    def hang_up(self) -> None:
        """Without QUIT: nothing is deleted."""
        for opened in (getattr(self, "file", None), getattr(self, "sock", None)):
            if opened is not None:
                with contextlib.suppress(OSError):
                    opened.close()
