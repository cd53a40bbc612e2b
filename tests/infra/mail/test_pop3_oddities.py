"""POP3 servers that Dovecot is not: without names, locked, endless, talking before the handshake."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import override

import pytest

from tridesk.infra.mail.errors import MailServerError, Reason
from tridesk.infra.mail.pop3 import PopConnection
from tridesk.infra.mail.refusals import pop_refusal
from tridesk.infra.mail.types import Account, Security, ServerAddress

type Script = dict[str, bytes]
LET_IN: Script = {"": b"+OK\r\n", "CAPA": b"-ERR what?\r\n", "USER": b"+OK\r\n", "PASS": b"+OK\r\n", "QUIT": b"+OK\r\n"}


@contextmanager
def odd_server(script: Script) -> Iterator[ServerAddress]:
    """Answers each command by its first word; what it does not know ends the connection."""

    class Odd(socketserver.StreamRequestHandler):
        @override
        def handle(self) -> None:
            self.wfile.write(script[""])
            for line in self.rfile:
                words = line.decode("utf-8", "replace").upper().split()
                if (said := script.get(words[0] if words else " ")) is None:
                    return
                self.wfile.write(said)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Odd) as server:
        server.daemon_threads = True
        server.block_on_close = False
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield ServerAddress("127.0.0.1", server.server_address[1], Security.PLAIN, answer_seconds=0.5)
        finally:
            server.shutdown()
            thread.join()


def trouble(script: Script, security: Security = Security.PLAIN) -> MailServerError:
    with odd_server({**LET_IN, **script}) as server, pytest.raises(MailServerError) as caught:
        names(replace(server, security=security))
    return caught.value


def names(server: ServerAddress) -> list[str]:
    with PopConnection(Account(server, "help", "secret")) as connection:
        return [message.uidl for message in connection.messages()]


@pytest.mark.parametrize(
    ("script", "reason", "permanent"),
    [
        ({"UIDL": b"-ERR unknown command\r\n"}, Reason.NO_UIDL, True),
        ({"PASS": b"-ERR [IN-USE] Do you have another POP session running?\r\n"}, Reason.IN_USE, False),
        ({"PASS": b"-ERR [LOGIN-DELAY] wait\r\n"}, Reason.IN_USE, False),
        ({"PASS": b"-ERR maildrop already locked\r\n"}, Reason.IN_USE, False),
        ({"PASS": b"-ERR [SYS/TEMP] later\r\n"}, Reason.LOGIN_REFUSED, False),
        ({"PASS": b"-ERR [AUTH] no\r\n"}, Reason.LOGIN_REFUSED, True),
        ({"USER": b"-ERR no\r\n"}, Reason.LOGIN_REFUSED, True),
        ({"": b"-ERR busy\r\n"}, Reason.PROTOCOL, False),
        ({"": b"HTTP/1.1 400 Bad Request\r\n"}, Reason.PROTOCOL, False),
        ({"": b"+" * 70_000}, Reason.UNREACHABLE, False),
        ({"UIDL": b"+OK\r\n1 x\r\n.\r\n", "LIST": b"+OK\r\n1 9\r\n", "QUIT": b""}, Reason.UNREACHABLE, False),
    ],
)
def test_each_trouble_has_its_plain_reason(script: Script, reason: Reason, permanent: bool) -> None:
    error = trouble(script)
    assert (error.reason, error.permanent) == (reason, permanent)


def test_what_is_said_before_the_handshake_ends_the_connection() -> None:
    script = {"CAPA": b"+OK\r\nSTLS\r\n.\r\n", "STLS": b"+OK go on\r\n+OK injected\r\n"}
    assert trouble(script, Security.STARTTLS).reason is Reason.TLS


def test_a_server_without_stls_is_not_spoken_to_in_plain() -> None:
    assert trouble({"CAPA": b"+OK\r\nUIDL\r\n.\r\n"}, Security.STARTTLS).reason is Reason.TLS


def test_a_name_too_long_to_keep_is_kept_by_its_digest() -> None:
    script = {"UIDL": b"+OK\r\n1 " + b"n" * 2000 + b"\r\nnonsense\r\n2 \xff\r\n.\r\n", "LIST": b"+OK\r\n1 x\r\n.\r\n"}
    with odd_server({**LET_IN, **script, "RSET": b"+OK\r\n"}) as server:
        first, second = names(server)
    assert (first[:7], len(first), second) == ("sha256:", 71, "\\xff")


def test_a_refusal_is_told_without_the_protocols_word() -> None:
    assert pop_refusal(Exception(b"-ERR [AUTH] no such user"), Reason.LOGIN_REFUSED).detail == "[AUTH] no such user"
