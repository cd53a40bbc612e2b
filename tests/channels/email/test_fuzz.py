"""Whatever the bytes are, they become a message. `TRIDESK_TEST_FUZZ_EXAMPLES` sets how many are tried, 200 else."""

import os
from collections.abc import Iterator
from dataclasses import asdict

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.channels.email.test_robots import DSN

from tridesk.channels.kinds.email.inbound import parse
from tridesk.channels.types import IncomingMessage

COUNT = int(os.environ.get("TRIDESK_TEST_FUZZ_EXAMPLES", "200"))
SEEDS = [
    DSN.format(code="550 5.1.1 User unknown", status="5.1.1", action="failed").encode(),
    b"From: a@b.example\nSubject: =?utf-8?B?w6k=?=\nContent-Type: text/html; charset=utf-7\n\n<p>x<img src='cid:1'>",
    b"From: a@b.example\nContent-Type: multipart/alternative; boundary=b\n\n"
    b"--b\n\nOn Mon, 3 Mar 2025, A wrote:\n> x\n--b\n"
    b"Content-Type: text/html\n\n<blockquote type=cite>x</blockquote>y\n--b--\n",
    b"From: a@b.example\nContent-Type: application/ms-tnef\n\n\x78\x9f\x3e\x22\1\0\1\x0c\x80\6\0\4\0\0\0abcd\0\0",
    b"From: a@b.example\n\nbegin 644 x\n#86)C\n`\nend\n",
    b"Content-Type: text/calendar\n\nBEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT\n",
]
WORDS = [
    b"\r", b"\n", b"\n\n", b"\0", b"--b", b"--b--\n", b"=?", b"?=", b"=?utf-8?Q?", b"Content-Type: ",
    b"multipart/mixed; boundary=",
    b"charset=", b"utf-16", b"utf-7", b"iso-2022-jp", b"idna", b"\x1b$B", b"<div>", b"<blockquote>", b"</p>",
    b"<!--", b"data:image/png;base64,",
    b"begin 644 a\n", b"end\n", b">", b"\xff", b"\xf0\x9f", b"Final-Recipient: rfc822;", b"From: ",
    b"<", b"@", b'"', b"(", b"*0*=", b"%",
]  # fmt: skip

mutations = st.lists(
    st.tuples(st.integers(0, 2000), st.integers(0, 30), st.one_of(st.sampled_from(WORDS), st.binary(max_size=12))),
    max_size=12,
)


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from strings(inner)


def check(message: IncomingMessage) -> None:
    for text in strings(asdict(message)):
        text.encode()  # a database takes neither half a surrogate pair nor NUL
        assert "\0" not in text
    assert "<script" not in message.html.lower()
    assert all(attachment.size == len(attachment.content) for attachment in message.attachments)
    assert not any(defect.startswith("reading stopped") for defect in message.defects), message.defects
    assert not any("could not be read:" in defect for defect in message.defects), message.defects


@settings(max_examples=COUNT, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(SEEDS), mutations)
def test_a_damaged_mail_is_still_read(seed: bytes, changes: list[tuple[int, int, bytes]]) -> None:
    for at, gone, new in changes:
        place = at % (len(seed) + 1)
        seed = seed[:place] + new + seed[place + gone :]
    check(parse(seed))


@settings(max_examples=COUNT, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(WORDS), max_size=40).map(b"".join))
def test_rubbish_made_of_the_words_of_mail_is_read(raw: bytes) -> None:
    check(parse(raw))


@settings(max_examples=COUNT, deadline=None, derandomize=True)
@given(st.binary(max_size=400))
def test_any_bytes_are_read(raw: bytes) -> None:
    check(parse(raw))
