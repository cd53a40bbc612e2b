"""A Tridesk of its own for a test: a data folder, a database, and the real command line as processes.

`Installation` runs commands, starts `run` or `worker`, kills them, looks into the database from outside.
"""

import atexit
import contextlib
import functools
import itertools
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Self

import psycopg
from tests import environment
from tests.servers import ports
from tests.servers.mail import MailServers
from tests.servers.mailbox import MailUser

ROOT = Path(__file__).resolve().parents[2]
_count = itertools.count(1)


class Process:
    """`tridesk ...` in a process group of its own, its output in a file."""

    def __init__(self, arguments: list[str], env: dict[str, str], log: Path) -> None:
        self.log = log
        with log.open("ab") as output:
            self._popen = subprocess.Popen(
                arguments, env=env, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                start_new_session=True,
            )  # fmt: skip

    @property
    def pid(self) -> int:
        return self._popen.pid

    @property
    def code(self) -> int | None:
        """The exit code, None while it runs."""
        return self._popen.poll()

    @property
    def children(self) -> list[int]:
        """The processes it has started and that live."""
        listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,stat="], capture_output=True, text=True, check=True)
        rows = (line.split() for line in listed.stdout.splitlines())
        return [int(pid) for pid, parent, state in rows if int(parent) == self.pid and not state.startswith("Z")]

    @property
    def output(self) -> str:
        return self.log.read_text(errors="replace")

    def end(self, number: signal.Signals = signal.SIGINT, seconds: float = 30) -> int:
        """Politely, as Ctrl-C does; returns the exit code."""
        if self.code is None:
            self._popen.send_signal(number)
        return self._popen.wait(timeout=seconds)

    def kill(self) -> None:
        """As a power cut would; its children are not asked either, they must notice by themselves."""
        self._popen.kill()
        self._popen.wait()

    def wait_for(self, text: str, *, seconds: float = 30) -> None:
        """Until the output has the text; AssertionError when the process ends or time is over."""
        deadline = time.monotonic() + seconds
        while text not in self.output:
            assert self.code is None, f"ended with {self.code}: {self.output[-3000:]}"
            assert time.monotonic() < deadline, f"no {text!r} in: {self.output[-3000:]}"
            time.sleep(0.02)


