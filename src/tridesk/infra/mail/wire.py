"""The bytes under IMAP: imaplib with a reader of our own, for IDLE, TLS and large answers."""

import imaplib
import re
import selectors
import socket
import ssl
import time
from typing import override

from tridesk.infra.mail.connecting import tls_context
from tridesk.infra.mail.errors import MailServerError, Reason
from tridesk.infra.mail.types import Security, ServerAddress

LONGEST_LINE = 4 * 1024 * 1024
LARGEST_LITERAL = 32 * 1024 * 1024
_COUNT = re.compile(rb"\* (\d+) (EXISTS|EXPUNGE)\s*$", re.IGNORECASE)


class ImapWire(imaplib.IMAP4):
    """`arrivals` counts every time the server said that the selected folder grew.

    imaplib and IMAPClient forget an EXISTS that comes along with the answer to another command; whoever waits
    in IDLE afterwards would wait for a message that is already there.
    """

    sock: socket.socket

    def __init__(self, server: ServerAddress) -> None:
        self._server = server
        self._received = bytearray()
        self.exists = 0
        self.arrivals = 0
        super().__init__(server.host, server.port, server.connect_seconds)
        if server.security is Security.STARTTLS:
            try:
                self._start_tls()
            except BaseException:
                self.shutdown()
                raise

    @override
    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
        self.host, self.port = host, port
        connection = socket.create_connection((host, port), timeout)
        try:
            connection.settimeout(self._server.answer_seconds)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            if self._server.security is Security.TLS:
                connection = tls_context(self._server).wrap_socket(connection, server_hostname=host)
        except BaseException:
            connection.close()
            raise
        self.sock = connection

    def _start_tls(self) -> None:
        """RFC 3501 section 6.2.1. Whatever came before the handshake ends the connection: it may be somebody
        else's (command injection, CVE-2011-0411)."""
        if "STARTTLS" not in self.capabilities:
            raise MailServerError(Reason.TLS, permanent=True, detail="the server offers no STARTTLS")
        answer, _ = self._simple_command("STARTTLS")
        if answer != "OK" or self._received:
            raise MailServerError(Reason.TLS, permanent=True, detail="the server did not keep to STARTTLS")
        self.sock = tls_context(self._server).wrap_socket(self.sock, server_hostname=self._server.host)
        self._get_capabilities()

    @override
    def read(self, size: int) -> bytes:
        if size > LARGEST_LITERAL:
            raise self.abort(f"the server sends {size} bytes at once")
        whole = bytearray(size)
        filled = min(size, len(self._received))
        whole[:filled] = self._received[:filled]
        del self._received[:filled]
        view = memoryview(whole)
        while filled < size:
            got = self.sock.recv_into(view[filled:])
            if not got:
                raise self.abort("the server closed the connection")
            filled += got
        view.release()
        return bytes(whole)

    @override
    def readline(self) -> bytes:
        searched = 0
        while (end := self._received.find(b"\n", searched)) < 0:
            searched = len(self._received)
            if searched > LONGEST_LINE:
                raise self.abort("the server sends a line without end")
            self._receive()
        line = bytes(self._received[: end + 1])
        del self._received[: end + 1]
        self._count(line)
        return line

    def _receive(self) -> None:
        data = self.sock.recv(64 * 1024)
        if not data:
            raise self.abort("the server closed the connection")
        self._received += data

    def _count(self, line: bytes) -> None:
        if (said := _COUNT.match(line)) is None:
            return
        if said[2].upper() == b"EXPUNGE":
            self.exists = max(self.exists - 1, 0)
            return
        self.arrivals += int(said[1]) > self.exists
        self.exists = int(said[1])

    @override
    def send(self, data: bytes) -> None:  # type: ignore[override]  # typeshed says Buffer or str by version
        self.sock.sendall(data)

    @override
    def shutdown(self) -> None:
        if hasattr(self, "sock"):
            self.sock.close()

    def has_line_within(self, seconds: float, wake: socket.socket | None) -> bool:
        """True when a line can be read; False when `seconds` went by or `wake` became readable first."""
        deadline = time.monotonic() + seconds
        while b"\n" not in self._received:
            if not (self._decrypted() or self._stirs_within(deadline - time.monotonic(), wake)):
                return False
            self._receive_what_is_there()
        return True

    def _stirs_within(self, seconds: float, wake: socket.socket | None) -> bool:
        with selectors.DefaultSelector() as selector:
            selector.register(self.sock, selectors.EVENT_READ)
            if wake is not None:
                selector.register(wake, selectors.EVENT_READ)
            return any(key.fileobj is self.sock for key, _ in selector.select(max(seconds, 0)))

    def _receive_what_is_there(self) -> None:
        """Without blocking: what stirred may be half a line, or TLS talking to itself (tickets, new keys)."""
        self.sock.settimeout(0)
        try:
            self._receive()
        except (BlockingIOError, ssl.SSLWantReadError):
            pass
        finally:
            self.sock.settimeout(self._server.answer_seconds)

    def _decrypted(self) -> bool:
        return isinstance(self.sock, ssl.SSLSocket) and self.sock.pending() > 0
