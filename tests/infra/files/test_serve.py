"""Nothing that a stranger sent may act in the browser of who looks at it."""

import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tridesk.infra.files.serve import DOWNLOAD, INLINE, TEXT, disposition, headers, safe_type

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF"
WEBP = b"RIFF\x24\0\0\0WEBPVP8 "
AVIF = b"\0\0\0\x1cftypavif\0\0\0\0"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


@pytest.mark.parametrize(
    ("said", "name", "first", "served"),
    [
        ("image/png", "a.png", PNG, "image/png"),
        ("image/jpeg", "a.jpg", JPEG, "image/jpeg"),
        ("image/gif", "a.gif", b"GIF89a\1\0", "image/gif"),
        ("image/webp", "a.webp", WEBP, "image/webp"),
        ("image/avif", "a.avif", AVIF, "image/avif"),
        ("application/octet-stream", "a", PNG, "image/png"),
        ("image/jpeg", "a.jpg", PNG, "image/png"),
        ("text/html", "a.html", PNG, "image/png"),
        ("image/png", "a.png", HTML, DOWNLOAD),
        ("image/png", "a.png", b"", DOWNLOAD),
        ("image/svg+xml", "a.svg", SVG, DOWNLOAD),
        ("image/png", "a.svg", SVG, DOWNLOAD),
        ("text/html", "a.html", HTML, DOWNLOAD),
        ("application/xhtml+xml", "a.xhtml", HTML, DOWNLOAD),
        ("text/xml", "a.xml", b"<?xml version='1.0'?>", DOWNLOAD),
        ("application/pdf", "a.pdf", b"%PDF-1.7", DOWNLOAD),
        ("text/plain", "a.txt", b"hello", TEXT),
        ("text/plain", "a.html", HTML, TEXT),
        ("Text/Plain; charset=x", "a", b"hello", TEXT),
        ("text/plain", "a.txt", "olá".encode()[:-1], TEXT),
        ("text/plain", "a.txt", "olá".encode("latin-1") + b" ", DOWNLOAD),
        ("text/plain", "a.txt", b"a\0b", DOWNLOAD),
        ("", "server.log", b"started", TEXT),
        ("application/octet-stream", "NOTES.TXT", b"hello", TEXT),
        ("application/javascript", "a.js", b"alert(1)", DOWNLOAD),
        ("audio/wav", "a.wav", b"RIFF\x24\0\0\0WAVEfmt ", DOWNLOAD),
        ("video/mp4", "a.mp4", b"\0\0\0\x18ftypmp42", DOWNLOAD),
    ],
)
def test_only_pictures_by_their_bytes_and_plain_text_are_more_than_a_download(
    said: str, name: str, first: bytes, served: str
) -> None:
    assert safe_type(said, name, first) == served


@given(st.text(), st.text(), st.binary(max_size=64))
def test_no_input_gives_a_type_outside_the_list(said: str, name: str, first: bytes) -> None:
    assert safe_type(said, name, first) in {*INLINE, DOWNLOAD}


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("report.pdf", 'attachment; filename="report.pdf"'),
        ("my report.pdf", 'attachment; filename="my report.pdf"'),
        ("relatório.pdf", "attachment; filename=\"relatorio.pdf\"; filename*=UTF-8''relat%C3%B3rio.pdf"),
        ("日本", "attachment; filename=\"file\"; filename*=UTF-8''%E6%97%A5%E6%9C%AC"),
        ('a"b\\c.txt', 'attachment; filename="c.txt"'),
        ('a"b.txt', "attachment; filename=\"a_b.txt\"; filename*=UTF-8''a%22b.txt"),
        ("50%41.txt", "attachment; filename=\"50_41.txt\"; filename*=UTF-8''50%2541.txt"),
        ("../../etc/passwd", 'attachment; filename="passwd"'),
        ("C:\\Users\\alice\\cv.doc", 'attachment; filename="cv.doc"'),
        (".htaccess", 'attachment; filename="htaccess"'),
        ("", 'attachment; filename="file"'),
        ("a\r\nSet-Cookie: x", 'attachment; filename="aSet-Cookie: x"'),
        ("invoice\u202efdp.exe", 'attachment; filename="invoicefdp.exe"'),
    ],
)
def test_a_name_reaches_old_and_new_browsers_and_nothing_else(name: str, header: str) -> None:
    assert disposition(name) == header


@given(st.text(alphabet=st.characters(exclude_categories=["C", "Z"]), min_size=1))
def test_a_disposition_is_one_line_of_ascii_and_keeps_the_true_name(name: str) -> None:
    value = disposition(name, inline=True)
    assert re.fullmatch(r'inline; filename="[ !#-$&-\[\]-~]+"(; filename\*=UTF-8\'\'[\x21-\x7e]+)?', value)
    if "filename*" in value:
        assert unquote(value.partition("UTF-8''")[2]) in name


def test_a_very_long_name_keeps_its_ending() -> None:
    assert disposition("a" * 5000 + ".docx").endswith('aaa.docx"')
    assert len(disposition("a" * 5000 + ".docx")) < 250


def given_headers(first: bytes, **changed: object) -> dict[str, str]:
    facts: dict[str, object] = {"filename": "a", "content_type": "image/png", "size": 9, "sha256": "ab"}
    return headers(first_bytes=first, **{**facts, **changed})  # type: ignore[arg-type]


@pytest.mark.parametrize("first", [PNG, HTML, SVG])
def test_every_answer_is_private_unsniffed_and_sandboxed(first: bytes) -> None:
    given = given_headers(first)
    assert given["X-Content-Type-Options"] == "nosniff"
    assert given["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert given["Cache-Control"] == "private, max-age=31536000, immutable"
    assert given["Cross-Origin-Resource-Policy"] == "same-origin"
    assert (given["Content-Length"], given["ETag"]) == ("9", '"ab"')


def test_a_picture_is_shown_unless_a_download_is_asked_for() -> None:
    assert given_headers(PNG)["Content-Disposition"].startswith("inline;")
    assert given_headers(PNG, download=True)["Content-Disposition"].startswith("attachment;")


def test_what_is_no_picture_is_an_attachment_whatever_it_says() -> None:
    assert given_headers(SVG)["Content-Disposition"].startswith("attachment;")
    assert given_headers(SVG)["Content-Type"] == DOWNLOAD
