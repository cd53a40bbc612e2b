"""A dnsmasq of the tests' own: the name server of `.test`, on a loopback port, with what a test publishes."""

import os
import shutil
import socket
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Self

from tests.servers.dovecot import SEARCHED
from tests.servers.ports import claim
from tests.servers.process import OwnedProcess, listens

SLOW = "slow.test"  # what lies below it is asked of a server that never answers


def why_not() -> str | None:
    """Why there can be no name server here, in words for a skipped test."""
    return None if shutil.which("dnsmasq", path=SEARCHED) else "dnsmasq is not installed"


class NameServer:
    """`address` as Tridesk's resolver takes it; `silent` is one where nobody ever answers.

    Names of `.test` that nobody published do not exist; everything else is refused.
    """

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="tridesk-dns-"))
        self._hole = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._hole.bind(("127.0.0.1", 0))
        self.address = ("127.0.0.1", claim())
        self.silent: tuple[str, int] = self._hole.getsockname()
        self._process = OwnedProcess(log=self.folder / "dnsmasq.log", ports=[self.address[1]])
        self._published: tuple[str, ...] = ()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self._hole.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def publish(self, texts: Mapping[str, str | Iterable[str]], *lines: str) -> None:
        """TXT records by name (several of one name as a list), and further lines of a configuration. They replace what
        was published before."""
        wanted = tuple(_lines(texts)) + lines
        if wanted == self._published and self._process.running:
            return
        self.stop()
        self._published = wanted
        (self.folder / "dnsmasq.conf").write_text("\n".join([*self._settings(), *wanted]) + "\n")
        self.start()

    def start(self) -> None:
        if not self._process.running:
            program = shutil.which("dnsmasq", path=SEARCHED) or "dnsmasq"
            self._process.start([program, "--keep-in-foreground", f"--conf-file={self.folder}/dnsmasq.conf"])
            self._process.wait_until(lambda: listens(self.address[1]))

    def stop(self) -> None:
        self._process.stop()

    def _settings(self) -> Iterable[str]:
        yield from ("no-resolv", "no-hosts", "bind-interfaces", "listen-address=127.0.0.1", "cache-size=0")
        yield from (f"port={self.address[1]}", f"pid-file={self.folder}/pid", "local=/test/", "local-ttl=300")
        yield f"server=/{SLOW}/{self.silent[0]}#{self.silent[1]}"
        if os.getuid() == 0:
            yield "user=root"


def _lines(texts: Mapping[str, str | Iterable[str]]) -> Iterable[str]:
    for name, values in texts.items():
        for value in [values] if isinstance(values, str) else values:
            pieces = [value[at : at + 250] for at in range(0, len(value), 250)] or [""]
            yield f"txt-record={name}," + ",".join(f'"{piece}"' for piece in pieces)
