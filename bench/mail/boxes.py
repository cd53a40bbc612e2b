"""Many mailboxes on one worker, some of them ill, and one with a long history; against a real Dovecot and Postfix."""

import contextlib
import json
import os
import smtplib
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.servers import ports
from tests.servers.mail import MailServers
from tests.servers.mailbox import MailUser

from bench.figures import Report, percentile
from bench.mail.place import Watched, step, worker
from bench.mail.samples import plain
from bench.place import Place

_EACH = 4  # mails to each mailbox
_LONG_AGO = 1_700_000_000


class Outside:
    """The world that writes to the mailboxes, and remembers when."""

    def __init__(self, servers: MailServers) -> None:
        self.servers = servers
        self.sent: dict[str, float] = {}

    def write(self, to: str, number: int) -> None:
        message_id = f"{number}.{len(self.sent)}@bench.test"
        raw = plain(number).replace(f"<Question.{number}@mail.test>".encode(), f"<{message_id}>".encode())
        with smtplib.SMTP("127.0.0.1", self.servers.smtp.smtp_port, local_hostname="outside.test") as line:
            self.sent[message_id] = time.time()
            line.sendmail("p@outside.test", [to], raw)


def settings_of(servers: MailServers, user: MailUser, **other: Any) -> dict[str, Any]:
    """A mailbox's settings; it sends nothing, so that only what comes in is measured."""
    return {
        "address": user.address,
        "fetch_host": "localhost",
        "fetch_port": servers.imap.tls_port,
        "fetch_user": user.address,
        "fetch_password": user.password,
        "ca_file": str(servers.certificates.authority),
        "acknowledge": False,
    } | other


def add(place: Place, values: list[dict[str, Any]]) -> None:
    path = place.folder / "mailboxes.json"
    path.write_text(json.dumps(values))
    step(place, "add_mailboxes", str(path))


def eighty(place: Place, report: Report, *, mailboxes: int = 80, idle_seconds: int = 60) -> None:
    """How long a mail takes into its ticket while four of the mailboxes are ill, and what waiting costs."""
    with MailServers() as servers, _hanging() as hanging:
        users = [servers.user(f"desk{number}", "tridesk.test") for number in range(mailboxes)]
        poisoned, refused, silent, wrong = users[:4]
        _poison(servers, poisoned)
        ill: dict[str, dict[str, Any]] = {
            refused.address: {"fetch_port": ports.claim()},
            silent.address: {"fetch_port": hanging, "fetch_security": "plain"},
            wrong.address: {"fetch_password": "wrong"},
        }
        add(place, [settings_of(servers, user, **ill.get(user.address, {})) for user in users])
        with worker(place) as watched:
            well = [user for user in users if user.address not in ill]
            _until(lambda: _looked_into(place) >= len(well) + 2, 120)
            _idle(place, report, watched, mailboxes, idle_seconds)
            _lag(place, report, watched, Outside(servers), well)


def _lag(place: Place, report: Report, watched: Watched, outside: Outside, well: list[MailUser]) -> None:
    for number in range(_EACH * len(well)):
        outside.write(well[number % len(well)].address, number)
    mails = _settled(place, outside)
    stored, opened = _waits(outside, mails)
    name = f"{len(well) + 3} mailboxes, 4 ill"
    for label, waits in (("stored", stored), ("ticket", opened)):
        for share, word in ((0.5, "p50"), (0.95, "p95"), (1.0, "max")):
            aim = "<= 60" if word == "max" else ""
            report.add(place.database, f"{name}: delivered to {label}, {word}", percentile(waits, share), "s", aim)
    report.add(place.database, f"{name}: memory of the worker (PSS)", watched.memory(), "MB")


def _idle(place: Place, report: Report, watched: Watched, mailboxes: int, seconds: int) -> None:
    """What a worker costs that has nothing to do."""
    time.sleep(5)
    cpu, asked = watched.cpu(), _transactions(place)
    time.sleep(seconds)
    minute = 60 / seconds
    name = f"{mailboxes} mailboxes, idle"
    report.add(place.database, f"{name}: CPU", (watched.cpu() - cpu) * minute, "s a minute")
    report.add(place.database, f"{name}: memory (PSS)", watched.memory(), "MB")
    report.add(place.database, f"{name}: threads", watched.threads(), "")
    if asked is not None:
        report.add(place.database, f"{name}: transactions", ((_transactions(place) or 0) - asked) * minute, "a minute")
        report.add(place.database, f"{name}: database connections", _connections(place), "")


