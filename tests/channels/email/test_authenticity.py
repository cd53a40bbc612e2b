"""What is believed of Authentication-Results, and of whom."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.channels.email.mails import raw

from tridesk.channels.kinds.email.authenticity import authenticity
from tridesk.channels.types import Authenticity

OURS = ("mx.desk.test",)


def read(*fields: str) -> Authenticity:
    return authenticity(fields, trusted=OURS)


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("mx.desk.test; none", Authenticity()),
        ("mx.desk.test; spf=pass smtp.mailfrom=a@acme.test", Authenticity(spf="pass", spf_domain="acme.test")),
        ("MX.Desk.Test 1; SPF=Fail", Authenticity(spf="fail")),
        ("mx.desk.test 2; spf=pass", Authenticity()),
        ('"mx.desk.test"; spf=hardfail', Authenticity(spf="fail")),
        ("mx.desk.test; dkim=pass header.d=Acme.test", Authenticity(dkim="pass", dkim_domains=("acme.test",))),
        (
            "mx.desk.test; dkim=fail (bad) header.d=x.test; dkim=pass header.i=@acme.test",
            Authenticity(dkim="pass", dkim_domains=("acme.test",)),
        ),
        (
            "mx.desk.test; dkim/1 = pass (2048-bit key; nested (one \\) two)) header.d = acme.test;"
            ' dmarc=pass (p=NONE sp=NONE) reason="a ; dmarc=fail" header.from=acme.test; arc=none',
            Authenticity("", "pass", "pass", "none", "", ("acme.test",), "acme.test"),
        ),
        ("mx.desk.test; dmarc=pass header.from=a.test; dmarc=fail header.from=b.test", Authenticity(dmarc="fail")),
        ("mx.desk.test; dmarc=bestguesspass header.from=a.test", Authenticity(dmarc="none")),
        ("mx.desk.test; spf=none smtp.helo=a; spf=pass smtp.mailfrom=b", Authenticity("pass", spf_domain="b")),
        ("spf=pass smtp.mailfrom=a.test; dmarc=pass header.from=a.test", Authenticity()),
        ("mx.desk.test; spf=fail (it never ends; dmarc=pass header.from=a.test", Authenticity(spf="fail")),
        ('mx.desk.test; (a " b) dmarc=fail (c " d)', Authenticity(dmarc="fail")),
        ('mx.desk.test; spf=fail smtp.mailfrom="a; dmarc=pass header.from=a.test"', Authenticity(spf="fail")),
        ("mx.desk.test.evil.test; dmarc=pass header.from=a.test", Authenticity()),
        ("rnx.desk.test; dmarc=pass header.from=a.test", Authenticity()),
        ("", Authenticity()),
    ],
)  # fmt: skip
def test_one_field_is_read(field: str, expected: Authenticity) -> None:
    assert read(field) == expected


@pytest.mark.parametrize(
    ("fields", "dmarc", "spf"),
    [
        (["mx.desk.test; spf=pass", "mx.desk.test; dmarc=pass"], "pass", "pass"),
        (["mx.desk.test; dmarc=fail", "mx.desk.test; dmarc=pass"], "fail", ""),
        (["mx.other.test; spf=pass", "mx.desk.test; dmarc=pass"], "", ""),
        (["mx.desk.test; spf=fail", "mx.other.test; arc=pass", "mx.desk.test; dmarc=pass"], "", "fail"),
    ],
)
def test_only_the_topmost_run_counts_and_the_top_wins(fields: list[str], dmarc: str, spf: str) -> None:
    found = read(*fields)
    assert (found.dmarc, found.spf) == (dmarc, spf)


def test_nothing_is_believed_where_nobody_is_trusted() -> None:
    assert authenticity(["; dmarc=pass header.from=a.test", "x; dmarc=pass"], trusted=()) == Authenticity()


def test_what_lies_below_the_next_received_line_came_with_the_mail() -> None:
    head = b"Received: from a\nAuthentication-Results: mx.desk.test;\n spf=fail\nReceived: from b\n"
    message = raw(head + b"Authentication-Results: mx.desk.test; dmarc=pass header.from=desk.test\nFrom: b@desk.test\n")
    assert message.marks.authentication_results == ("mx.desk.test; spf=fail",)


def test_an_encoded_word_brings_no_results_of_its_own() -> None:
    word = b"=?utf-8?q?x=3Bdmarc=3Dpass_header.from=3Ddesk.test?="
    message = raw(b"Authentication-Results: mx.desk.test; spf=fail smtp.mailfrom=" + word + b"\nFrom: b@desk.test\n")
    found = authenticity(message.marks.authentication_results, trusted=OURS)
    assert (found.spf, found.dmarc) == ("fail", "")


@given(st.text(alphabet='mx.desk.test; =()"\\dmarcpassfail', max_size=200))
def test_whatever_a_stranger_writes_below_our_servers_failure_it_stays_one(text: str) -> None:
    found = read("mx.desk.test; dmarc=fail header.from=desk.test", text)
    assert found.failed
    assert not found.proves("desk.test")


@given(st.text(max_size=300))
def test_any_text_is_read_as_something(text: str) -> None:
    assert read(text, f"mx.desk.test; {text}").dmarc in ("", "pass", "fail", "none", "softfail", "neutral",
                                                           "temperror", "permerror")  # fmt: skip


@pytest.mark.parametrize(
    ("found", "proves", "supports", "failed"),
    [
        (Authenticity(), False, False, False),
        (Authenticity(dmarc="pass", dmarc_domain="a.test"), True, True, False),
        (Authenticity(dmarc="pass", dmarc_domain="xa.test"), False, False, False),
        (Authenticity(dmarc="pass"), False, False, False),
        (Authenticity(dkim="pass", dkim_domains=("b.test", "a.test")), True, True, False),
        (Authenticity(dkim="pass", dkim_domains=("b.a.test",)), False, False, False),
        (Authenticity(dkim="pass", dmarc="fail", dkim_domains=("a.test",)), False, False, True),
        (Authenticity(spf="pass", spf_domain="a.test"), False, True, False),
        (Authenticity(spf="pass", dmarc="fail", spf_domain="a.test"), False, False, True),
        (Authenticity(spf="softfail", dkim="fail"), False, False, True),
        (Authenticity(spf="fail"), False, False, False),
        (Authenticity(spf="fail", dkim="fail", dmarc="pass", dmarc_domain="a.test"), True, True, False),
    ],
)
def test_what_it_is_worth(found: Authenticity, proves: bool, supports: bool, failed: bool) -> None:
    assert (found.proves("a.test"), found.supports("a.test"), found.failed) == (proves, supports, failed)
    assert not found.proves("")
    assert not found.supports("")
