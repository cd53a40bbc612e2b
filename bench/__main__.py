"""`make bench`: prints a table and writes JSON. `--quick` with a tenth of the data; `--database` for one alone;
`--only` for some parts: pages, start, api, mail (all of read, ingest, mailboxes, history)."""

import argparse
import http.client
import sys
import time
from typing import Any

from bench.api import api
from bench.figures import Report, median, percentile
from bench.mail.run import PARTS, mail
from bench.place import Place, family_memory, inside, installation, postgres_answers, running


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--database", choices=["sqlite", "postgresql"])
    parser.add_argument("--only", action="append", choices=["pages", "start", "api", "mail", *PARTS])
    arguments = parser.parse_args()
    only = set(arguments.only or ["pages", "start", "api", "mail"])
    parts = PARTS if "mail" in only else only
    tickets = 20_000 if arguments.quick else 200_000
    report = Report()
    databases = [arguments.database] if arguments.database else ["sqlite", "postgresql"]
    for database in databases:
        if database == "postgresql" and not postgres_answers():
            print("PostgreSQL does not answer: skipped (TRIDESK_TEST_POSTGRES_URL)")
            continue
        if "pages" in only:
            small = _pages(database, tickets // 20, None)
            large = _pages(database, tickets, report) / small
            report.add(database, f"list at {tickets:,} against {tickets // 20:,} tickets", large, "times", "<= 1.3")
        if "start" in only:
            _fresh(database, report)
        if "api" in only:
            api(database, report, quick=arguments.quick)
        mail(database, report, parts, quick=arguments.quick, first=database == databases[0])
    print(f"\nwritten to {report.write()}")
    return 1 if any(figure.verdict == "MISSED" for figure in report.figures) else 0


def _inside(place: Place, step: str, *arguments: str) -> Any:
    return inside(place, "bench.inside", step, *arguments)


def _pages(database: str, tickets: int, report: Report | None) -> float:
    """Fills an installation and measures it; returns the list's median in ms."""
    with installation(database) as place:
        _inside(place, "migrate")
        filled = _inside(place, "data", str(tickets))
        signed = _inside(place, "session")
        with running(place, "web"):
            place.until_healthy()
            listed = _times(place, "/tickets?view=open", signed["cookie"])
            opened = [
                part
                for number in range(tickets - 400, tickets, 2)
                for part in _times(place, f"/tickets/{number}", signed["cookie"], count=1, warm=0)
            ]
        if report is not None:
            print(f"{database}: {tickets:,} tickets, {tickets * 3:,} messages written in {filled['seconds']:.0f} s")
            report.add(database, "list of 50, p50", median(listed), "ms", "<= 4")
            report.add(database, "list of 50, p95", percentile(listed, 0.95), "ms", "<= 15")
            report.add(database, "ticket page, p50", median(opened), "ms")
            report.add(database, "ticket page, p95", percentile(opened, 0.95), "ms", "<= 15")
            for path, count in signed["statements"].items():
                report.add(
                    database, f"SQL statements of {'list' if '?' in path else 'ticket page'}", count, "statements"
                )
            report.add(
                database,
                "tickets opened through the action",
                _inside(place, "create", "1500")["per_second"],
                "/s",
                ">= 300",
            )
            _mail(place, report)
        return median(listed)


def _mail(place: Place, report: Report) -> None:
    count = 1500
    _inside(place, "store", f"0:{count}")
    with running(place, "worker"):
        rate = _inside(place, "settled", str(count))
        report.add(place.database, "mails taken in, one worker", rate["per_second"], "/s", ">= 120")
        time.sleep(3)
        waits = _inside(place, "arrival", "40")
        report.add(place.database, "mail stored to visible ticket, p50", waits["p50"], "ms")
        report.add(place.database, "mail stored to visible ticket, p95", waits["p95"], "ms", "<= 2000")


def _fresh(database: str, report: Report) -> None:
    """Start, memory and the outbox, on an installation that holds nothing but the demo."""
    with installation(database) as place:
        began = time.perf_counter()
        with running(place, "run", "--demo-if-empty"):
            place.until_healthy(120)
            report.add(database, "first start with migrations and demo", time.perf_counter() - began, "s", "<= 90")
        began = time.perf_counter()
        with running(place, "run") as family:
            place.until_healthy()
            report.add(database, "later start", time.perf_counter() - began, "s", "<= 4")
            time.sleep(8)
            report.add(database, "memory of the family, idle (PSS)", family_memory(family), "MB", "<= 180")
            signed = _inside(place, "session_demo")
            for _ in range(400):
                _times(place, "/tickets?view=open", signed["cookie"], count=1, warm=0)
            report.add(database, "memory of the family, after 400 pages (PSS)", family_memory(family), "MB")
        measured = _inside(place, "events", "5000")
        report.add(database, "events recorded, one transaction each", measured["recorded"], "/s")
        report.add(database, "events delivered, one thread", measured["delivered"], "/s")
        report.add(database, "delay of one event, recorded and delivered", measured["delay"], "ms")


def _times(place: Place, path: str, cookie: str, *, count: int = 300, warm: int = 30) -> list[float]:
    """Milliseconds a request takes, as its client sees it on one kept connection."""
    connection = http.client.HTTPConnection("127.0.0.1", place.port, timeout=30)
    times = []
    for number in range(count + warm):
        began = time.perf_counter()
        connection.request("GET", path, headers={"Cookie": cookie, "Accept": "text/html"})
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}: {body[:300]!r}")
        if number >= warm:
            times.append((time.perf_counter() - began) * 1000)
    connection.close()
    return times


if __name__ == "__main__":
    sys.exit(main())
