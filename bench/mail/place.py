"""One step within the installation, and a worker that is watched."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.place import Place, family_memory, inside, running

_TICKS = 100  # a second, on Linux


def step(place: Place, name: str, *arguments: str) -> Any:
    """Runs a step of bench/mail/inside.py in the installation; returns what it tells."""
    return inside(place, "bench.mail.inside", name, *arguments)


class Watched:
    """A worker process, and what it uses."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process
        self.peak = 0.0

    def cpu(self) -> float:
        """Seconds of CPU so far."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def threads(self) -> int:
        return len(list(Path(f"/proc/{self._process.pid}/task").iterdir()))

    def memory(self) -> float:
        """MB now (PSS); `peak` is the most that was seen."""
        now = family_memory(self._process)
        self.peak = max(self.peak, now)
        return now


@contextmanager
def worker(place: Place) -> Iterator[Watched]:
    with running(place, "worker") as process:
        yield Watched(process)
