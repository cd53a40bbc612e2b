import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tridesk.infra.mail import outgoing
from tridesk.infra.mail.outgoing import crlf_chunks, data_chunks, measure

texts = st.lists(st.sampled_from([b"\r", b"\n", b"\r\n", b".", b"x", b"\xe9"])).map(b"".join)


def undone(data: bytes) -> bytes:
    """What a server makes of DATA (RFC 5321 section 4.5.2)."""
    body, end, rest = data.partition(b"\r\n.\r\n") if data != b".\r\n" else (b"", b".", b"")
    assert end
    assert not rest
    lines = body.split(b"\r\n")
    return b"\r\n".join(line.removeprefix(b".") for line in lines)


@given(texts, st.integers(1, 7))
def test_a_server_reads_exactly_the_lines_that_were_written(text: bytes, chunk: int) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(outgoing, "_CHUNK", chunk)
        received = undone(b"".join(data_chunks(text)))
    assert received == re.sub(rb"\r\n|\r|\n", b"\r\n", text).removesuffix(b"\r\n")


@given(texts, st.integers(1, 7))
def test_no_bare_line_end_is_ever_sent(text: bytes, chunk: int) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(outgoing, "_CHUNK", chunk)
        chunks = list(crlf_chunks(text))
    sent = b"".join(chunks)
    assert sent.count(b"\r") == sent.count(b"\n") == sent.count(b"\r\n")
    assert not any(piece.endswith(b"\r") for piece in chunks)


def test_a_file_is_sent_from_its_beginning_and_left_open() -> None:
    file = io.BytesIO(b"Subject: x\n\nhello")
    file.read()
    assert b"".join(data_chunks(file)) == b"Subject: x\r\n\r\nhello\r\n.\r\n"
    assert not file.closed


@pytest.mark.parametrize("chunk", [1, 2, 3, 5, 1000])
@pytest.mark.parametrize(
    ("text", "header", "body"),
    [
        (b"Subject: x\n\nhello\n", False, False),
        ("Subject: Olá\n\nhello\n".encode(), True, False),
        ("Subject: x\n\nOlá\n".encode(), False, True),
        ("Subject: Olá".encode(), True, False),
        ("Subject: x\n\n\n\nolá".encode(), False, True),
    ],
)
def test_what_is_not_ascii_is_found_in_header_and_body(
    text: bytes, header: bool, body: bool, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outgoing, "_CHUNK", chunk)
    measured = measure(text)
    assert (measured.eight_bit_header, measured.eight_bit_body) == (header, body)
    assert measured.size == len(text) + text.count(b"\n")
