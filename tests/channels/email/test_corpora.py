"""Real mails with what is expected of them: a score for each corpus, held against the house's thresholds.

They lie beside the project (`../shared/corpora`, or where `TRIDESK_CORPORA` says) and are no part of it.
"""

import json
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tridesk.channels.kinds.email.inbound import parse
from tridesk.channels.types import IncomingMessage

CORPORA = Path(os.environ.get("TRIDESK_CORPORA") or Path(__file__).parents[4] / "shared" / "corpora")
SLOWEST = 2.0  # seconds of CPU for one mail: a bound, not a benchmark
# we read uuencode where the expectation was made without it; a subject in the body's charset is read, not replaced
OURS_IS_BETTER = {"legacy-020.eml", "legacy-027.eml"}
Say = Callable[[str], None]

pytestmark = pytest.mark.skipif(not CORPORA.is_dir(), reason=f"NO CORPORA at {CORPORA}: nothing was measured")


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    def aloud(line: str) -> None:
        with capsys.disabled():
            print(f"\n  {line}")

    return aloud


def expected(corpus: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((CORPORA / corpus / "expected.json").read_text(encoding="utf-8"))
    return found


def mails(corpus: str, names: Iterator[str]) -> dict[str, IncomingMessage]:
    return {name: timed(CORPORA / corpus / name) for name in names}


def timed(path: Path) -> IncomingMessage:
    started = time.process_time()
    message = parse(path.read_bytes())
    assert time.process_time() - started < SLOWEST, f"{path.name} is slow"
    assert not any("could not be read:" in defect or "stopped" in defect for defect in message.defects), path.name
    return message


def wanted_kind(entries: list[dict[str, Any]]) -> str:
    reasons = {entry["reason"] for entry in entries}
    return "complaint" if "feedback" in reasons else "auto_reply" if "vacation" in reasons else "bounce"


def test_bounces_are_known_and_dead_addresses_told(say: Say) -> None:
    wanted = expected("bounce")
    found = mails("bounce", iter(wanted))
    kinds = sum(found[name].kind == wanted_kind(entries) for name, entries in wanted.items())
    reports = {name: entries for name, entries in wanted.items() if wanted_kind(entries) == "bounce"}
    total = sum(len(entries) for entries in reports.values())
    dead = sum(matches(found[name], entries) for name, entries in reports.items())
    say(f"bounce: kind {kinds}/{len(wanted)}, address_dead {dead}/{total}")
    assert kinds >= 0.98 * len(wanted)
    assert dead >= 0.90 * total


def matches(message: IncomingMessage, entries: list[dict[str, Any]]) -> int:
    left = [recipient.address_dead for recipient in message.bounce]
    right = 0
    for entry in entries:
        if entry["address_dead"] in left:
            left.remove(entry["address_dead"])
            right += 1
    return right


def test_what_looks_like_a_bounce_and_is_none_is_none(say: Say) -> None:
    found = [timed(path) for path in sorted((CORPORA / "not-bounce").glob("*.eml"))]
    right = sum(message.kind != "bounce" for message in found)
    say(f"not-bounce: {right}/{len(found)}")
    assert right == len(found)


def test_replies_are_told_from_history(say: Say) -> None:
    bodies = sorted((CORPORA / "reply").glob("*.emails.txt"))
    right = [body.name for body in bodies if new_text_of(body) == trimmed(body)]
    say(f"reply: {len(right)}/{len(bodies)}; others: {[body.name for body in bodies if body.name not in right]}")
    assert len(right) >= 0.95 * len(bodies)


def new_text_of(body: Path) -> str:
    head = b"From: a@b.example\nSubject: Re: x\nContent-Type: text/plain; charset=utf-8\n\n"
    return parse(head + body.read_bytes()).new_text.strip()


def trimmed(body: Path) -> str:
    return body.with_name(body.name.replace(".emails.", ".trimmed.")).read_text(encoding="utf-8").strip()


def test_broken_mime_is_read_as_expected(say: Say) -> None:
    wanted = expected("mime")
    found = mails("mime", iter(wanted))
    subjects = {name for name, want in wanted.items() if found[name].subject == (want.get("subject") or "")}
    addresses = {name for name, want in wanted.items() if addresses_match(found[name], want)}
    files = sum(len(found[name].attachments) == want["attachments"] for name, want in wanted.items())
    say(f"mime: subjects {len(subjects)}, addresses {len(addresses)}, attachment counts {files} of {len(wanted)}")
    assert set(wanted) - subjects <= OURS_IS_BETTER
    assert addresses == set(wanted)
    assert files >= 0.92 * len(wanted)


def addresses_match(message: IncomingMessage, want: dict[str, Any]) -> bool:
    authors = [one.address for one in message.authors if one.address]
    return authors == (want.get("from") or []) and [one.address for one in message.to if one.address] == (
        want.get("to") or []
    )


def test_replies_of_many_clients_lose_their_history(say: Say) -> None:
    folder = CORPORA / "client-replies"
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "LICENSE"]
    found = {path: client_reply(path) for path in paths}
    say(f"client-replies: {len(found)} read")
    for path, message in found.items():
        assert message.new_text.strip(), path.name
        assert "wrote:" not in message.new_text, path.name
        assert "Etiam non sagittis orci" not in message.new_text, path.name


def client_reply(path: Path) -> IncomingMessage:
    kind = b"html" if path.suffix == ".html" else b"plain"
    head = b"From: a@b.example\nSubject: Re: x\nContent-Type: text/" + kind + b"; charset=utf-8\n\n"
    return timed(path) if path.suffix == ".eml" else parse(head + path.read_bytes())
