"""Where a mail is from, with a real name server: signatures, addresses, policies, and what attackers try."""

import time
from dataclasses import replace

import dkim
import pytest
from tests.infra.mail.signing import ALL, Key, ed25519_key, rsa_key, signed
from tests.servers.dns import SLOW, NameServer

from tridesk.infra.dns import PAUSE_SECONDS, Questions, Resolver
from tridesk.infra.mail.hops import Travelled
from tridesk.infra.mail.origin import Origin, check_origin
from tridesk.infra.mail.signatures import chain
from tridesk.infra.mail.signed_parts import parts_of

OURS, ELSEWHERE = "203.0.113.5", "198.51.100.66"
MAIL = (
    b"From: Alice <alice@acme.test>\r\nTo: help@desk.test\r\nSubject: The printer burns\r\n"
    b"Date: Tue, 10 Mar 2026 09:00:00 +0000\r\nMessage-ID: <1@acme.test>\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n\r\nIt  smokes. \r\nHelp!\r\n\r\n"
)


@pytest.fixture
def names(name_server: NameServer) -> NameServer:
    rsa, ed = rsa_key().record, ed25519_key().record
    lookups = " ".join(f"include:i{number}.test" for number in range(11))
    name_server.publish(
        {
            "s._domainkey.acme.test": rsa,
            "ed._domainkey.acme.test": ed,
            "revoked._domainkey.acme.test": "v=DKIM1; k=rsa; p=",
            "twice._domainkey.acme.test": [rsa, ed],
            "junk._domainkey.acme.test": "v=DKIM1; k=rsa; p=AAAA",
            "s._domainkey.mail.acme.test": rsa,
            "s._domainkey.evil.test": rsa,
            "s._domainkey.list.test": rsa,
            "_dmarc.acme.test": ["v=DMARC1; p=reject; sp=quarantine", "something else"],
            "acme.test": f"v=spf1 ip4:{OURS} -all",
            "bounce.acme.test": f"v=spf1 ip4:{OURS} -all",
            "evil.test": "v=spf1 +all",
            "soft.test": "v=spf1 ~all",
            "many.test": f"v=spf1 {lookups} -all",
            **{f"i{number}.test": "v=spf1 ?all" for number in range(11)},
            "slowly.test": f"v=spf1 include:{SLOW} -all",
            "loop.test": "v=spf1 include:loop.test -all",
            "broken.test": "v=spf1 ip4:300.1.1.1 -all",
            "_dmarc.strict.test": "v=DMARC1;p=reject;adkim=s;aspf=s",
            "s._domainkey.mail.strict.test": rsa,
            "s._domainkey.strict.test": rsa,
            "bounce.strict.test": "v=spf1 +all",
            "_dmarc.none.test": "v=DMARC1; p=none",
            "_dmarc.two.test": ["v=DMARC1; p=reject", "v=DMARC1; p=none"],
            "_dmarc.odd.test": "v=DMARC1; p=whatever; rua=mailto:x@odd.test",
            "_dmarc.noversion.test": "p=reject; v=DMARC1",
        }
    )
    return name_server


def way(author: str = "acme.test", path: str | None = None, client: str = ELSEWHERE, protocol: str = "ESMTPS"):
    lines = (f"from x ({'x'} [{client}]) by mx.desk.test with {protocol} id 1; x",) if client else ()
    return Travelled(author, f"bounces@{author}" if path is None else path, lines)


def found(names: NameServer, raw: bytes, travelled: Travelled | None = None) -> Origin:
    return check_origin(raw, travelled or way(), questions=Questions(Resolver([names.address])))


@pytest.mark.parametrize("key", [rsa_key, ed25519_key])
@pytest.mark.parametrize("header", [b"simple", b"relaxed"])
@pytest.mark.parametrize("body", [b"simple", b"relaxed"])
def test_a_good_signature_passes_and_binds(names: NameServer, key, header, body) -> None:
    selector = "s" if key is rsa_key else "ed"
    raw = signed(MAIL, "acme.test", selector=selector, key=key(), canonicalize=(header, body))
    assert found(names, raw) == Origin(
        "fail", "pass", "pass", "none", "", ("acme.test",), "acme.test", "reject", binds=True
    )
    assert found(names, raw.replace(b"\r\n", b"\n")).dkim == "pass"  # kept with other line ends
    assert found(names, raw.replace(b"smokes", b"burns")).dkim == "fail"
    assert found(names, raw.replace(b"Subject: The", b"Subject: A")).dkim == "fail"


