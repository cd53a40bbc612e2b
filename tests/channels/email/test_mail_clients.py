"""Every mail of ours in the HTML that the usual programs show, readable in light and dark, and whole without HTML.

The table below was written from what is known of Gmail (web, Android, iOS), Outlook (Windows with Word's engine, Mac,
web and new), Apple Mail (macOS, iOS), Yahoo Mail, Samsung Email and Thunderbird: their makers' own notes (Google's "CSS
support in Gmail", Microsoft's "Word HTML and CSS rendering capabilities in Outlook 2007"), and what caniemail.com and
Campaign Monitor's guide to CSS in e-mail measured. SHOWN is shown by all of them. HARMLESS is left out by some, and the
mail loses nothing but a nicety: Word's engine knows no `max-width` (the words then fill the window) and no
`border-radius` (the corners are square). It is no copy of the product's own lists, so that the two check each other.
"""

import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from django.utils.html import strip_tags

from tridesk.channels.kinds.email.dark import PAPER, as_dark, contrast, turned
from tridesk.channels.kinds.email.example import example
from tridesk.channels.kinds.email.fitting import Attached
from tridesk.channels.kinds.email.mail_words import checked
from tridesk.channels.kinds.email.outbound import Letter, Rendered, compose, rendered
from tridesk.channels.kinds.email.placeholders import KINDS, NAMES
from tridesk.channels.types import MailWords
from tridesk.infra.files import StoredFile
from tridesk.kernel.text import word_set

SHOWN_TAGS = word_set(
    "html head meta title body table tbody thead tr td th div p span a br hr b strong i em u s small sub sup code pre "
    "ul ol li h1 h2 h3 h4 blockquote center img"
)
SHOWN_ATTRIBUTES = {
    "*": {"style", "lang", "dir", "title"},
    "a": {"href"},
    "blockquote": {"type"},
    "img": {"src", "alt", "width", "height"},
    "meta": {"charset", "name", "content"},
    "ol": {"start", "type"},
    "ul": {"type"},
    "p": {"align"},
    "div": {"align"},
    "hr": {"align", "width"},
    "body": {"bgcolor"},
    "table": {"role", "width", "cellpadding", "cellspacing", "border", "bgcolor", "align"},
    "tr": {"bgcolor", "align", "valign"},
    "td": {"width", "height", "bgcolor", "align", "valign", "colspan", "rowspan"},
    "th": {"width", "height", "bgcolor", "align", "valign", "colspan", "rowspan", "scope"},
}
SHOWN_PROPERTIES = word_set(
    "background-color border border-bottom border-collapse border-left border-right border-top color direction "
    "font-family font-size font-style font-weight height letter-spacing line-height margin margin-bottom margin-left "
    "margin-right margin-top padding padding-bottom padding-left padding-right padding-top text-align text-decoration "
    "text-transform vertical-align white-space width"
)
HARMLESS = {"max-width", "border-radius", "word-break"}
VOID = {"br", "hr", "img", "meta"}
WIDEST = 680  # pixels
AA = 4.5  # WCAG 2.2, 1.4.3, for text of usual size
RICH = """<h2 style="margin:0 0 12px;color:#1a4a9c;font-size:20px">{{ site }}</h2>
<div style="color:#1f2933">{{ body }}</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="border-collapse:collapse">
<tr><th scope="row" align="left" style="padding:4px 8px;border-bottom:1px solid #d9e2ec">No.</th>
<td style="padding:4px 8px;border-bottom:1px solid #d9e2ec"><strong>{{ number }}</strong></td></tr>
<tr><th scope="row" align="left" style="padding:4px 8px">About</th><td style="padding:4px 8px">{{ subject }}</td></tr>
</table>
<ul><li>{{ standing }}</li><li>Others: {{ others }}</li></ul>
<p align="center"><a href="{{ link }}" style="background-color:#1a4a9c;color:#ffffff;padding:10px 16px">Answer</a>
or <a href="mailto:desk@example.org">write</a>, <em>any</em> time</p>
<hr><div style="color:#52606d">{{ signature }}</div><div>{{ history }}</div>"""
LINKED = [
    Attached(StoredFile(size=30_000_000), "log.zip", "application/zip", "", inline=False, link="https://desk.test/f/1")
]
LONG = "Words " * 400 + "\n" + "x" * 3000


class Page(HTMLParser):
    """What a mail's page is made of. A link without a colour has the mail program's own, which is "" here."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.words: list[tuple[str, str, str]] = []  # text, its colour, the colour behind it
        self.colours = [("#000000", "#ffffff")]
        self.open: list[str] = []
        self.title = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        self.found.append((tag, given))
        if tag not in VOID:
            style = declared(given.get("style", ""))
            ink, paper = self.colours[-1]
            ink = style.get("color", "" if tag == "a" else ink)
            self.colours.append((ink, style.get("background-color", given.get("bgcolor", paper))))
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, "closed in order"
        self.colours.pop()

    def handle_data(self, data):
        if self.open[-1:] == ["title"]:
            self.title = data
        elif data.strip():
            self.words.append((data.strip(), *self.colours[-1]))


def declared(style: str) -> dict[str, str]:
    pairs = (one.partition(":") for one in style.split(";") if one.strip())
    return {name.strip(): value.strip() for name, _colon, value in pairs}


def letters() -> dict[str, Letter]:
    """Every kind in every language, with everything and with the least, and a rich one of an administrator's."""
    at = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
    found = {
        f"{kind} {language} {'full' if full else 'least'}": example(
            kind=kind, language=language, words=None, full=full, number=4711, now=at
        )
        for kind in KINDS
        for language in ("en", "es", "pt-br")
        for full in (True, False)
    }
    rich = checked(kind="reply", language="en", words=MailWords("", "{{ body }}\n{{ number }}", RICH))
    assert rich.taken == ()
    story = found["reply en full"]
    found["rich"] = replace(story, words=rich.words)
    made = checked(
        kind="reply", language="en", words=MailWords("", "Hi {{ name }}\n\n{{ body }}\n\nSee {{ link }}", "")
    )
    found["from text"] = replace(story, words=made.words)
    return found


