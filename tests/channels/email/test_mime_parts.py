"""Parts and boundaries as programs really write them, and views of which none is lost."""

import base64

import pytest
from tests.channels.email.mails import mixed, raw

from tridesk.channels.kinds.email.inbound import parse
from tridesk.channels.types import IncomingMessage

HEAD = b"From: a@b.example\nTo: c@d.example\nSubject: s\nDate: Mon, 3 Mar 2025 10:00:00 +0000\n"
WORDS = "Content-Type: text/plain\n\none"
FILE = "Content-Type: application/pdf\n\nx"


def typed(content_type: str, body: str) -> IncomingMessage:
    return raw(HEAD + f"Content-Type: {content_type}\n".encode(), body.encode())


BOUNDARIES = [  # the parameter, the line
    ("boundary=AbC", "--abc"),
    ("boundary='a'", "--a"),
    ("boundary='a'", "--'a'"),
    ('boundary="a "', "--a"),
    ("boundary=a", "--a  \t"),
    ("boundary=a;", "--a"),
    ("boundary=----=_Part_1", "------=_Part_1"),
    ("boundary=a/b:c?d", "--a/b:c?d"),
    ("boundary*0=ab; boundary*1=cd", "--abcd"),
    ("boundary=a (comment)", "--a"),
    ("charset=utf-8", "--a"),
    ("boundary=wrong", "--right"),
]


@pytest.mark.parametrize(("parameter", "line"), BOUNDARIES)
@pytest.mark.parametrize("closed", [True, False])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_parts_are_told_apart_however_the_boundary_is_written(
    parameter: str, line: str, closed: bool, end: str
) -> None:
    body = f"{line}\n{WORDS}\n{line}\n{FILE}\n" + (f"{line.rstrip()}--\nepilogue\n" if closed else "")
    message = parse(
        (HEAD.decode() + f"Content-Type: multipart/mixed; {parameter}\n\n{body}").replace("\n", end).encode()
    )
    assert (message.text.strip(), len(message.attachments)) == ("one", 1)


@pytest.mark.parametrize("kind", ["text", "", "text/plain charset=utf-8", "text/plain; charset: utf-8", "plain"])
def test_a_type_that_is_none_is_text(kind: str) -> None:
    assert typed(kind, "one").text.strip() == "one"


def test_a_boundary_may_begin_like_the_one_around_it() -> None:
    inner = f"Content-Type: multipart/alternative; boundary=bb\n\n--bb\n{WORDS}\n--bb--"
    message = mixed(inner, FILE)
    assert (message.text.strip(), len(message.attachments)) == ("one", 1)


VIEWS = [
    ([WORDS, "Content-Type: text/plain\n\ntwo"], "one\n\ntwo", 0),
    (["Content-Type: text/html\n\n<p>A</p>", "Content-Type: text/html\n\n<p>B</p>"], "A\n\nB", 0),
    ([WORDS, "Content-Type: text/enriched\n\n<bold>one</bold>", "Content-Type: text/html\n\n<p>one</p>"], "one", 1),
    (["Content-Type: text/enriched\n\n<bold>one</bold>\ntwo\n\nthree <<x"], "one two\nthree <x", 0),
    (["Content-Type: text/plain\n\n", "Content-Type: text/html\n\n<p>one</p>"], "one", 0),
    (
        [
            WORDS,
            f"Content-Type: multipart/mixed; boundary=c\n\n--c\nContent-Type: text/html\n\n<p>one</p>\n--c\n{FILE}\n"
            "--c\nContent-Type: text/plain\n\nfooter\n--c--",
        ],
        "one\n\nfooter",
        1,
    ),
]


@pytest.mark.parametrize(("parts", "text", "files"), VIEWS)
def test_no_view_of_an_alternative_is_lost(parts: list[str], text: str, files: int) -> None:
    message = mixed(*parts, kind="alternative")
    assert (message.text, len(message.attachments)) == (text, files)
    if "footer" in text:
        assert "footer" in message.html


def test_messages_inside_are_files_in_every_wrapping() -> None:
    inner = base64.b64encode(b"Subject: in\nFrom: q@r.example\n\nhi\n").decode()
    coded = mixed(WORDS, f"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n{inner}")
    assert [file.filename for file in coded.attachments] == ["in.eml"]
    digest = mixed("\nFrom: x@y.example\nSubject: one\n\nhi", "\nSubject: two\n\nhi", kind="digest")
    assert [file.filename for file in digest.attachments] == ["one.eml", "two.eml"]


HEADERS = [
    (b"\xef\xbb\xbf", b"one"),
    (b"From a@b Mon Mar  3 10:00:00 2025\n", b"one"),
    (b"\n \n", b"one"),
    (b"X-First: 1\nthis has no colon\n", b"one"),
]


@pytest.mark.parametrize(("above", "body"), HEADERS)
def test_headers_are_found_below_and_between_rubbish(above: bytes, body: bytes) -> None:
    message = raw(above + HEAD, body)
    assert (message.subject, message.text) == ("s", "one")
    assert message.sender is not None
    assert message.sender.address == "a@b.example"


def test_words_below_headers_without_an_empty_line_are_words() -> None:
    assert parse(HEAD + b"Hello there my friend\nbye\n").text.strip() == "Hello there my friend\nbye"
    broken = HEAD.replace(b"Subject", b"this has no colon\nSubject")
    assert (raw(broken).subject, raw(broken).text.strip()) == ("s", "Hello")
