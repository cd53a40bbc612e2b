"""A mail's bytes as signatures see them: the same as dkimpy and our own parser see."""

from dkim import rfc822_parse
from dkim.canonicalization import Relaxed, Simple
from hypothesis import given
from hypothesis import strategies as st

from tridesk.channels.kinds.email.wire import read_headers
from tridesk.infra.mail.signed_parts import SignedParts, parts_of

PIECES = st.sampled_from([b" ", b"  ", b"\t", b"\r\n", b"\n", b"\r", b"x", b"word", b":", b"From", b"From ", b"X-A: b"])
BYTES = st.lists(PIECES, max_size=40).map(b"".join)


@given(BYTES)
def test_bodies_are_brought_to_the_form_that_is_signed(body: bytes) -> None:
    wire = body.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    wire += b"" if wire.endswith(b"\r\n") else b"\r\n"  # as SMTP carries it
    parts = SignedParts([], wire)
    assert Relaxed.canonicalize_body(parts.relaxed_body) == Relaxed.canonicalize_body(wire)
    assert Simple.canonicalize_body(parts.body) == Simple.canonicalize_body(wire)
    assert Relaxed.canonicalize_body(SignedParts([], body).relaxed_body) == Relaxed.canonicalize_body(wire)


@given(BYTES, BYTES)
def test_what_is_checked_is_what_is_shown(head: bytes, body: bytes) -> None:
    raw = b"From: a@acme.test\r\n" + head + b"\r\n\r\n" + body
    parts = parts_of(raw)
    if parts is None:
        return
    headers, start = read_headers(raw, 0, len(raw))
    assert [(name, value.split()) for name, value in headers] == [
        (name.decode().lower(), value.split()) for name, value in parts.fields
    ]
    assert raw[start:] == parts.raw_body
    theirs, _body = rfc822_parse(raw)
    assert [tuple(each) for each in theirs] == parts.fields
