"""HTML is safe to show and holds nothing that calls out."""

import pytest
from tests.channels.email.mails import html

from tridesk.channels.kinds.email import markup


def test_remote_pictures_wait() -> None:
    message = html('<p>x<img src="https://track.example/p.gif" alt="p"><img src="//t.example/q.gif"></p>')
    assert 'data-remote-src="https://track.example/p.gif"' in message.html
    assert 'data-remote-src="https://t.example/q.gif"' in message.html
    assert " src=" not in message.html


@pytest.mark.parametrize(
    "evil",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        '<a href="javascript:alert(1)">x</a>',
        '<a href="data:text/html,<script>">x</a>',
        '<iframe src="https://evil.example"></iframe>',
        "<style>body{background:url(https://evil.example)}</style>",
        '<p style="background-image:url(https://evil.example)">x</p>',
        '<p style="position:fixed;top:0">x</p>',
        '<svg onload="alert(1)"><use href="https://evil.example"></use></svg>',
        '<form action="https://evil.example"><input name=p></form>',
        '<meta http-equiv="refresh" content="0;url=https://evil.example">',
        '<link rel="stylesheet" href="https://evil.example">',
        '<base href="https://evil.example">',
        '<table background="https://evil.example"><tr><td>x</table>',
        '<video poster="https://evil.example"></video>',
    ],
)
def test_nothing_runs_loads_or_leaves_its_place(evil: str) -> None:
    safe = html(f"<p>words</p>{evil}").html
    assert "words" in safe
    for trace in ("alert", "evil.example", "javascript:", "data:text", "fixed", "onerror", "<input"):
        assert trace not in safe


def test_links_tell_nothing_about_the_reader() -> None:
    assert 'rel="noopener noreferrer nofollow"' in html('<a href="https://acme.example">x</a>').html


@pytest.mark.parametrize("unit", ["<div>", "<blockquote>", "<b>", "<i></div>", "<div></b>", "<table><tr><td>"])
def test_deep_nests_are_flattened_and_keep_their_words(unit: str) -> None:
    message = html(unit * 5000 + "words")
    assert "words" in message.text
    assert message.html.count("<div") <= markup.MAX_DEPTH + 1


def test_huge_html_is_shown_in_part_and_kept_whole() -> None:
    message = html("<p>some words</p>" * 100_000)
    assert message.attachments[-1].filename == "message.html"
    assert message.attachments[-1].size == 1_700_000
    assert any("shown in part" in defect for defect in message.defects)
