"""`mail parse` and `mail ingest`."""

import argparse
import sys
from typing import Any

from tridesk.cli.language import gettext as _
from tridesk.cli.setup import fail, ready_with_database, say_json


def parse(arguments: argparse.Namespace) -> int:
    """Reads mails and prints each as a JSON line; needs no database."""
    from tridesk.cli.mail_parse import run

    return run(arguments.paths, sys.stdout, sys.stderr)


def ingest(arguments: argparse.Namespace) -> int:
    """Takes mails in. Safe to end and to repeat: what was taken in is known by its fingerprint."""
    ready_with_database()
    from tridesk.cli.mail_sources import mails
    from tridesk.cli.mailboxes import known

    mailbox = known(arguments.mailbox) if arguments.mailbox else None
    if arguments.mailbox and mailbox is None:
        return fail(64, _("There is no mailbox %(address)s.") % {"address": arguments.mailbox})
    count = wrong = 0
    for source, raw, problem in mails(arguments.paths):
        if problem or raw is None:
            wrong += 1
            say_json({"source": source, "message_id": "", "outcome": "parked", "ticket": None, "reason": problem})
            continue
        say_json(_take_in(source, raw, mailbox, answer=arguments.answer))
        count += 1
        if count % 100 == 0 and sys.stderr.isatty():
            sys.stderr.write(f"\r{count}")
            sys.stderr.flush()
    sys.stderr.write(("\r" if sys.stderr.isatty() else "") + _("Mails looked at: %(count)s.") % {"count": count} + "\n")
    return 65 if wrong else 0


def _take_in(source: str, raw: bytes, mailbox: int | None, *, answer: bool) -> dict[str, Any]:
    from tridesk.channels.actions.intake import intake
    from tridesk.channels.actions.store_mail import store_mail
    from tridesk.channels.queries import outcome_of
    from tridesk.kernel.clock import now
    from tridesk.kernel.ids import MailboxId

    mail, fresh = store_mail(
        raw=raw, mailbox=MailboxId(mailbox) if mailbox else None, source=source, answer=answer, queue=False, now=now()
    )
    known = not fresh and outcome_of(mail_id=mail).settled
    if not known:
        intake(mail_id=mail, now=now())
    told = outcome_of(mail_id=mail)
    return {
        "source": source,
        "message_id": told.message_id,
        "outcome": "known" if known else told.outcome,
        "ticket": told.ticket,
        "reason": told.reason,
    }