def history(place: Place, report: Report, *, mails: int = 10_000) -> None:
    """A mailbox with a long history beside one that gets a mail now and then."""
    with MailServers() as servers:
        old, news = servers.user("old", "tridesk.test"), servers.user("news", "tridesk.test")
        _lay(servers, old, mails)
        add(place, [settings_of(servers, user) for user in (old, news)])
        outside = Outside(servers)
        began, stored_after, number = time.time(), 0.0, 0
        with worker(place) as watched:
            while (taken := _count(place, "state <> 'stored'")) < mails + len(outside.sent):
                outside.write(news.address, number) if number < 30 else None
                number += 1
                if not stored_after and _count(place, "id > 0") >= mails:
                    stored_after = time.time() - began
                watched.memory()
                time.sleep(2)
                if time.time() - began > 1800:
                    raise TimeoutError(f"{taken} of {mails} taken in")
            seconds = time.time() - began
            waits = _waits(outside, _settled(place, outside))[1]
        report.add(place.database, f"history of {mails:,}: all stored after", stored_after or seconds, "s")
        report.add(place.database, f"history of {mails:,}: all taken in after", seconds, "s")
        report.add(place.database, f"history of {mails:,}: memory of the worker at most (PSS)", watched.peak, "MB")
        name = f"history of {mails:,}: new mail of another mailbox to ticket"
        report.add(place.database, f"{name}, p95", percentile(waits, 0.95), "s")
        report.add(place.database, f"{name}, max", max(waits), "s", "<= 60")


def _waits(outside: Outside, mails: dict[str, Any]) -> tuple[list[float], list[float]]:
    """Seconds until stored, and until its ticket stood, of each mail that was written."""
    stored = [mails[message_id][0] - at for message_id, at in outside.sent.items()]
    opened = [(mails[message_id][1] or time.time()) - at for message_id, at in outside.sent.items()]
    return stored, opened


def _settled(place: Place, outside: Outside) -> dict[str, Any]:
    """What became of the mails, once all of them were taken in."""
    deadline = time.monotonic() + 300
    while True:
        mails: dict[str, Any] = step(place, "lags")["mails"]
        if all(message_id in mails and mails[message_id][3] for message_id in outside.sent):
            return {one: (stored, opened, box) for one, (stored, opened, box, outcome) in mails.items() if outcome}
        if time.monotonic() > deadline:
            raise TimeoutError(f"{len(mails)} mails of {len(outside.sent)}")
        time.sleep(1)


def _poison(servers: MailServers, user: MailUser) -> None:
    """A mail that nobody can be told of, and one that the server cannot give."""
    _lay(servers, user, 3)
    folder = _maildir(servers, user) / "cur"
    first, second, _ = sorted(folder.iterdir())
    first.write_bytes(b"Subject: from nobody\nMessage-ID: <nobody@bench.test>\n\nWho am I?\n")
    os.chown(second, 0, 0)
    second.chmod(0o600)


def _lay(servers: MailServers, user: MailUser, mails: int) -> None:
    """Old mails, as another program left them in the mailbox."""
    folder = _maildir(servers, user)
    owner = (servers.folder / "mail").stat()
    for name in ("cur", "new", "tmp"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for number in range(mails):
        path = folder / "cur" / f"{_LONG_AGO + number}.M{number}.old:2,S"
        path.write_bytes(plain(1_000_000 + number))
        os.utime(path, (_LONG_AGO, _LONG_AGO))
    for path in (folder.parent, folder, *folder.rglob("*")):
        os.chown(path, owner.st_uid, owner.st_gid)


def _maildir(servers: MailServers, user: MailUser) -> Path:
    return servers.folder / "mail" / user.address / "Maildir"


@contextlib.contextmanager
def _hanging() -> Iterator[int]:
    """The port of a server that takes connections and never says a word."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(50)
        yield int(server.getsockname()[1])


def _until(settled: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not settled():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.5)


def _looked_into(place: Place) -> int:
    return _ask(place, "SELECT count(*) FROM channels_mailbox WHERE checked_at IS NOT NULL")


def _count(place: Place, condition: str) -> int:
    return _ask(place, f"SELECT count(*) FROM channels_inboundmail WHERE {condition}")


def _transactions(place: Place) -> int | None:
    """How many PostgreSQL has run so far; SQLite does not count."""
    if place.database != "postgresql":
        return None
    time.sleep(1.5)  # its counters are a second old
    return _ask(place, "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()")


def _connections(place: Place) -> int:
    return _ask(place, "SELECT count(*) - 1 FROM pg_stat_activity WHERE datname = current_database()")


def _ask(place: Place, sql: str) -> int:
    if place.database == "postgresql":
        import psycopg

        with psycopg.connect(place.environment["TRIDESK_DATABASE_URL"]) as database:
            row = database.execute(sql.encode()).fetchone()
    else:
        import sqlite3

        with contextlib.closing(sqlite3.connect(place.folder / "tridesk.sqlite3", timeout=30)) as file:
            row = file.execute(sql).fetchone()
    return int(row[0]) if row else 0
