"""A link that says one host and leads to another shows the true one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.channels.email.mails import html

from tridesk.kernel.links import hidden_host


@pytest.mark.parametrize(
    ("text", "href", "shown"),
    [
        ("https://bank.test/login", "https://evil.test/", "evil.test"),
        ("bank.test", "https://evil.test/", "evil.test"),
        ("See https://bank.test/login.", "http://evil.test/", "evil.test"),
        ("www.bank.test", "//evil.test", "evil.test"),
        ("bank.test", "https://bank.test.evil.test/", "bank.test.evil.test"),
        ("login.bank.test", "https://bank.test/", "bank.test"),
        ("bank.test", "https://BANK.test./x", ""),
        ("www.bank.test", "https://login.bank.test/x", ""),
        ("https://bank.test", "https://www.bank.test:443/#top", ""),
        ("Click here", "https://evil.test/", ""),
        ("Your report.pdf", "https://files.test/1", ""),
        ("report.pdf", "https://files.test/1", ""),
        ("help@bank.test", "mailto:evil@evil.test", ""),
        ("bank.test", "tel:123", ""),
        ("", "https://evil.test", ""),
        # a user before the host, and what browsers read otherwise than they look
        ("here", "https://bank.test@evil.test/", "evil.test"),
        ("https://bank.test@evil.test/", "https://bank.test@evil.test/", "evil.test"),
        ("bank.test", "https://evil.test\\@bank.test/", "evil.test"),
        ("bank.test", "https:evil.test", "evil.test"),
        ("bank.test", "https:///evil.test", "evil.test"),
        ("bank.test", " ht\ntps://ev\til.test", "evil.test"),
        ("bank.test", "https://%65vil.test/", "evil.test"),
        ("bank.test", "https://evil。test/", "evil.test"),
        ("ban\u200bk.test", "https://evil.test/", "evil.test"),
        ("bank.test", "https://[::1", "[::1"),
        # letters that look alike, and the two ways to write one name
        ("bank.test", "https://b\u0430nk.test/", "xn--bnk-6cd.test"),
        ("bank.test", "https://xn--bnk-6cd.test/", "xn--bnk-6cd.test"),
        ("münchen.test", "https://xn--mnchen-3ya.test/", ""),
        ("xn--mnchen-3ya.test", "https://MÜNCHEN.test/", ""),
        # where a redirect leads is not asked
        ("the news", "https://click.test/?to=https://evil.test", ""),
        ("https://click.test/?to=https://evil.test", "https://click.test/?to=https://evil.test", ""),
    ],
)
def test_the_true_host(text: str, href: str, shown: str) -> None:
    assert hidden_host(text, href) == shown


@given(st.text(max_size=80), st.text(alphabet="htps:/\\@.[]%aé。 \t", max_size=80))
def test_any_link_is_read(text: str, href: str) -> None:
    assert hidden_host(text, href).isascii() or not href.isascii()


@given(st.from_regex(r"[a-z]{1,9}\.[a-z]{2,9}", fullmatch=True))
def test_a_link_that_says_its_own_host_shows_nothing(host: str) -> None:
    assert hidden_host(host, f"https://{host}/") == ""


def test_it_stands_behind_the_link_in_all_that_is_shown() -> None:
    message = html('<p>Go to <a href="https://evil.test/x"><b>https://</b>bank.test</a> now</p>')
    for shown in (message.html, message.new_html):
        assert "</a> [evil.test] now" in shown
    assert "[evil.test] now" in message.text


def test_an_honest_link_stays_as_it_is() -> None:
    assert "[" not in html('<p><a href="https://bank.test/x">bank.test</a></p>').html
