"""An administrator's words for mails: what is refused and why, what disappears, and that nothing is ever evaluated."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from tridesk.channels.errors import MailTemplateInvalidError
from tridesk.channels.kinds.email.mail_words import checked, compiled, shipped
from tridesk.channels.kinds.email.placeholders import KINDS, NAMES, NOTHING, Value, plain
from tridesk.channels.kinds.email.template_html import compiled_html, from_text, render_html
from tridesk.channels.kinds.email.template_markup import cleaned
from tridesk.channels.kinds.email.template_text import compiled_subject, compiled_text, render_subject, render_text
from tridesk.channels.types import MailWords

LANGUAGES = ("en", "es", "pt-br")
EMPTY = dict.fromkeys({name for names in NAMES.values() for name in names}, NOTHING)
FULL = {name: plain(f"<{name}>") for name in EMPTY} | {"body": Value("Body & more", Markup("<p>Body &amp; more</p>"))}


def text_of(source: str, **values: str) -> str:
    return render_text(compiled_text(source, kind="reply"), EMPTY | {name: plain(v) for name, v in values.items()})


def html_of(source: str, **values: str) -> str:
    made = compiled_html(cleaned(source).html, kind="reply")
    return str(render_html(made, EMPTY | {name: plain(value) for name, value in values.items()}))


def refusal(**words: str) -> tuple[object, ...]:
    good = {"subject": "Re: {{ subject }} [{{ number }}]", "text": "{{ body }}", "html": ""}
    with pytest.raises(MailTemplateInvalidError) as refused:
        checked(kind="reply", language="en", words=MailWords(**(good | words)))
    told = refused.value.values
    return tuple(told[key] for key in ("field", "reason", "line", "name", "limit") if key in told)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"text": "a\n{{ body }}\n{{ colour }}"}, ("text", "unknown_placeholder", 3, "colour")),
        ({"text": "{{ body }}\n{{ name.__class__ }}"}, ("text", "unknown_placeholder", 2, "name.__class__")),
        ({"text": "{{ body }}\n{{ name|upper }}"}, ("text", "unknown_placeholder", 2, "name|upper")),
        ({"text": "{{ body }}\n{{ 1 + 1 }}"}, ("text", "unknown_placeholder", 2, "1 + 1")),
        ({"text": "{{ body }}\n{{ answers }}"}, ("text", "unknown_placeholder", 2, "answers")),  # a notice's only
        ({"text": "{{ body }}\n{{}}"}, ("text", "unknown_placeholder", 2, "")),
        ({"text": "{{ body }}\n\n{{ name"}, ("text", "not_closed", 3)),
        ({"text": "{{ body }}\n{{ name\n}}"}, ("text", "not_closed", 2)),
        ({"text": "{{ body }} {{ {{ name }}"}, ("text", "not_closed", 1)),
        ({"text": "{{ body }}\nname }}"}, ("text", "not_opened", 2)),
        ({"text": "Hello {{ name }}"}, ("text", "missing_placeholder", "body")),
        ({"text": "Hello {{ body }}"}, ("text", "not_alone", 1, "body")),
        ({"text": "\n\n"}, ("text", "empty")),
        ({"text": "{{ body }}" + "x" * 20_000}, ("text", "too_long", 20_000)),
        ({"text": "{{ body }}\0"}, ("text", "malformed")),
        ({"subject": "Re: {{ subject }}"}, ("subject", "missing_placeholder", "number")),
        ({"subject": "Ticket{{ number }}"}, ("subject", "glued")),
        ({"subject": "{{ number }}{{ subject }}"}, ("subject", "glued")),
        ({"subject": "{{ number }} {{ link }}"}, ("subject", "not_in_subject", "link")),
        ({"subject": "{{ number }}\nBcc: otto@elsewhere.test"}, ("subject", "several_lines")),
        ({"subject": "{{ number }}" + "x" * 250}, ("subject", "too_long", 250)),
        ({"html": "<p>Hello</p>"}, ("html", "missing_placeholder", "body")),
        ({"html": "<div>{{ body }}</div>\n<p>{{ nobody }}</p>"}, ("html", "unknown_placeholder", 2, "nobody")),
        ({"html": "<p>Hi {{ body }}</p>"}, ("html", "block_inside", 1, "body")),
        ({"html": "<b>{{ body }}</b>"}, ("html", "block_inside", 1, "body")),
        ({"html": '{{ body }}\n<a href="https://x.test/{{name}}">x</a>'}, ("html", "link", 2, "https://x.test/{{name}}")),
        ({"html": '{{ body }}<p title="{{ name }}">x</p>'}, ("html", "in_tag", 1, "name")),
        ({"html": "{{ body }}\n<script>alert(1)</script>"}, ("html", "unsafe", 2, "<script>")),
        ({"html": "{{ body }}\n\n<form><input></form>"}, ("html", "unsafe", 3, "<form>")),
        ({"html": '{{ body }}<p onclick="x()">x</p>'}, ("html", "unsafe", 1, "onclick=")),
        ({"html": '{{ body }}<a href="javascript:alert(1)">x</a>'}, ("html", "link", 1, "javascript:alert(1)")),
        ({"html": '{{ body }}<a href="http://x.test">x</a>'}, ("html", "link", 1, "http://x.test")),
        ({"html": '{{ body }}<img src="https://x.test/a.png">'}, ("html", "remote_picture", 1, "https://x.test/a.png")),
        ({"html": "\n" + "<div>" * 9000 + "{{ body }}"}, ("html", "too_deep", 1)),
        ({"html": "<style>p { color: red }</style>"}, ("html", "nothing_left")),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_refused_by_field_reason_and_line(words, told):
    assert refusal(**words) == told


def test_what_mail_programs_do_not_show_is_taken_out_and_named():
    pasted = (
        '<html><head><title>x</title><style>p{color:red}</style></head><body><!-- a note --><p class="big" '
        'style="color:#123456;position:fixed;background:url(https://x.test/a.png)">{{ body }}</p>'
        '<marquee>Hello</marquee><a href="{{ link }}" target="_blank">here</a></body></html>'
    )
    made = checked(kind="reply", language="en", words=MailWords("", "{{ body }}", pasted))
    assert made.words.html == '<div style="color:#123456">{{ body }}</div>Hello<a href="{{ link }}">here</a>'
    assert set(made.taken) == {
        "<title>", "<style>", "<!-- -->", "class=", "position:", "background:", "<marquee>", "target=",
    }  # fmt: skip
    assert checked(kind="reply", language="en", words=made.words).taken == ()


def test_an_empty_subject_is_the_shipped_one():
    kept = checked(kind="reply", language="en", words=MailWords(" ", "{{ body }}", "")).words
    assert kept.subject == "Re: {{ subject }} [{{ number }}]"


@pytest.mark.parametrize(
    ("source", "values", "text"),
    [
        ("{{ body }}\n\nAlso here: {{ others }}\n\nBye", {"body": "x"}, "x\n\nBye\n"),
        ("{{ body }}\n\nAlso here: {{ others }}\n\nBye", {"body": "x", "others": "Bo"}, "x\n\nAlso here: Bo\n\nBye\n"),
        ("{{ body }}\n\n{{ history }}", {"body": "x"}, "x\n"),
        ("{{ history }}\n\n{{ body }}", {"body": "x"}, "x\n"),
        ("{{ name }} and {{ others }}\n{{ body }}", {"body": "x", "name": "A"}, "A and \nx\n"),
        ("Ticket {{ number }} at {{ site }}\n{{ body }}", {"body": "x", "site": "Desk"}, "x\n"),
        ("{{ site }}\n{{ body }}", {"body": "x", "site": "Desk"}, "Desk\nx\n"),
        ("a\n\n\nb\n{{ body }}", {"body": "x\n\n\ny"}, "a\n\n\nb\nx\n\n\ny\n"),
        ("{{body}}\n{{  name  }}", {"body": "x", "name": "A"}, "x\nA\n"),
    ],
)
def test_a_line_without_anything_to_say_disappears(source, values, text):
    assert text_of(source, **values) == text


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("<p>a</p><p>Also: {{ others }}</p>", "<p>a</p>"),
        ("<p>a<br>Also: {{ others }}</p>", "<p>a<br></p>"),
        ("<p>Also: {{ others }}<br>b</p>", "<p>b</p>"),
        ("<ul><li>{{ others }}</li></ul><p>a</p>", "<p>a</p>"),
        ("<ul><li>{{ others }}</li><li>b</li></ul>", "<ul><li>b</li></ul>"),
        ("<div><p>{{ others }}</p>\n<p>{{ link }}</p></div>a", "a"),
        ('<p><a href="{{ link }}">See it</a></p>a', "a"),
        ("<p><b>{{ others }}</b> <i>and</i></p>a", "a"),
        (
            "<table><tbody><tr><td>Number</td><td>{{ number }}</td></tr><tr><td>a</td></tr></tbody></table>",
            "<table><tbody><tr><td>a</td></tr></tbody></table>",
        ),
        (
            "<table><tbody><tr><td>Long words<br>{{ number }}</td></tr></tbody></table>",
            "<table><tbody><tr><td>Long words<br></td></tr></tbody></table>",
        ),
        (
            "<table><tbody><tr><td><p>Hello</p><p>{{ link }}</p></td></tr></tbody></table>",
            "<table><tbody><tr><td><p>Hello</p></td></tr></tbody></table>",
        ),
        ("<table><tbody><tr><td></td></tr></tbody></table>", "<table><tbody><tr><td></td></tr></tbody></table>"),
    ],
)
def test_a_paragraph_without_anything_to_say_disappears(source, html):
    assert html_of(source) == html


def test_words_of_people_mean_nothing_in_html_and_a_link_is_one_attribute():
    values = {"name": "<b>{{ body }}</b>", "link": 'https://x.test/?a="><script>&b=1'}
    assert html_of('<p>{{ name }}</p><a href="{{ link }}">x</a>', **values) == (
        '<p>&lt;b&gt;{{ body }}&lt;/b&gt;</p><a href="https://x.test/?a=&quot;&gt;&lt;script&gt;&amp;b=1">x</a>'
    )


_WORDS = st.text("ab{} <>&\"'\n\té", max_size=40) | st.just("{{ number }} }} {{")


@given(st.dictionaries(st.sampled_from(sorted(NAMES["reply"])), _WORDS))
def test_values_are_put_in_once_whatever_they_say(given):
    texts = {name: given.get(name, "") for name in NAMES["reply"]}
    values = EMPTY | {name: plain(text) for name, text in texts.items()}
    source = "\n".join(f"<{{{{ {name} }}}}>" for name in NAMES["reply"] if name not in ("body", "history", "signature"))
    shown = render_text(compiled_text(source, kind="reply"), values)
    wanted = [f"<{text}>" for name, text in texts.items() if name not in ("body", "history", "signature")]
    asked = [line for line, name in zip(wanted, source.splitlines(), strict=True) if line != "<>" or "site" in name]
    assert shown == "\n".join(asked).strip("\n") + "\n"
    made = compiled_html("<p>{{ name }}</p>|<p>{{ others }}</p>", kind="reply")
    html = str(render_html(made, values))
    assert html == "|".join(f"<p>{escape(texts[name])}</p>" if texts[name] else "" for name in ("name", "others"))


_PIECES = st.sampled_from(
    [
        *(
            "{{",
            "}}",
            "{{ body }}",
            "{{ name }}",
            "{{ link }}",
            "{{history}}",
            "\n",
            " ",
            "x",
            "&",
            "<",
            ">",
            '"',
            "\0",
        ),
        *("<p>", "</p>", "<td>", "<table>", "<tr>", "<br>", "<b>", "</b>", "<ul><li>", "<div style='color:red;x:y'>"),
        *("<a href='{{ link }}'>", "</a>", "</div>", "<script>", "<!--", "-->", "<style>", "<h1", "é", "<svg><p>"),
    ]
)


@given(st.lists(_PIECES, max_size=25).map("".join), st.lists(_PIECES, max_size=12).map("".join))
def test_whatever_is_typed_is_kept_to_be_filled_or_refused(html, text):
    try:
        made = checked(kind="reply", language="en", words=MailWords("", text, html))
    except MailTemplateInvalidError:
        return
    assert checked(kind="reply", language="en", words=made.words).words == made.words, (
        "cleaning it again changes nothing"
    )
    template = compiled("reply", made.words)
    page = str(render_html(template.html, FULL))
    assert "<p>Body &amp; more</p>" in page
    assert not re.search(r"<script|javascript:|<svg|\son\w+=|<style", page, re.IGNORECASE)
    assert "{{" not in render_text(template.text, FULL)


@given(st.text("ab.:/@<>&\"' \n\r\té\u2028", max_size=200))
def test_text_alone_makes_html_that_says_the_same(text):
    html = cleaned(from_text(text.replace("{", "").replace("}", ""))).html
    assert not re.search(r"<(?!/?(?:p|br|a)\b)", html)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_shipped_words_are_words_one_could_have_written_oneself(kind, language):
    words = shipped(kind, language)
    made = checked(kind=kind, language=language, words=words)
    assert made.taken == ()
    assert made.words.subject == words.subject
    assert made.words.text == words.text
    named = set(re.findall(r"\{\{ (\w+) \}\}", words.text + words.html))
    assert named <= set(NAMES[kind])
    assert compiled(kind, made.words)


def test_a_subject_stays_one_line_and_keeps_the_number():
    made = compiled_subject("Re: {{ subject }} [{{ number }}]", kind="reply")
    values = EMPTY | {"subject": plain("It\r\nBcc: x\nburns {{ number }}"), "number": plain("TD-12")}
    assert render_subject(made, values) == "Re: It Bcc: x burns {{ number }} [TD-12]"
