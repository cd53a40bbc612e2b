"""Posting to an address that a person named: one try, bounded in time, never into our own network, never elsewhere.

The name is asked for once, every address it stands for is looked at, and exactly one of those is connected to: what a
name server says a moment later counts for nothing (DNS rebinding). Certificates are checked for the name. Redirects are
not followed, and no proxy of the environment stands between.
"""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpcore

from tridesk.infra.public_addresses import Allowed, may_connect

type Resolve = Callable[[str, int], list[str]]
MAX_URL = 2000
KEPT = 1024  # bytes of the answer
_LEAST_FOR_ANSWER = 1.0  # seconds that reading the answer's body may take


class PostingError(Exception):
    """No answer. `code`: private (the address may not be reached from here), unknown_host, refused, timeout, tls,
    broken (what came is no HTTP)."""

    def __init__(self, code: str, said: str = "") -> None:
        super().__init__(code, said)
        self.code, self.said = code, said


@dataclass(frozen=True, slots=True)
class Posted:
    """What was answered; `body` its first KB. `took_ms` until the status was there."""

    status: int
    body: str
    took_ms: int


def checked_url(url: str) -> tuple[str, int]:
    """Host and port of an address that could be posted to; raises ValueError for one that could not."""
    parts = urlsplit(url)
    plain = len(url) <= MAX_URL and url.isascii() and url.isprintable() and " " not in url and "\\" not in url
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc or not plain:
        raise ValueError(url)
    if parts.fragment or parts.port == 0:
        raise ValueError(url)
    return parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)


def system_addresses(host: str, port: int) -> list[str]:
    """All that a name stands for, as the system says."""
    return list(dict.fromkeys(str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


def require_reachable(url: str, *, allowed: Allowed, resolve: Resolve | None = None, seconds: float = 5.0) -> None:
    """Raises PostingError (private, unknown_host, timeout) for an address that may not be posted to, ValueError for
    what is none."""
    host, port = checked_url(url)
    _addresses(host, port, allowed, resolve or system_addresses, time.monotonic() + seconds)


def post(
    url: str,
    *,
    body: bytes,
    headers: Mapping[str, str],
    allowed: Allowed,
    seconds: float = 10.0,
    resolve: Resolve | None = None,
) -> Posted:
    """One try, over within about `seconds` whatever the receiver does. Raises PostingError."""
    try:
        host, _port = checked_url(url)
    except ValueError as error:
        raise PostingError("unknown_host") from error
    begun = time.monotonic()
    backend = _Backend(host, allowed, resolve or system_addresses, begun + seconds)
    sent = {"Host": urlsplit(url).netloc, **headers, "Content-Length": str(len(body)), "Connection": "close"}
    with httpcore.ConnectionPool(ssl_context=_tls(), network_backend=backend, retries=0, http2=False) as pool:
        try:
            with pool.stream("POST", url, headers=list(sent.items()), content=body) as answer:
                took = int((time.monotonic() - begun) * 1000)
                return Posted(answer.status, _beginning(answer.iter_stream(), backend), took)
        except PostingError:
            raise
        except httpcore.TimeoutException as error:
            raise PostingError("timeout") from error
        except httpcore.ConnectError as error:
            raise PostingError("tls" if "SSL" in str(error) else "refused", str(error)[:200]) from error
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError, ValueError) as error:
            raise PostingError("broken", str(error)[:200]) from error


def _beginning(stream: Iterable[bytes], backend: "_Backend") -> str:
    """The status decides; whatever becomes of the rest of the answer takes nothing away from it."""
    backend.deadline = max(backend.deadline, time.monotonic() + _LEAST_FOR_ANSWER)
    got = b""
    with suppress(PostingError, httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, OSError):
        for piece in stream:
            got += piece
            if len(got) >= KEPT:
                break
    return got[:KEPT].decode("utf-8", "replace").replace("\0", "")


def _tls() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    return context


def _addresses(host: str, port: int, allowed: Allowed, resolve: Resolve, deadline: float) -> list[str]:
    found = _resolved(host, port, resolve, deadline)
    if not may_connect(host, found, allowed):
        raise PostingError("private" if found else "unknown_host")
    return found


def _resolved(host: str, port: int, resolve: Resolve, deadline: float) -> list[str]:
    """The system's resolver knows no deadline: it is asked beside, and left to itself when it takes too long."""
    got: list[list[str]] = []

    def ask() -> None:
        with suppress(OSError, UnicodeError):
            got.append(resolve(host, port))

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(max(deadline - time.monotonic(), 0.0))
    if asking.is_alive():
        raise PostingError("timeout")
    return got[0] if got else []


class _Backend(httpcore.NetworkBackend):
    """Connects to what was looked at, and to nothing else."""

    def __init__(self, host: str, allowed: Allowed, resolve: Resolve, deadline: float) -> None:
        self._host, self._allowed, self._resolve = host, allowed, resolve
        self.deadline = deadline
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = _addresses(self._host, port, self._allowed, self._resolve, self.deadline)
        trouble: Exception | None = None
        for address in addresses[:4]:
            try:
                stream = self._plain.connect_tcp(address, port, self.left(), local_address, socket_options)
            except httpcore.ConnectError as error:
                trouble = error
            else:
                return _Stream(stream, self)
        raise trouble or httpcore.ConnectError(host)

    def left(self) -> float:
        """Seconds until the end of the whole try."""
        seconds = self.deadline - time.monotonic()
        if seconds <= 0:
            raise httpcore.ReadTimeout
        return seconds


class _Stream(httpcore.NetworkStream):
    """Each wait is bounded by the end of the whole try: a receiver that answers byte by byte gains nothing."""

    def __init__(self, stream: httpcore.NetworkStream, backend: _Backend) -> None:
        self._stream, self._backend = stream, backend

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        return self._stream.read(max_bytes, self._backend.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        self._stream.write(buffer, self._backend.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        try:
            return _Stream(self._stream.start_tls(ssl_context, server_hostname, self._backend.left()), self._backend)
        except (ssl.SSLError, httpcore.ConnectError) as error:
            raise PostingError("tls", str(error)[:200]) from error

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