def test_the_example_of_rfc_8463_passes(names: NameServer, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = (
        b"DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;\r\n"
        b" d=football.example.com; i=@football.example.com;\r\n"
        b" q=dns/txt; s=brisbane; t=1528637909; h=from : to :\r\n"
        b" subject : date : message-id : from : subject : date;\r\n"
        b" bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n"
        b" b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus\r\n"
        b" Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==\r\n"
        b"From: Joe SixPack <joe@football.example.com>\r\n"
        b"To: Suzie Q <suzie@shopping.example.net>\r\n"
        b"Subject: Is dinner ready?\r\n"
        b"Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r\n"
        b"Message-ID: <20030712040037.46341.5F8J@football.example.com>\r\n\r\n"
        b"Hi.\r\n\r\nWe lost the game.  Are you hungry yet?\r\n\r\nJoe.\r\n"
    )
    record = b"v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
    monkeypatch.setattr("tridesk.infra.mail.signatures._key_record", lambda _name, _questions: record)
    told = found(names, raw, way("football.example.com"))
    assert (told.dkim, told.dkim_domains) == ("pass", ("football.example.com",))
    assert found(names, raw.replace(b"Joe.", b"Jim."), way("football.example.com")).dkim == "fail"
    assert found(names, raw.replace(b"dinner", b"supper"), way("football.example.com")).dkim == "fail"


def with_tag(raw: bytes, tag: bytes) -> bytes:
    return raw.replace(b"; q=dns/txt;", b"; q=dns/txt; " + tag + b";", 1)


def attack(name: str) -> bytes:
    good = signed(MAIL, "acme.test")
    match name:
        case "expired":
            return with_tag(good, b"x=1000000000")
        case "revoked" | "twice" | "junk" | "nobody":
            return signed(MAIL, "acme.test", selector=name)
        case "appended by l=":
            return signed(MAIL, "acme.test", length=True) + b"Send money.\r\n"
        case "l= that covers all":
            return signed(MAIL, "acme.test", length=True)
        case "no From":
            return signed(MAIL, "acme.test", covers=ALL).replace(b"h=from : ", b"h=")
        case "no Subject":
            return signed(MAIL, "acme.test", covers=tuple(each for each in ALL if each != b"subject"))
        case "a second Subject":
            return b"Subject: Send money\r\n" + good
        case "a second From":
            return b"From: bruno@desk.test\r\n" + good
        case "rsa-sha1":
            return good.replace(b"a=rsa-sha256", b"a=rsa-sha1")
        case "another's signature":
            return signed(MAIL, "evil.test")
        case "a header line without a name":
            return good.replace(b"Date:", b"Words that would be shown\r\nDate:")
        case "a long name":
            return b"X-" + b"a" * 200 + b": Words that would be shown\r\n" + good
        case "an mbox line":
            return good.replace(b"Date:", b"From nobody Tue\r\nDate:")
        case "a bare return":
            return good.replace(b"Date:", b"X: a\rb\r\nDate:")
        case "blanks":
            return good.replace(b"DKIM-Signature:", b"DKIM-Signature:" + b" \r\n" * 3000 + b" ", 1)
        case "names without end":
            return good.replace(b"h=from", b"h=" + b"a:" * 3000 + b"from")
    raise AssertionError(name)


ATTACKS = {
    "expired": "fail", "revoked": "permerror", "twice": "permerror", "junk": "permerror",
    "nobody": "permerror", "appended by l=": "neutral", "l= that covers all": "neutral", "no From": "fail",
    "no Subject": "neutral", "a second Subject": "neutral", "a second From": "fail", "rsa-sha1": "permerror",
    "another's signature": "pass", "a header line without a name": "none", "a long name": "none",
    "an mbox line": "none", "a bare return": "none", "blanks": "none", "names without end": "permerror",
}  # fmt: skip


@pytest.mark.parametrize("name", ATTACKS)
def test_what_is_wrong_with_a_signature_proves_nothing(names: NameServer, name: str) -> None:
    told = found(names, attack(name))
    assert told.dkim == ATTACKS[name]
    assert told.dmarc == ("" if told.dkim == "neutral" else "fail")  # what is merely weak is not called forged
    assert not told.binds
    assert "acme.test" not in told.dkim_domains


def test_a_short_key_proves_nothing(names: NameServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tridesk.infra.mail.signatures._LEAST_BITS", 1025)
    assert found(names, signed(MAIL, "acme.test")).dkim == "permerror"


@pytest.mark.parametrize("left_out", [b"to", b"message-id", b"content-type", b"date"])
def test_a_signature_that_leaves_out_where_it_goes_supports_but_does_not_bind(names, left_out) -> None:
    told = found(names, signed(MAIL, "acme.test", covers=tuple(each for each in ALL if each != left_out)))
    assert (told.dkim, told.dmarc, told.binds) == ("pass", "pass", False)


@pytest.mark.parametrize("added", [b"In-Reply-To: <x@desk.test>", b"References: <x@desk.test>", b"Cc: help@desk.test"])
def test_what_was_added_to_a_signed_mail_unbinds_it(names: NameServer, added: bytes) -> None:
    raw = signed(MAIL, "acme.test")
    assert found(names, raw).binds
    assert not found(names, added + b"\r\n" + raw).binds


@pytest.mark.parametrize(
    ("author", "signer", "dmarc", "policy", "binds"),
    [
        ("acme.test", "mail.acme.test", "pass", "reject", True),
        ("mail.acme.test", "acme.test", "pass", "quarantine", True),
        ("mail.acme.test", "evil.test", "fail", "quarantine", False),
        ("strict.test", "mail.strict.test", "fail", "reject", False),
        ("strict.test", "strict.test", "pass", "reject", True),
        ("none.test", "evil.test", "fail", "none", False),
        ("two.test", "evil.test", "none", "", False),
        ("odd.test", "evil.test", "fail", "none", False),
        ("noversion.test", "evil.test", "none", "", False),
        ("nowhere.test", "evil.test", "none", "", False),
        ("Acme.test", "acme.test", "pass", "reject", True),
        ("", "acme.test", "", "", False),
    ],
)
def test_what_the_authors_domain_asks_for(names, author, signer, dmarc, policy, binds) -> None:
    told = found(names, signed(MAIL, signer), way(author))
    assert (told.dmarc, told.policy, told.binds) == (dmarc, policy, binds)
    assert told.dmarc_domain == (author if dmarc == "pass" else "")


@pytest.mark.parametrize(
    ("author", "path", "client", "spf", "dmarc"),
    [
        ("acme.test", "a@acme.test", OURS, "pass", "pass"),
        ("acme.test", "a@bounce.acme.test", OURS, "pass", "pass"),
        ("acme.test", "a@acme.test", ELSEWHERE, "fail", "fail"),
        ("acme.test", "a@evil.test", ELSEWHERE, "pass", "fail"),
        ("strict.test", "a@bounce.strict.test", OURS, "pass", "fail"),
        ("acme.test", "a@soft.test", OURS, "softfail", "fail"),
        ("acme.test", "a@many.test", OURS, "permerror", "fail"),
        ("acme.test", "a@loop.test", OURS, "permerror", "fail"),
        ("acme.test", "a@broken.test", OURS, "permerror", "fail"),
        ("acme.test", "a@nowhere.test", OURS, "none", "fail"),
        ("acme.test", "", OURS, "none", "fail"),  # an empty sender, and a HELO that is no name
        ("acme.test", "a@acme.test", "", "", ""),  # mail of our own house: nothing is known, nothing is claimed
        ("acme.test", "a@evil.test", "", "", "fail"),  # whoever brought it, it was not for the author
        ("nowhere.test", "a@nowhere.test", "", "", ""),
    ],
)
def test_what_the_servers_address_says(names, author, path, client, spf, dmarc) -> None:
    told = found(names, MAIL, way(author, path, client))
    assert (told.spf, told.dmarc) == (spf, dmarc)
    assert told.spf_domain == (path.partition("@")[2] if spf == "pass" else "")
    assert not told.binds


def test_a_sender_that_nobody_wrote_down_is_no_failure(names: NameServer) -> None:
    assert found(names, MAIL, replace(way(), return_path=None)) == Origin(arc="none")


def test_the_name_in_helo_counts_where_the_sender_is_empty(names: NameServer) -> None:
    line = f"from acme.test (x.test [{OURS}]) by mx.desk.test with ESMTP; x"
    told = found(names, MAIL, Travelled("acme.test", "", (line,)))
    assert (told.spf, told.spf_domain, told.dmarc) == ("pass", "acme.test", "pass")


def test_a_mail_that_somebody_signed_in_for_is_not_measured_by_spf(names: NameServer) -> None:
    assert found(names, MAIL, way(protocol="ESMTPSA")) == Origin(arc="none")


def test_nobody_answering_is_no_failure_and_costs_little(names: NameServer, monkeypatch) -> None:
    resolver, raw = Resolver([names.silent]), signed(MAIL, "acme.test")
    begun = time.monotonic()
    told = check_origin(raw, way(), questions=Questions(resolver))
    assert (told.spf, told.dkim, told.dmarc, told.binds) == ("temperror", "temperror", "temperror", False)
    assert time.monotonic() - begun < 2.5
    begun = time.monotonic()
    for _ in range(10):  # as in the next half minute
        check_origin(raw, way(), questions=Questions(resolver))
    assert time.monotonic() - begun < 1
    assert PAUSE_SECONDS >= 30


def test_a_strangers_slow_servers_keep_nobody_from_what_speaks_for_the_author(names: NameServer) -> None:
    raw = MAIL
    for number in range(8):
        raw = signed(raw, SLOW, selector=f"n{number}")
    begun = time.monotonic()
    told = check_origin(
        raw, way(path=f"a@{SLOW}", client=ELSEWHERE), questions=Questions(Resolver([names.address]), seconds=0.3)
    )
    assert (told.dmarc, told.policy, told.spf) == ("fail", "reject", "temperror")
    assert time.monotonic() - begun < 1.5
    told = check_origin(signed(raw, "acme.test"), way(), questions=Questions(Resolver([names.address]), seconds=0.3))
    assert (told.dkim, told.dmarc) == ("pass", "pass")


def test_an_include_that_is_slow_is_no_failure(names: NameServer) -> None:
    told = check_origin(MAIL, way(path="a@slowly.test"), questions=Questions(Resolver([names.address]), seconds=0.2))
    assert told.spf == "temperror"


def test_who_passed_it_on_is_kept_and_decides_nothing(names: NameServer) -> None:
    def passed_on(raw: bytes, results: bytes, by: bytes = b"list.test") -> bytes:
        raw = b"Authentication-Results: " + by + b"; " + results + b"\r\n" + raw
        return b"".join(dkim.arc_sign(raw, b"s", b"list.test", rsa_key().private, by)) + raw

    changed = signed(MAIL, "acme.test").replace(b"Subject: The", b"Subject: [list] The")
    once = passed_on(changed, b"dkim=pass header.d=acme.test; arc=none")
    told = found(names, once)
    assert (told.arc, told.dkim, told.dmarc, told.binds) == ("pass", "fail", "fail", False)
    assert found(names, passed_on(once, b"arc=pass", b"second.test")).arc == "pass"
    assert found(names, once.replace(b"Help!", b"Money!")).arc == "fail"
    assert found(names, b"ARC-Seal: i=1; junk\r\n" + MAIL).arc == "fail"
    parts = parts_of(once)
    assert parts is not None
    assert chain(parts, questions=Questions(Resolver([names.silent]), seconds=0.05)) == "temperror"
    assert found(names, b"ARC-Seal: i=1; cv=none\r\n" * 40 + MAIL).arc == "fail"


def test_a_huge_mail_of_blanks_takes_no_time(names: NameServer) -> None:
    raw = signed(MAIL, "acme.test") + (b" " * 900 + b"x") * 5_000 + b"\r\n" * 500_000 + b"\r"
    begun = time.monotonic()
    assert found(names, raw).dkim == "fail"
    assert time.monotonic() - begun < 2


def test_a_mail_too_large_to_look_at_is_no_failure(names: NameServer, monkeypatch) -> None:
    monkeypatch.setattr("tridesk.infra.mail.signed_parts.MAX_BODY", 20)
    monkeypatch.setattr("tridesk.infra.mail.origin.MAX_BODY", 20)
    told = found(names, signed(MAIL, "acme.test"))
    assert (told.dkim, told.dmarc) == ("none", "")


@pytest.mark.parametrize("key", [Key(b"", "", b"")])
@pytest.mark.parametrize("raw", [b"", b"\n", b"x", b"DKIM-Signature:\r\n\r\n", b"DKIM-Signature: v=1; d=\xff\r\n\r\nx"])
def test_whatever_comes_there_is_an_answer(names: NameServer, raw: bytes, key: Key) -> None:
    assert found(names, raw, Travelled("\ud800.test", "\ud800@\ud800", ("from (", "by", ""))).binds is False
