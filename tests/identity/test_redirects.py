"""Where an answer with somebody's code in it may go."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tridesk.identity.rules import checked_redirects, checked_scopes, redirect_fits
from tridesk.kernel.errors import InvalidError


@pytest.mark.parametrize(
    "address",
    [
        "https://app.example.com/back",
        "https://app.example.com:8443/back?tenant=1",
        "https://[2001:db8::1]/back",
        "http://127.0.0.1/back",
        "http://127.0.0.1:8000/back",
        "http://[::1]:1/back",
        "http://localhost/back",
        "com.example.app:/back",
    ],
)
def test_these_can_be_registered(address: str) -> None:
    assert checked_redirects([address, f" {address} ", ""]) == [address]


@pytest.mark.parametrize(
    "address",
    [
        "http://app.example.com/back",
        "https://app.example.com/#part",
        "https://me@app.example.com/",
        "https://app.example.com@evil.test/",
        "https:///back",
        "https://*.example.com/",
        "https://app.example.com\\@evil.test/",
        "https://app.example.com/a b",
        "https://app.example.com/\nSet-Cookie",
        "https://bücher.test/",
        "https://app.example.com:0/",
        "https://app.example.com:x/",
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "app:/back",
        "//evil.test/",
        "/back",
        "http://127.0.0.1.evil.test/",
        "http://127.0.0.1:80@evil.test/",
        "https://x.test/" + "a" * 2000,
    ],
)
def test_these_cannot(address: str) -> None:
    with pytest.raises(InvalidError) as refused:
        checked_redirects([address])
    assert refused.value.values["reason"] == "no_redirect"


def test_not_too_many() -> None:
    with pytest.raises(InvalidError):
        checked_redirects([f"https://x.test/{number}" for number in range(21)])


@pytest.mark.parametrize(
    ("known", "asked", "fits"),
    [
        ("https://a.test/back", "https://a.test/back", True),
        ("https://a.test/back", "https://a.test/back/", False),
        ("https://a.test/back", "https://a.test/back?x=1", False),
        ("https://a.test/back", "https://a.test/Back", False),
        ("https://a.test/back", "https://a.test:443/back", False),
        ("https://a.test/back", "https://a.test.evil.test/back", False),
        ("https://a.test/back", "https://a.test/back/../evil", False),
        ("http://127.0.0.1/back", "http://127.0.0.1:54321/back", True),
        ("http://127.0.0.1:1/back", "http://127.0.0.1/back", True),
        ("http://[::1]/back", "http://[::1]:9/back", True),
        ("http://127.0.0.1/back", "http://localhost:9/back", False),
        ("http://127.0.0.1/back", "https://127.0.0.1:9/back", False),
        ("http://127.0.0.1/back", "http://127.0.0.1:9/other", False),
        ("http://127.0.0.1/back", "http://127.0.0.1:99999/back", False),
        ("http://127.0.0.1/back", "http://127.0.0.1:0/back", False),
        ("http://127.0.0.1/back", "http://127.0.0.1:9@evil.test/back", False),
        ("http://127.0.0.1/back", "http://127.0.0.1:9/back#x", False),
        ("com.example.app:/back", "com.example.app:/back", True),
        ("com.example.app:/back", "com.example.app:/other", False),
        ("https://a.test/back", "", False),
    ],
)
def test_only_the_port_on_ones_own_machine_is_free(known: str, asked: str, fits: bool) -> None:
    assert redirect_fits(known, asked) is fits


@given(st.text())
def test_nothing_else_ever_fits(asked: str) -> None:
    assert redirect_fits("https://a.test/back", asked) is (asked == "https://a.test/back")


def test_scopes_come_in_one_order_and_within_what_is_allowed() -> None:
    assert checked_scopes(["people:read", "tickets:read", "people:read"]) == ["tickets:read", "people:read"]
    for scopes, within in (([], None), (["nonsense"], None), (["tickets:write"], ["tickets:read"])):
        with pytest.raises(InvalidError):
            checked_scopes(scopes, within=within)
