"""What is new in the HTML of many programs, each by the marks it leaves; no mark is asked for that a rule covers."""

import re

import pytest
from tests.channels.email.mails import html, rows

ANSWER = "It works now.<br><br>Thanks,<br>Alice"
QUOTED = "<p>Did you turn it on?</p><p>OLD words</p>"
WROTE = 'On Mon, Mar 3, 2025 at 10:00 AM Bruno &lt;<a href="mailto:b@t.example">b@t.example</a>&gt; wrote:<br>'
HEADERS = (
    "<b>From:</b> Bruno &lt;b@t.example&gt;<br><b>Sent:</b> Monday, March 3, 2025 10:00 AM<br>"
    "<b>To:</b> Alice &lt;a@b.example&gt;<br><b>Subject:</b> x<br>"
)

PROGRAMS = rows("html_replies")


@pytest.mark.parametrize(("program", "body"), PROGRAMS, ids=[program for program, _ in PROGRAMS])
def test_the_history_of_many_programs_goes(program: str, body: str) -> None:
    for mark, words in (("answer", ANSWER), ("quoted", QUOTED), ("wrote", WROTE), ("headers", HEADERS)):
        body = body.replace(f"{{{mark}}}", words)
    message = html(f"<html><body>{body}</body></html>")
    seen = " ".join(re.sub(r"<[^>]*>|&nbsp;", " ", message.new_html).split())
    assert " ".join(message.new_text.split()) == "It works now. Thanks, Alice", program
    assert seen.startswith("It works now. Thanks, Alice")
    assert "OLD" not in seen
    assert "SIG" not in seen
    assert "OLD" in message.html


WROTE_ABOVE = '<div class="gmail_attr">On Mon, Mar 3, 2025 at 10:00 AM Bruno &lt;b@t.example&gt; wrote:<br></div>'
BETWEEN = [
    f'<div class="gmail_quote">{WROTE_ABOVE}<blockquote class="gmail_quote">Q1</blockquote><div>A1</div>'
    '<blockquote class="gmail_quote">Q2</blockquote><div>A2</div></div>',
    '<div class="moz-cite-prefix">On 3/3/25 10:00, Bruno wrote:</div><blockquote type="cite">Q1</blockquote>A1<br>'
    '<blockquote type="cite">Q2</blockquote>A2<br>',
]


@pytest.mark.parametrize("body", BETWEEN)
def test_answers_between_quotes_stay(body: str) -> None:
    message = html(body)
    assert message.new_text == "A1\n\n> Q2\n\nA2"
    assert "A1" in message.new_html
    assert "A2" in message.new_html


STAYS = [
    ("<p>As the manual says:</p><blockquote>turn it on</blockquote><p>I did.</p>", "turn it on"),
    ('<blockquote style="border-left: 2px solid">turn it on</blockquote>', "turn it on"),
    ('<div class="gmail_signature">I wrote my words in here</div>', "words in here"),
    ('<p>Hi</p><div style="border-top:1px solid"><b>Name:</b> A<br><b>Date:</b> B<br><b>Room:</b> C</div>', "Room"),
    ("<pre>&gt; select 1\nerror</pre><p>why?</p>", "> select 1"),
]


@pytest.mark.parametrize(("body", "words"), STAYS)
def test_what_a_person_cited_or_drew_stays(body: str, words: str) -> None:
    assert words in html(body).new_text
