"""`doctor`: what is wrong and what to do; with `--json` also how much there is of everything."""

import argparse
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tridesk.cli.doctor_scanner import scanner
from tridesk.cli.findings import Finding
from tridesk.cli.language import gettext as _
from tridesk.cli.language import ngettext
from tridesk.cli.setup import ready, say, say_json

if TYPE_CHECKING:
    from tridesk.wording.desk_troubles import Trouble

_LEAST_FREE = 1_000_000_000  # bytes on the data folder's disk


def run(arguments: argparse.Namespace) -> int:
    """Exit code 0 when nothing is wrong (warnings included), 1 otherwise."""
    ready()
    findings = list(_findings())
    broken = any(finding.level == "error" for finding in findings)
    if arguments.json:
        counts = _counts() if not any(f.code in ("database", "schema") and f.level == "error" for f in findings) else {}
        say_json({"healthy": not broken, **counts, "findings": [_plain(finding) for finding in findings]})
    else:
        marks = {"ok": "✓", "warning": "!", "error": "✗"}
        for finding in findings:
            say(f"{marks[finding.level]} {finding.text}")
            if finding.todo:
                say(f"    → {finding.todo}")
    return 1 if broken else 0


def _plain(finding: Finding) -> dict[str, str]:
    return {"level": finding.level, "code": finding.code, "text": finding.text, "todo": finding.todo}


def _findings() -> Iterator[Finding]:
    database = _database()
    yield database
    yield _disk()
    if database.level == "error":
        return
    schema = _schema()
    yield schema
    if schema.level == "error":
        return
    checks: tuple[Callable[[], Iterator[Finding]], ...] = (_people, _desk, _sending, _signing, scanner)
    for check in checks:
        yield from check()


def _database() -> Finding:
    from django.db import Error

    from tridesk.infra.schema import version

    try:
        return Finding("ok", "database", _("The database answers: %(version)s.") % {"version": version()})
    except Error as error:
        return Finding(
            "error",
            "database",
            _("The database does not answer: %(error)s") % {"error": str(error).strip()},
            _("Look at TRIDESK_DATABASE_URL and whether the server runs."),
        )


def _schema() -> Finding:
    from tridesk.infra.schema import pending_migrations

    if pending := pending_migrations():
        count = len(pending)
        text = ngettext(
            "%(count)s step of the database is missing.", "%(count)s steps of the database are missing.", count
        )
        return Finding("error", "schema", text % {"count": count}, _("Run 'tridesk migrate'."))
    return Finding("ok", "schema", _("The database is at this version."))


def _disk() -> Finding:
    from django.conf import settings

    folder = settings.CONFIG.data_dir
    if not folder.exists():
        return Finding("ok", "disk", _("The data folder does not exist yet."))
    free = shutil.disk_usage(folder).free
    text = _("%(free)s MB are free in the data folder.") % {"free": free // 1_000_000}
    if free < _LEAST_FREE:
        return Finding("warning", "disk", text, _("Make room, or move TRIDESK_DATA_DIR to a larger disk."))
    return Finding("ok", "disk", text)


def _people() -> Iterator[Finding]:
    from tridesk.cli.demo import is_demo
    from tridesk.identity.queries import has_staff

    if not has_staff():
        yield Finding(
            "error",
            "no_administrator",
            _("Nobody can work here yet."),
            _("Run 'tridesk user add ADDRESS' for an administrator."),
        )
    if is_demo():
        yield Finding(
            "warning",
            "demo",
            _("The demo's accounts are here, with a password everybody knows."),
            _("Do not put this installation on a network; begin with an empty data folder."),
        )


def _desk() -> Iterator[Finding]:
    """What the bell tells, too, and what is in order."""
    from tridesk.channels.queries import counts, mail_troubles
    from tridesk.identity.types import SYSTEM
    from tridesk.infra.outbox.parked import backlog
    from tridesk.kernel.clock import now
    from tridesk.webhooks.queries.webhooks import troubled
    from tridesk.wording.desk_troubles import desk_troubles

    at = now()
    found = desk_troubles(
        mail=mail_troubles(actor=SYSTEM, now=at), work=backlog(), webhooks=troubled(actor=SYSTEM), when=_moment, now=at
    )
    yield from (_finding(trouble) for trouble in found)
    if not any(trouble.code.startswith("jobs_") for trouble in found):
        yield Finding("ok", "jobs", _("Background work is up to date."))
    if failed := counts().failed:
        text = ngettext("%(count)s mail of ours failed.", "%(count)s mails of ours failed.", failed)
        yield Finding("warning", "mails_failed", text % {"count": failed}, _("See Settings, Mail, Failed to leave."))
    yield from _mailboxes({trouble.mailbox for trouble in found if trouble.level == "error"})


def _finding(trouble: "Trouble") -> Finding:
    text, todo = trouble.text, trouble.todo
    if trouble.said:
        text = f"{text} [{trouble.said}]"
    if trouble.code == "mailbox_failing":
        test = _("Try it with 'tridesk mailbox test %(address)s'.") % {"address": trouble.address}
        todo = f"{test} {todo}"
    return Finding(trouble.level, trouble.code, text, todo)


def _moment(at: datetime) -> str:
    from django.utils.timezone import localtime

    return localtime(at).isoformat(timespec="minutes")


def _mailboxes(failing: set[int]) -> Iterator[Finding]:
    from tridesk.channels.queries import mailboxes
    from tridesk.identity.types import SYSTEM

    rows = [row for row in mailboxes(actor=SYSTEM) if row.is_active]
    if not rows:
        yield Finding(
            "warning",
            "no_mailbox",
            _("There is no mailbox."),
            _("Add one: 'tridesk mailbox add', or Settings, Mailboxes."),
        )
    for row in rows:
        if row.id not in failing:
            yield Finding("ok", "mailbox", _("%(address)s is in order.") % {"address": row.address})


def _sending() -> Iterator[Finding]:
    from django.conf import settings

    from tridesk.channels.queries import can_send

    if not settings.CONFIG.smtp_url and not can_send():
        yield Finding(
            "warning",
            "no_smtp",
            _("No mail can be sent: no mailbox has an SMTP server and TRIDESK_SMTP_URL is empty."),
            _("Give one of them a server."),
        )


def _signing() -> Iterator[Finding]:
    from tridesk.channels.queries import unsigned
    from tridesk.identity.types import SYSTEM
    from tridesk.wording.mail_servers import signing_trouble

    for each in unsigned(actor=SYSTEM):
        said = {"address": each.address}
        yield Finding(
            "warning",
            "mailbox_unsigned",
            _("%(address)s has a DKIM key and cannot sign with it.") % said,
            signing_trouble(each.trouble),
        )


def _counts() -> dict[str, Any]:
    from tridesk.channels.queries import counts
    from tridesk.infra.outbox.parked import backlog, events_recorded
    from tridesk.tickets.queries import totals

    waiting, mails, tickets = backlog(), counts(), totals()
    return {
        "tickets": tickets.tickets,
        "messages": tickets.messages,
        "events": events_recorded(),
        "undelivered_events": waiting.undelivered,
        "jobs_waiting": waiting.waiting,
        "jobs_parked": waiting.parked,
        "mails_stored": mails.stored,
        "mails_parked": mails.parked,
        "mails_queued": mails.queued,
        "mails_failed": mails.failed,
    }
