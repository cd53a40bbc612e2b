"""`doctor`: what is wrong and what to do; with `--json` also how much there is of everything."""

import argparse
import shutil
from collections.abc import Callable, Iterator
from typing import Any

from tridesk.cli.doctor_scanner import scanner
from tridesk.cli.findings import Finding
from tridesk.cli.language import gettext as _
from tridesk.cli.language import ngettext
from tridesk.cli.setup import ready, say, say_json

_LEAST_FREE = 1_000_000_000  # bytes on the data folder's disk
_LATE = 300  # seconds that a due job may wait before somebody should look


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
    checks: tuple[Callable[[], Iterator[Finding]], ...] = (
        _people,
        _jobs,
        _mails,
        _mailboxes,
        _sending,
        _signing,
        scanner,
    )
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


def _jobs() -> Iterator[Finding]:
    from tridesk.infra.outbox.parked import backlog
    from tridesk.kernel.clock import now

    waiting = backlog()
    if waiting.parked:
        text = ngettext("%(count)s job is parked.", "%(count)s jobs are parked.", waiting.parked)
        yield Finding(
            "error",
            "jobs_parked",
            text % {"count": waiting.parked},
            _("See Settings, Background work: read the error, run it again."),
        )
    late = (now() - waiting.overdue_since).total_seconds() if waiting.overdue_since else 0
    if late > _LATE:
        yield Finding(
            "error",
            "jobs_late",
            ngettext(
                "Work has waited for %(minutes)s minute.", "Work has waited for %(minutes)s minutes.", int(late // 60)
            )
            % {"minutes": int(late // 60)},
            _("Is the worker running? 'tridesk run' starts one, 'tridesk worker' another."),
        )
    if not waiting.parked and late <= _LATE:
        yield Finding("ok", "jobs", _("Background work is up to date."))


def _mails() -> Iterator[Finding]:
    from tridesk.channels.queries import counts

    mails = counts()
    if mails.parked:
        text = ngettext("%(count)s mail is parked.", "%(count)s mails are parked.", mails.parked)
        yield Finding("warning", "mails_parked", text % {"count": mails.parked}, _("See Settings, Parked mail."))
    if mails.failed:
        text = ngettext("%(count)s mail of ours failed.", "%(count)s mails of ours failed.", mails.failed)
        yield Finding("warning", "mails_failed", text % {"count": mails.failed}, _("Their tickets say why."))


def _mailboxes() -> Iterator[Finding]:
    from django.utils.timezone import localtime

    from tridesk.channels.queries import mailboxes
    from tridesk.identity.types import SYSTEM
    from tridesk.wording.mail_servers import mail_trouble, retry_pace

    rows = [row for row in mailboxes(actor=SYSTEM) if row.is_active]
    if not rows:
        yield Finding(
            "warning",
            "no_mailbox",
            _("There is no mailbox."),
            _("Add one: 'tridesk mailbox add', or Settings, Mailboxes."),
        )
    for row in rows:
        if row.failing_since:
            yield Finding(
                "error",
                "mailbox_failing",
                _("%(address)s has not worked since %(since)s: %(error)s")
                % {
                    "address": row.address,
                    "since": localtime(row.failing_since).isoformat(timespec="minutes"),
                    "error": f"{mail_trouble(row.error_reason)} {f'[{row.error}]' if row.error else ''}".strip(),
                },
                " ".join(
                    [
                        _("Try it with 'tridesk mailbox test %(address)s' and correct it in Settings, Mailboxes.")
                        % {"address": row.address},
                        retry_pace(row.error_reason),
                    ]
                ).strip(),
            )
        else:
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
