"""A server process that is ours: started, ended and outlived by nobody but the test run."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

# The shell waits on its standard input, a pipe that only the test process holds. When the test process ends,
# however it ends, the pipe closes and the shell ends the server: no server survives a killed test run.
_KEEPER = """
"$@" </dev/null &
read -r _
kill -TERM $! 2>/dev/null
wait
"""


class ServerNotReadyError(RuntimeError):
    """The server did not answer in time; the message carries the end of its log."""


class OwnedProcess:
    """One server in a process group of its own."""

    def __init__(self, *, log: Path, ports: Sequence[int]) -> None:
        self.log = log
        self._ports = ports
        self._keeper: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> bool:
        return self._keeper is not None

    def start(self, command: Sequence[str]) -> None:
        with self.log.open("ab") as log:
            self._keeper = subprocess.Popen(
                ["/bin/sh", "-c", _KEEPER, "keeper", *command],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
                cwd="/",
            )

    def stop(self) -> None:
        """End it politely, and wait until it is gone."""
        if (keeper := self._take()) is not None:
            _let_go(keeper)
            with contextlib.suppress(subprocess.TimeoutExpired):
                keeper.wait(timeout=10)
            self._end(keeper)

    def kill(self) -> None:
        """End it and its children as a power cut would (SIGKILL)."""
        if (keeper := self._take()) is not None:
            self._end(keeper)  # first: the keeper, let go, would ask the server to end politely
            _let_go(keeper)

    def _end(self, keeper: subprocess.Popen[bytes]) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(keeper.pid, signal.SIGKILL)
        keeper.wait()
        # Its children are nobody's now and cannot be waited for; they hold the ports until they are gone.
        deadline = time.monotonic() + 10
        while any(map(listens, self._ports)) and time.monotonic() < deadline:
            time.sleep(0.005)

    def _take(self) -> subprocess.Popen[bytes] | None:
        keeper, self._keeper = self._keeper, None
        return keeper

    def wait_until(self, ready: Callable[[], bool], *, seconds: float = 20) -> None:
        deadline = time.monotonic() + seconds
        while not ready():
            if time.monotonic() > deadline:
                self.kill()
                raise ServerNotReadyError(self.log.read_text(errors="replace")[-3000:])
            time.sleep(0.01)


def _let_go(keeper: subprocess.Popen[bytes]) -> None:
    if keeper.stdin is not None:
        keeper.stdin.close()


def listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=2):
        return True
    return False


def greets(port: int, word: bytes) -> bool:
    """Whether a server on this loopback port opens with a line that has the word."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
        return word in connection.recv(512)
    return False
