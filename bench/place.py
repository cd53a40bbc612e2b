"""Where a measurement takes place: a fresh installation on one database, and its processes."""

import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

POSTGRES = os.environ.get("TRIDESK_TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")


@dataclass(frozen=True, slots=True)
class Place:
    """`environment` is what every process of this installation is started with."""

    database: str
    folder: Path
    port: int
    environment: dict[str, str]

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """A `tridesk` process of this installation."""
        return subprocess.Popen(
            [sys.executable, "-m", "tridesk", *words], env=self.environment, stdout=subprocess.DEVNULL
        )

    def until_healthy(self, seconds: float = 60) -> float:
        """Waits until the pages answer; returns how long that took, in seconds."""
        began = time.perf_counter()
        while time.perf_counter() - began < seconds:
            with contextlib.suppress(OSError, http.client.HTTPException):
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
                connection.request("GET", "/health")
                if connection.getresponse().status == 200:
                    return time.perf_counter() - began
            time.sleep(0.01)
        raise TimeoutError("the pages do not answer")


def inside(place: Place, module: str, step: str, *arguments: str) -> Any:
    """Runs a step of the module in a process of the installation; returns the JSON it tells."""
    command = [sys.executable, "-m", module, step, *arguments]
    done = subprocess.run(command, env=place.environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{step}: {done.stderr[-3000:]}")
    lines = done.stdout.strip().splitlines()
    return json.loads(lines[-1]) if lines else {}


@contextlib.contextmanager
def running(place: Place, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is ended in order."""
    process = place.start(*words)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM if words[0] != "run" else signal.SIGINT)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()


@contextlib.contextmanager
def installation(database: str) -> Iterator[Place]:
    """A fresh, empty one; taken away afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="tridesk-bench-"))
    port = _free_port()
    environment = {key: value for key, value in os.environ.items() if not key.startswith("TRIDESK_")}
    environment |= {"TRIDESK_DATA_DIR": str(folder), "TRIDESK_BIND": f"127.0.0.1:{port}", "TRIDESK_LOG_LEVEL": "error"}
    environment["TRIDESK_CHECK_ORIGIN"] = "false"  # what name servers cost is not ours to measure
    name = f"tridesk_bench_{os.getpid()}_{port}"
    if database == "postgresql":
        _administer(f'CREATE DATABASE "{name}"')
        environment["TRIDESK_DATABASE_URL"] = urlunsplit(urlsplit(POSTGRES)._replace(path=f"/{name}"))
    try:
        yield Place(database, folder, port, environment)
    finally:
        if database == "postgresql":
            _administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        shutil.rmtree(folder, ignore_errors=True)


def postgres_answers() -> bool:
    """Whether the server of TRIDESK_TEST_POSTGRES_URL is there."""
    import psycopg

    try:
        psycopg.connect(POSTGRES, connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


def family_memory(process: subprocess.Popen[bytes]) -> float:
    """MB that the process and its descendants hold for themselves, shared pages counted by their share (PSS)."""
    total = 0
    for pid in _descendants(process.pid):
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
    return total / 1000


def _descendants(root: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError, IndexError):
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                children.setdefault(parent, []).append(int(entry.name))
    found, edge = [root], [root]
    while edge:
        edge = [child for pid in edge for child in children.get(pid, [])]
        found += edge
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _administer(sql: str) -> None:
    import psycopg

    with psycopg.connect(POSTGRES, autocommit=True) as connection:
        connection.execute(sql)  # type: ignore[call-overload]