@pytest.fixture(params=["shipped", "rich", "from text"], scope="module")
def mails(request) -> list[tuple[Letter, Rendered]]:
    own = ("rich", "from text")
    return [
        (letter, rendered(letter, LINKED if letter.others else []))
        for name, letter in letters().items()
        if name == request.param or (request.param == "shipped" and name not in own)
    ]


def test_only_what_the_usual_programs_show(mails):
    for _letter, mail in mails:
        for tag, given in Page(mail.html).found:
            assert tag in SHOWN_TAGS
            allowed = SHOWN_ATTRIBUTES["*"] | SHOWN_ATTRIBUTES.get(tag, set())
            assert set(given) <= allowed, tag
            assert set(declared(given.get("style", ""))) <= SHOWN_PROPERTIES | HARMLESS, tag
            for part in ("width", "max-width"):
                widths = re.findall(r"(\d+)px", declared(given.get("style", "")).get(part, ""))
                assert all(int(width) <= WIDEST for width in widths)
            assert given.get("width", "100%") == "100%" or int(given["width"]) <= WIDEST
            assert tag != "img" or given.get("alt") is not None


def test_nothing_is_asked_from_another_server_and_nothing_acts(mails):
    for letter, mail in mails:
        assert not re.search(
            r"url\(|@import|<(script|link|style|form|iframe|svg)|\son\w+=|<!--", mail.html, re.IGNORECASE
        )
        for tag, given in Page(mail.html).found:
            assert "src" not in given or given["src"].startswith("cid:")
            if tag == "a":
                assert given["href"] == letter.link or urlsplit(given["href"]).scheme in ("https", "mailto")


def test_the_language_is_told_to_whoever_reads_aloud(mails):
    for letter, mail in mails:
        page = Page(mail.html)
        told = [given["lang"] for tag, given in page.found if "lang" in given and tag in ("html", "div")]
        assert told == [letter.language] * 2, "webmail drops <html>, so the first division says it again"
        assert page.title == mail.subject


@pytest.mark.parametrize("dark", [False, True])
def test_words_can_be_read_in_light_and_in_the_dark(mails, dark):
    for _letter, mail in mails:
        for text, ink, paper in Page(as_dark(mail.html) if dark else mail.html).words:
            assert not ink or contrast(ink, paper) >= AA, (text, ink, paper)


def test_dark_programs_turn_lightness_round_and_keep_the_hue():
    assert (turned("#ffffff"), turned("#fff"), turned("#000000")) == (PAPER, PAPER, "#ffffff")
    assert turned("#1a4a9c") == "#76a0e8"
    assert round(contrast("#ffffff", "#000000")) == 21
    assert as_dark('<p style="color:#000">#000</p>') == '<p style="color:#ffffff">#000</p>'


def words_of(text: str) -> set[str]:
    return set(re.findall(r"[\w'-]{3,}", text))


@pytest.mark.parametrize("name", [name for name in letters() if name not in ("rich", "from text")])
def test_the_plain_part_says_all_that_the_page_says(name):
    letter = letters()[name]
    mail = rendered(letter, LINKED if letter.others else [])
    seen = strip_tags(re.sub(r"<head>.*?</head>", "", mail.html, flags=re.DOTALL).replace("&nbsp;", " "))
    assert words_of(seen) <= words_of(mail.text)
    assert words_of(mail.text) - words_of(f"{letter.link} {LINKED[0].link}") <= words_of(seen)


def test_a_mail_that_goes_out_has_no_line_that_servers_would_break():
    for letter in letters().values():
        raw = compose(replace(letter, text=LONG, subject="Long " * 60, ticket_subject="Long " * 60))
        assert max(map(len, raw.split(b"\r\n"))) <= 998  # RFC 5322 section 2.1.1
        assert b"\r" not in raw.replace(b"\r\n", b"")


@pytest.mark.parametrize("name", [name for name in letters() if name.endswith("least")])
def test_the_least_leaves_no_gaps(name):
    mail = rendered(letters()[name])
    assert "\n\n\n" not in mail.text
    assert not re.search(r"<(p|li|div|td)[^>]*>\s*</\1>", mail.html)
    assert all(not (left == right == "") for left, right in pairwise(mail.text.split("\n")))


def test_every_placeholder_of_a_kind_has_its_value():
    for letter in letters().values():
        every = "\n".join(f"{{{{ {name} }}}}" for name in NAMES[letter.template])
        words = checked(kind=letter.template, language="en", words=MailWords("", every, "")).words
        assert "{{" not in rendered(replace(letter, words=words)).text
