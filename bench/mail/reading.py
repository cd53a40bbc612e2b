"""Reading mails alone: no database, no server."""

import json
import mailbox
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.figures import Report, median
from bench.mail.place import step
from bench.mail.samples import KINDS, LARGEST, html, plain
from bench.place import Place

_COUNTS = {"huge HTML": 20, "three files": 100, "long history": 100}
_RUNS = 7


def reading(place: Place, report: Report) -> None:
    """By kind of mail, the largest ones, and the command."""
    for kind in KINDS:
        done = step(place, "parse_kind", kind, str(_COUNTS.get(kind, 400)))
        report.add("", f"mails read, {kind}", done["per_second"], "/s of CPU")
    for name, make in LARGEST.items():
        path = place.folder / "largest.eml"
        path.write_bytes(make())
        done = step(place, "largest", str(path))
        report.add("", f"reading {name}", done["seconds"], "s", "<= 20")
        report.add("", f"memory for {name}, its bytes included (RSS)", done["peak_mb"], "MB", "<= 900")
    _command(place, report)


def _command(place: Place, report: Report) -> None:
    """`tridesk mail parse`: starting it, and a thousand ordinary mails."""
    one, thousand = place.folder / "one.eml", place.folder / "thousand.mbox"
    one.write_bytes(plain(1))
    box = mailbox.mbox(thousand)
    for number in range(1000):
        box.add((html if number % 2 else plain)(number))
    box.close()
    _parse(place, one)
    starts = [_parse(place, one) for _ in range(_RUNS)]
    report.add("", f"mail parse, one mail, median of {_RUNS}", median(starts), "s", "<= 0.6")
    runs = [_parse(place, thousand) for _ in range(3)]
    report.add("", "mail parse, 1,000 ordinary mails, median of 3", median(runs), "s", "<= 6")


def _parse(place: Place, path: Path) -> float:
    with tempfile.TemporaryFile() as output:
        began = time.perf_counter()
        command = [sys.executable, "-m", "tridesk", "mail", "parse", str(path)]
        subprocess.run(command, env=place.environment, stdout=output, check=True)
        seconds = time.perf_counter() - began
        output.seek(0)
        json.loads(output.readline())
    return seconds