class Installation:
    """Made empty; `migrate` brings the database. Use it as a context: at the end everything is gone."""

    def __init__(self, **settings: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="tridesk-journey-"))
        self.port = ports.claim()
        self.address = f"http://127.0.0.1:{self.port}"
        self._number = next(_count)
        self._processes: list[Process] = []
        self.database = f"tridesk_journey_{os.getpid()}_{self._number}" if environment.DATABASE == "postgres" else ""
        (self.folder / "tridesk.toml").touch()
        self.env = {key: value for key, value in os.environ.items() if not key.startswith(("TRIDESK_", "DJANGO_"))}
        self.env |= {
            "TRIDESK_DATA_DIR": str(self.folder),
            "TRIDESK_CONFIG": str(self.folder / "tridesk.toml"),
            "TRIDESK_BIND": f"127.0.0.1:{self.port}",
            "LC_ALL": "C.UTF-8",
            "TRIDESK_CHECK_ORIGIN": "false",  # a test that asks name servers starts its own
            "PYTHONUNBUFFERED": "1",
        }
        if self.database:
            self.env["TRIDESK_DATABASE_URL"] = environment.postgres_url(self.database)
        self.env |= {f"TRIDESK_{name.upper()}": value for name, value in settings.items()}

    def __enter__(self) -> Self:
        if self.database:
            _on_server(f'CREATE DATABASE "{self.database}"')
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            if process.code is None:
                process.kill()
        if self.database:
            _on_server(f'DROP DATABASE "{self.database}" WITH (FORCE)')
        shutil.rmtree(self.folder, ignore_errors=True)

    # Commands ---------------------------------------------------------------------------------------------------

    def tridesk(self, *arguments: str, stdin: str = "", env: dict[str, str] | None = None) -> Any:
        """Runs one command to its end: a CompletedProcess with text."""
        return self._run([sys.executable, "-m", "tridesk", *arguments], stdin, env)

    def does(self, *arguments: str, stdin: str = "") -> str:
        """The same, which must succeed; returns what it printed."""
        return self._succeeded(self.tridesk(*arguments, stdin=stdin))

    def lines(self, *arguments: str) -> list[Any]:
        """The same for commands that print JSON lines."""
        return [json.loads(line) for line in self.does(*arguments).splitlines()]

    def python(self, code: str, *arguments: str) -> str:
        """Runs Python inside of the installation (Django is ready); for what the product has no command for."""
        ready = "from tridesk.cli.setup import ready; ready(); import sys\n"
        return self._succeeded(self._run([sys.executable, "-c", ready + code, *arguments], "", None))

    def _run(self, command: list[str], stdin: str, env: dict[str, str] | None) -> Any:
        return subprocess.run(
            command, env=self.env | (env or {}), cwd=ROOT, input=stdin, capture_output=True, text=True, timeout=120,
            check=False,
        )  # fmt: skip

    def _succeeded(self, done: Any) -> str:
        assert done.returncode == 0, f"{done.args} gave {done.returncode}: {done.stdout[-2000:]}{done.stderr[-3000:]}"
        return str(done.stdout)

    def start(self, *arguments: str) -> Process:
        """Starts a command that goes on; it is killed at the end if it still runs."""
        # No worker and no listener outlives a test run that is killed itself.
        lonely = arguments == ("worker",) or arguments[:2] == ("mail", "listen")
        bound = ["--with-parent", str(os.getpid())] if lonely else []
        return self.start_python(["-m", "tridesk", *arguments, *bound])

    def start_python(self, arguments: list[str], **env: str) -> Process:
        log = self.folder / f"process-{len(self._processes)}.log"
        process = Process([sys.executable, *arguments], self.env | env, log)
        self._processes.append(process)
        return process

    def serve(self) -> Process:
        """`tridesk run`, once it says its address."""
        process = self.start("run")
        process.wait_for(self.address)
        return process

    # What installations need -------------------------------------------------------------------------------------

    def migrate(self) -> Self:
        self.does("migrate")
        return self

    def add_mailbox(self, user: MailUser, servers: MailServers, *more: str) -> None:
        """The desk's mailbox at the tests' servers, over TLS."""
        name = user.address.replace("@", "%40")
        self.does(
            "mailbox", "add", user.address, "--password-stdin", *more,
            "--imap", f"imaps://{name}@localhost:{servers.imap.tls_port}",
            "--smtp", f"smtps://{name}@localhost:{servers.smtp.submissions_port}",
            "--ca-file", str(servers.certificates.authority),
            stdin=f"{user.password}\n",
        )  # fmt: skip

    # Looking from outside ----------------------------------------------------------------------------------------

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """What the database holds now; `?` stands for a value."""
        if self.database:
            with psycopg.connect(self.env["TRIDESK_DATABASE_URL"]) as database:
                return database.execute(sql.replace("%", "%%").replace("?", "%s").encode(), values).fetchall()
        with contextlib.closing(sqlite3.connect(self.folder / "tridesk.sqlite3", timeout=30)) as file:
            return file.execute(sql, values).fetchall()

    def wait_for(self, sql: str, *values: object, count: int = 1, seconds: float = 30) -> list[tuple[Any, ...]]:
        """The rows, once there are at least `count` of them; AssertionError with the logs after `seconds`."""
        deadline = time.monotonic() + seconds
        while len(rows := self.rows(sql, *values)) < count:
            assert time.monotonic() < deadline, f"{len(rows)} of {count}: {sql} {values}\n{self.logs()}"
            time.sleep(0.02)
        return rows

    def wait_until(self, settled: Callable[[], bool], *, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while not settled():
            assert time.monotonic() < deadline, self.logs()
            time.sleep(0.05)

    def break_database(self) -> None:
        """Nobody gets anything from it any more; for good."""
        if self.database:
            _on_server(f'ALTER DATABASE "{self.database}" WITH ALLOW_CONNECTIONS false')
        else:
            (self.folder / "tridesk.sqlite3").write_bytes(b"no database" * 1000)

    def logs(self) -> str:
        return "\n".join(process.output[-3000:] for process in self._processes)


def _on_server(statement: str) -> None:
    with psycopg.connect(environment.POSTGRES_URL, autocommit=True) as server:
        server.execute(statement.encode())


@functools.cache
def _migrated() -> Installation:
    """Migrated once in a test process; others begin as copies of its database."""
    first = Installation()
    first.__enter__()
    atexit.register(first.__exit__)
    return first.migrate()


@contextlib.contextmanager
def installation(**settings: str) -> Iterator[Installation]:
    """A migrated one."""
    first, made = _migrated(), Installation(**settings)
    if made.database:
        _on_server(f'CREATE DATABASE "{made.database}" TEMPLATE "{first.database}"')
    else:
        files = [sqlite3.connect(one.folder / "tridesk.sqlite3") for one in (first, made)]
        with contextlib.closing(files[0]), contextlib.closing(files[1]):
            files[0].backup(files[1])
    try:
        yield made
    finally:
        made.__exit__()
