"""What the tests' Postfix answers to a recipient, decided here while it runs.

Postfix asks over its policy delegation protocol (SMTPD_POLICY_README), as it asks a greylisting service.
"""

import socketserver
import threading
from typing import override

ACCEPT = "DUNNO"
UNKNOWN_USER = "550 5.1.1 User unknown in virtual mailbox table"
NO_RELAY = "554 5.7.1 Relay access denied"


class RecipientPolicy:
    """Known people are accepted, others refused; a test may order any other answer for an address."""

    def __init__(self, port: int, domains: frozenset[str]) -> None:
        self.port = port
        self.domains = domains
        self.people: set[str] = set()
        self._orders: dict[str, list[str]] = {}
        self._lock = threading.Lock()
        self._server = _PolicyServer(("127.0.0.1", port), _Question)
        self._server.policy = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def order(self, recipient: str, *answers: str) -> None:
        """Give these answers (`450 4.7.1 Greylisted`) to the next mails for the recipient, one each."""
        with self._lock:
            self._orders[recipient.lower()] = list(answers)

    def always(self, recipient: str, answer: str) -> None:
        """Give this answer to every mail for the recipient, until `order` says otherwise."""
        with self._lock:
            self._orders[recipient.lower()] = [answer, _FOR_EVER]

    def answer(self, recipient: str) -> str:
        address = _without_tag(recipient.lower())
        with self._lock:
            orders = self._orders.get(recipient.lower()) or self._orders.get(address)
            if orders:
                return orders[0] if orders[-1] is _FOR_EVER else orders.pop(0)
        if address.rpartition("@")[2] not in self.domains:
            return NO_RELAY
        return ACCEPT if address in self.people else UNKNOWN_USER

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


_FOR_EVER = "for ever"


def _without_tag(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


class _PolicyServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    policy: RecipientPolicy


class _Question(socketserver.StreamRequestHandler):
    server: _PolicyServer

    @override
    def handle(self) -> None:
        asked: dict[str, str] = {}
        for line in self.rfile:
            name, _, value = line.decode(errors="replace").rstrip("\r\n").partition("=")
            if name:
                asked[name] = value
                continue
            self.wfile.write(f"action={self.server.policy.answer(asked.get('recipient', ''))}\n\n".encode())
            asked = {}
