"""A clamd of the tests' own, on a Unix socket and a port. It knows one signature, that of the EICAR test file."""

import hashlib
import shutil
import socket
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Self

from tests.servers.dovecot import SEARCHED
from tests.servers.ports import claim
from tests.servers.process import OwnedProcess

# In two parts, so that no scanner takes this file for what it speaks of.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SIGNATURE = "Eicar-Test-Signature.UNOFFICIAL"  # as clamd calls what is not of its maker's own database
MAX_STREAM = 1_000_000  # bytes


def why_not() -> str | None:
    """Why there can be no clamd here, in words for a skipped test."""
    return None if shutil.which("clamd", path=SEARCHED) else "clamd is not installed"


class Clamd:
    """Can be stopped and started again; `unix` and `tcp` are its addresses as TRIDESK_CLAMD takes them."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="tridesk-clamd-"))  # a socket's path must stay short
        port = claim()
        self.unix, self.tcp = f"unix:{self.folder}/socket", f"127.0.0.1:{port}"
        self._process = OwnedProcess(log=self.folder / "clamd.log", ports=[port])
        signatures = self.folder / "signatures"
        signatures.mkdir()
        digest = hashlib.md5(EICAR, usedforsecurity=False).hexdigest()
        (signatures / "test.hdb").write_text(f"{digest}:{len(EICAR)}:Eicar-Test-Signature\n")
        self._configuration = self.folder / "clamd.conf"
        self._configuration.write_text(
            f"LocalSocket {self.folder}/socket\nTCPSocket {port}\nTCPAddr 127.0.0.1\n"
            f"DatabaseDirectory {signatures}\nForeground yes\nStreamMaxLength {MAX_STREAM}\n"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self) -> None:
        if not self._process.running:
            program = shutil.which("clamd", path=SEARCHED) or "clamd"
            self._process.start([program, "--config-file", str(self._configuration)])
            self._process.wait_until(self._answers)

    def stop(self) -> None:
        self._process.stop()

    def _answers(self) -> bool:
        with suppress(OSError), socket.socket(socket.AF_UNIX) as line:
            line.settimeout(2)
            line.connect(self.unix.removeprefix("unix:"))
            line.sendall(b"zPING\0")
            return line.recv(16) == b"PONG\0"
        return False
