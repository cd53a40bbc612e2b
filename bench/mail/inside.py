"""Measurements within one process: `python -m bench.mail.inside STEP [ARGUMENTS]`, one JSON line for the parent."""
# ruff: noqa: E402 - Django is made ready before its models are imported

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tridesk.bootstrap.settings")

import django

django.setup()

from bench.inside import tell
from bench.mail.samples import KINDS
from tridesk.kernel.clock import now


def parse_kind(kind: str, count: str) -> None:
    """How many mails of a kind are read in a second."""
    from tridesk.channels.kinds.email.inbound import parse

    raws = [KINDS[kind](number) for number in range(int(count))]
    parse(raws[0])
    began = time.process_time()
    for raw in raws:
        parse(raw)
    tell(per_second=len(raws) / (time.process_time() - began))


def largest(path: str) -> None:
    """Seconds and peak memory of reading one mail, and how much more than before that is."""
    from tridesk.channels.kinds.email.inbound import parse

    raw = Path(path).read_bytes()
    before = _peak()
    began = time.perf_counter()
    message = parse(raw)
    seconds = time.perf_counter() - began
    peak = _peak()
    tell(
        seconds=seconds,
        peak_mb=peak,
        more_mb=peak - before,
        attachments=len(message.attachments),
        defects=list(message.defects),
    )


def _peak() -> float:
    """MB that this process held at most (RSS). Not getrusage's: that counts what its parent had when it forked."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1000


def ingest_kind(kind: str, count: str) -> None:
    """How many stored mails of a kind one lane takes in within a second, and within a second of CPU."""
    from tridesk.channels.actions.store_mail import store_mail
    from tridesk.infra import durability
    from tridesk.infra.outbox.work import run_due

    durability.repeatable()

    def take_in(numbers: range) -> None:
        for number in numbers:
            store_mail(raw=KINDS[kind](number), mailbox=None, source=f"bench:{number}", now=now())
        began.extend((time.perf_counter(), time.process_time()))
        while run_due("intake"):
            pass

    began: list[float] = []
    take_in(range(1_000_000, 1_000_010))  # whatever is loaded or put together once
    take_in(range(int(count)))
    seconds, cpu = time.perf_counter() - began[2], time.process_time() - began[3]
    tell(per_second=int(count) / seconds, per_cpu_second=int(count) / cpu)


def add_mailboxes(path: str) -> None:
    """Those of the file: a list of values as the settings page gives them."""
    from tridesk.channels.actions.mailboxes import add_mailbox
    from tridesk.identity.types import SYSTEM

    added = [add_mailbox(actor=SYSTEM, values=values, now=now()) for values in json.loads(Path(path).read_text())]
    tell(added=len(added))


def lags(_: str) -> None:
    """When each mail was stored and its ticket opened, in seconds since 1970, by Message-ID."""
    from tridesk.channels.models import InboundMail

    columns = ("message_id", "received_at", "ticket__holder_since", "mailbox__address", "outcome")
    found: dict[str, Any] = {}
    for message_id, stored, opened, mailbox, outcome in InboundMail.objects.values_list(*columns):
        found[message_id] = (stored.timestamp(), opened.timestamp() if opened else None, mailbox, outcome)
    tell(mails=found)


if __name__ == "__main__":
    globals()[sys.argv[1]](*(sys.argv[2:] or [""]))
