"""Only CR LF . CR LF ends a mail, wherever the pieces are cut."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tridesk.infra.mail.lmtp_wire import Chunked

PARTS = st.sampled_from([b"\r", b"\n", b".", b"\r\n", b"\r\n.", b"\n.\n", b"\r\n..", b"\n.\r\n", b"a", b"words", b"\0"])
MAILS = st.lists(PARTS, max_size=30).map(lambda parts: b"".join(parts) + b"\r\n")


def sent(mail: bytes) -> bytes:
    """As a client sends it: dots doubled, then the end."""
    return (b"\r\n" + mail).replace(b"\r\n.", b"\r\n..")[2:] + b".\r\n"


def fed(pieces: list[bytes]) -> tuple[bytes, bytes | None]:
    chunked, got = Chunked(), b""
    for piece in pieces:
        if chunked.rest is not None:
            chunked.rest += piece
        else:
            got += chunked.feed(piece)
    return got, chunked.rest


@given(mail=MAILS, cuts=st.lists(st.integers(0, 200), max_size=12), after=st.sampled_from([b"", b"QUIT\r\n", b".\r\n"]))
def test_a_mail_comes_out_as_it_was_and_what_follows_stays(mail: bytes, cuts: list[int], after: bytes) -> None:
    whole = sent(mail) + after
    edges = sorted({0, len(whole), *(cut for cut in cuts if cut < len(whole))})
    pieces = [whole[start:end] for start, end in pairwise(edges)]
    assert fed(pieces) == (mail, after)


@pytest.mark.parametrize("end", [b"\n.\n", b"\r\n.\n", b"\n.\r\n", b"\r.\r", b"\r\n.\r", b"\n\n.\r\n"])
def test_what_only_looks_like_an_end_is_part_of_the_mail(end: bytes) -> None:
    got, rest = fed([b"Subject: x\r\n\r\nwords" + end, b"MAIL FROM:<mallory@evil.test>\r\n"])
    assert rest is None
    assert got.startswith(b"Subject: x\r\n\r\nwords")


def test_an_empty_mail_ends_too() -> None:
    assert fed([b".\r\nQUIT\r\n"]) == (b"", b"QUIT\r\n")
