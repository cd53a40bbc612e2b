"""The measurements of mail, in order."""

from collections.abc import Collection

from tests.servers import mail as servers

from bench.figures import Report
from bench.mail import boxes, reading
from bench.mail.place import step
from bench.mail.samples import KINDS
from bench.place import inside, installation

PARTS = ("read", "ingest", "mailboxes", "history")


def mail(database: str, report: Report, parts: Collection[str], *, quick: bool, first: bool) -> None:
    """`first`: what asks no database is measured once."""
    if "read" in parts and first:
        with installation("sqlite") as place:
            reading.reading(place, report)
    if "ingest" in parts:
        _ingest(database, report, quick=quick)
    trouble = servers.why_not()
    if trouble and {"mailboxes", "history"} & set(parts):
        print(f"{trouble}: mailboxes and history are not measured")
        return
    if "mailboxes" in parts:
        with installation(database) as place:
            inside(place, "bench.inside", "migrate")
            boxes.eighty(place, report, idle_seconds=20 if quick else 60)
    if "history" in parts:
        with installation(database) as place:
            inside(place, "bench.inside", "migrate")
            boxes.history(place, report, mails=1_000 if quick else 10_000)


def _ingest(database: str, report: Report, *, quick: bool) -> None:
    with installation(database) as place:
        inside(place, "bench.inside", "migrate")
        for kind in KINDS:
            count = 40 if quick or kind == "huge HTML" else 200
            done = step(place, "ingest_kind", kind, str(count))
            report.add(database, f"mails taken in, one lane alone, {kind}", done["per_second"], "/s")
            report.add(database, f"mails taken in, one lane alone, {kind}", done["per_cpu_second"], "/s of CPU")
