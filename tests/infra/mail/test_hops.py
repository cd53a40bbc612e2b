"""Who brought a mail: what is read of Received lines, and what of them a client could have written itself."""

from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tridesk.infra.mail.hops import client_of
from tridesk.infra.mail.suffixes import is_public, organisation

POSTFIX = "from mail.acme.test (mail.acme.test [203.0.113.5]) by mx.desk.test (Postfix) with ESMTPS id 1; Tue, 1 Jan"
INSIDE = "from mx.desk.test (localhost [127.0.0.1]) by mx.desk.test (amavisd-new, port 10024) with ESMTP id 1; Tue"
FORGED = "from mail.acme.test (mail.acme.test [198.51.100.66]) by mx.desk.test with ESMTP; Tue"


@pytest.mark.parametrize(
    ("lines", "address", "helo"),
    [
        ([POSTFIX], "203.0.113.5", "mail.acme.test"),
        ([POSTFIX, FORGED], "203.0.113.5", "mail.acme.test"),
        ([INSIDE, POSTFIX], "203.0.113.5", "mail.acme.test"),
        (["by tridesk with LMTP; Tue", POSTFIX], "203.0.113.5", "mail.acme.test"),
        (["from mx.desk.test by mx.desk.test with LMTP id x; Tue", POSTFIX], "203.0.113.5", "mail.acme.test"),
        (["from root by mx.desk.test with local (Exim 4.96); Tue", POSTFIX], "203.0.113.5", "mail.acme.test"),
        (["from x (gate [100.64.3.1]) by mx; Tue", POSTFIX], "203.0.113.5", "mail.acme.test"),
        (["from a (a.test [IPv6:2001:db8::5]) by mx.desk.test with ESMTP; Tue"], "2001:db8::5", "a"),
        (["from a (a.test. [2001:db8::5]) by mx.google.com with ESMTPS; Tue"], "2001:db8::5", "a"),
        (["from a (a.test [::ffff:203.0.113.5]) by mx.desk.test with ESMTP; Tue"], "203.0.113.5", "a"),
        (["from [198.51.100.66] (unknown [203.0.113.5]) by mx.desk.test with SMTP; Tue"], "203.0.113.5",
         "198.51.100.66"),
        (["from [203.0.113.5] (helo=[198.51.100.66]) by mx.desk.test with esmtp (Exim 4.96); Tue"], "203.0.113.5",
         "198.51.100.66"),
        (["from a.acme.test ([203.0.113.5] helo=[198.51.100.66]) by mx.desk.test with esmtps; Tue"], "203.0.113.5",
         "198.51.100.66"),
        (["from unknown (HELO [198.51.100.66]) (203.0.113.5) by mx.desk.test with SMTP; Tue"], "203.0.113.5",
         "unknown"),
        (["from a.test (203.0.113.5) by mx.desk.test (10.0.0.4) with Microsoft SMTP Server id 15; Tue"],
         "203.0.113.5", "a.test"),
        (["from a (b.test [203.0.113.5] (may be forged)) by mx.desk.test with ESMTP; Tue"], "203.0.113.5", "a"),
        # who calls itself by our name is not one of us
        (["from x.desk.test (unknown [203.0.113.5]) by mx.desk.test with ESMTP; Tue"], "203.0.113.5", "x.desk.test"),
        (["from x.desk.test (x.desk.test [203.0.113.5] (may be forged)) by mx.desk.test with ESMTP; Tue"],
         "203.0.113.5", "x.desk.test"),
        (["from x.desk.test (203.0.113.5) by mx.desk.test with ESMTP; Tue"], "203.0.113.5", "x.desk.test"),
    ],
)  # fmt: skip
def test_the_client_is_the_first_from_outside(lines: list[str], address: str, helo: str) -> None:
    found = client_of(lines)
    assert found is not None
    assert (found.address, found.helo) == (address, helo)


@pytest.mark.parametrize(
    "line",
    [
        "from home ([203.0.113.5]) by mx.desk.test with ESMTPSA id 1; Tue",  # signed in
        "from [203.0.113.5] by webmail.desk.test with HTTPS; Tue",
        "from relay.desk.test (relay.desk.test [203.0.113.5]) by mx.desk.test with ESMTP; Tue",  # a relay of ours
        "from A.prod.outlook.com (2603:10a6:208::14) by B.prod.outlook.com (2603:10a6::1) with HTTPS; Tue",
        "from A.prod.outlook.com (2603:10a6:208::14) by B.prod.outlook.com (2603:10a6::1) with Microsoft; Tue",
        "from a (a [203.0.113.5] b [198.51.100.66]) by mx.desk.test with ESMTP; Tue",
        "from a ([203.0.113.5]) ([198.51.100.66]) by mx.desk.test with ESMTP; Tue",
        "from [203.0.113.5] by mx.desk.test with ESMTP; Tue",  # a literal that the client may have said
        "from a (a [999.0.113.5]) by mx.desk.test with ESMTP; Tue",
        "from a.test by mx.desk.test with ESMTP; Tue",
        "",
    ],
)
def test_where_it_is_not_sure_nobody_is_named_and_nothing_below_is_read(line: str) -> None:
    assert client_of([line, FORGED] if line else []) is None


def test_the_relays_that_the_administrator_names_are_passed_by() -> None:
    outer = "from filter.other.test (filter.other.test [203.0.113.5]) by mx.desk.test with ESMTP; Tue"
    relays = [ip_network("203.0.113.0/28")]
    found = client_of([outer, FORGED], relays=relays)
    assert found is not None
    assert found.address == "198.51.100.66"
    assert client_of([outer], relays=relays) is None


@given(st.lists(st.text(alphabet="from by with(helo=)[1.2:3];ESMTPA HTTP", max_size=120), max_size=4))
def test_any_line_is_read_as_something(lines: list[str]) -> None:
    found = client_of(lines)
    assert found is None or found.address


@pytest.mark.parametrize(
    ("domain", "whose", "public"),
    [
        ("mail.acme.co.uk", "acme.co.uk", False),
        ("acme.com.br", "acme.com.br", False),
        ("co.uk", "co.uk", True),
        ("com", "com", True),
        ("evil.test", "evil.test", False),  # a suffix that no list knows is public, too
        ("test", "test", True),
        ("a.b.acme.test", "acme.test", False),
        ("b.foo.ck", "b.foo.ck", False),
        ("foo.ck", "foo.ck", True),
        ("a.www.ck", "www.ck", False),
        ("me.github.io", "me.github.io", False),
        ("a.xn--85x722f.com.cn", "xn--85x722f.com.cn", False),
        ("", "", True),
    ],
)
def test_which_part_of_a_domain_somebody_registered(domain: str, whose: str, public: bool) -> None:
    assert (organisation(domain), is_public(domain)) == (whose, public)
