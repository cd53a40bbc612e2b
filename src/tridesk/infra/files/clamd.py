"""A client of clamd: a content goes over its socket in pieces, a verdict comes back (INSTREAM of clamd(8))."""

import select
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tridesk.infra.models import Verdict

_CONNECT = 5.0  # seconds
_PATIENCE = 180.0  # seconds without a word; clamd itself ends a scan after MaxScanTime, by default 120 seconds
_LONGEST = 4096  # bytes of an answer
_OVER_THE_STREAM = "INSTREAM size limit exceeded"
# Said, where AlertExceedsMax is on, of what is over a limit of the scan: not a virus, but nothing is known of it.
_OVER_A_LIMIT = "Heuristics.Limits.Exceeded"


class ClamdAwayError(Exception):
    """clamd does not answer, or not with a verdict: try again later. The text says why."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`signature` is the name by which an infected content was known."""

    verdict: Verdict
    signature: str = ""


def scan(address: str, pieces: Iterable[bytes]) -> Finding:
    """clamd's verdict of a content. `address` as in TRIDESK_CLAMD. Raises ClamdAwayError."""
    with _connected(address) as line:
        _send(line, b"zINSTREAM\0")
        for piece in pieces:
            if piece and not _send(line, len(piece).to_bytes(4) + piece):
                break  # it has heard enough
        else:
            _send(line, bytes(4))
        return understood(_answer(line))


def version(address: str) -> str:
    """Program, number and day of its signatures: `ClamAV 1.4.6/27500/...`. Raises ClamdAwayError."""
    with _connected(address) as line:
        _send(line, b"zVERSION\0")
        return _answer(line)


def understood(answer: str) -> Finding:
    """The verdict of one line of clamd's. Raises ClamdAwayError where it is none."""
    said = answer.removeprefix("stream: ")
    if said == "OK":
        return Finding(Verdict.CLEAN)
    if said.endswith(" FOUND"):
        name = said.removesuffix(" FOUND")
        return Finding(Verdict.TOO_LARGE) if name.startswith(_OVER_A_LIMIT) else Finding(Verdict.INFECTED, name[:200])
    if said.startswith(_OVER_THE_STREAM):
        return Finding(Verdict.TOO_LARGE)
    raise ClamdAwayError(said or "clamd closed the connection without an answer")


@contextmanager
def _connected(address: str) -> Iterator[socket.socket]:
    try:
        line = _connect(address)
    except OSError as error:
        raise ClamdAwayError(f"{address}: {error}") from error
    with line:
        line.settimeout(_PATIENCE)
        yield line


def _connect(address: str) -> socket.socket:
    if not address.startswith("unix:"):
        host, _, port = address.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), timeout=_CONNECT)
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        line.settimeout(_CONNECT)
        line.connect(address.removeprefix("unix:"))
    except BaseException:
        line.close()
        raise
    return line


def _send(line: socket.socket, words: bytes) -> bool:
    """False when clamd answers already, or listens no more: what it said waits to be read."""
    try:
        if select.select([line], [], [], 0)[0]:
            return False
        line.sendall(words)
    except (BrokenPipeError, ConnectionResetError):
        return False
    except OSError as error:
        raise ClamdAwayError(f"clamd does not listen: {error}") from error
    return True


def _answer(line: socket.socket) -> str:
    heard = b""
    try:
        while b"\0" not in heard and len(heard) < _LONGEST and (more := line.recv(_LONGEST)):
            heard += more
    except OSError as error:
        raise ClamdAwayError(f"clamd does not answer: {error}") from error
    return heard.partition(b"\0")[0].decode("utf-8", "replace").strip()
