"""Mails made to cost time: each is read in a small part of the two seconds that a mail may take."""

import time

import pytest

from tridesk.channels.kinds.email.inbound import parse

SLOWEST = 2.0  # seconds of CPU: a bound, not a benchmark
TEXT, HTML = b"text/plain; charset=utf-8", b"text/html; charset=utf-8"
REPORT = b"multipart/report; report-type=delivery-status; boundary=a"
DEAD = b"Final-Recipient: rfc822; p@x.example\nAction: failed\nStatus: 5.1.1\n\n"

HOSTILE = {
    "letters": (TEXT, (b"wrote" * 3000 + b"\n") * 8),
    "underscores": (TEXT, (b"___" * 3000 + b"\n") * 10),
    "blanks": (TEXT, (b" " * 3000 + b"\n") * 30),
    "openings": (TEXT, b"On Mon, 3 Mar 2025 10:00 Bruno <" * 3000),
    "rules": (TEXT, b"-- \n" * 9000),
    "boxes of answers": (
        HTML,
        b"<div class=gmail_quote>x<blockquote class=gmail_quote>y</blockquote>z</div>" * 3000,
    ),
    "signatures": (HTML, b"<div class=signature>x</div>" * 10_000),
    "quotes": (HTML, b"<blockquote type=cite>a</blockquote>text" * 6000),
    "parameters": (b"text/enriched", b"<param>" * 60_000),
    "recipients told": (
        REPORT,
        b"--a\n\n" + b"".join(b"<p%d@x.example>: 550 5.1.1 no\n" % n for n in range(3000)) + b"\n--a\n"
        b"Content-Type: message/delivery-status\n\n" + DEAD * 3000 + b"--a--\n",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("sender", [b"alice@acme.example", b"MAILER-DAEMON@mx.example"])
def test_no_mail_takes_long(name: str, sender: bytes) -> None:
    kind, body = HOSTILE[name]
    raw = b"From: " + sender + b"\nSubject: Undelivered mail\nContent-Type: " + kind + b"\n\n" + body
    started = time.process_time()
    parse(raw)
    assert time.process_time() - started < SLOWEST
