"""Keys of our own, and mails signed with them, measured by dkimpy alone."""

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.infra.mail.signing import rsa_key

from tridesk.infra.mail.signing import (
    Published,
    UnusableKeyError,
    make_key,
    published,
    read_key,
    record_name,
    record_of,
    signed,
)

KEY = read_key(rsa_key().private.decode())
MAIL = (
    b"From: Help <help@desk.test>\r\nTo: alice@acme.test\r\nSubject: Re: it\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: text/plain\r\nIn-Reply-To: <1@acme.test>\r\nX-Own: 1\r\n\r\nWords.\r\n"
)


def good(raw: bytes) -> bool:
    asked = []

    def record(name: bytes, **_how: object) -> bytes:
        asked.append(name)
        return record_of(KEY).encode()

    found = dkim.verify(raw, dnsfunc=record)
    assert asked in ([], [b"s1._domainkey.desk.test."])
    return bool(found)


def test_what_we_sign_verifies_against_the_record_we_show() -> None:
    raw = signed(MAIL, domain="desk.test", selector="s1", key=KEY)
    assert raw.endswith(MAIL)
    assert record_name("desk.test", "s1") == "s1._domainkey.desk.test"
    assert good(raw)
    assert good(raw.replace(b"Words.", b"Words. ").replace(b"Subject: ", b"Subject:  "))  # as servers may refold
    assert not good(raw.replace(b"Words", b"Money"))
    assert not good(raw.replace(b"Re: it", b"Re: money"))
    for added in (b"From: evil@evil.test\r\n", b"X-Nothing: 1\r\n"):
        assert good(added + raw) == (b"From" not in added)


def test_each_line_of_a_signed_mail_is_as_short_as_the_wire_wants_it() -> None:
    raw = signed(MAIL, domain="a" * 60 + ".test", selector="s" * 60, key=KEY)
    assert max(map(len, raw.split(b"\r\n"))) < 200


@settings(max_examples=30)
@given(st.text(max_size=60), st.binary(max_size=200).map(lambda each: each.replace(b"\r", b"").replace(b"\n", b"\r\n")))
def test_any_words_can_be_signed(subject: str, body: bytes) -> None:
    line = subject.encode("utf-8", "replace").replace(b"\r", b"").replace(b"\n", b"").replace(b"\0", b"")
    assert good(signed(b"From: help@desk.test\r\nSubject: " + line + b"\r\n\r\n" + body, domain="desk.test",
                       selector="s1", key=KEY))  # fmt: skip


def test_a_made_key_is_one_that_can_be_read_and_published() -> None:
    key = make_key()
    assert read_key(key) == key
    assert published(key, (record_of(key).encode(),)) is Published.OURS
    assert len(record_of(key)) < 500


def pem(key, form=serialization.PrivateFormat.PKCS8, lock=None) -> str:
    return key.private_bytes(serialization.Encoding.PEM, form, lock or serialization.NoEncryption()).decode()


def test_a_key_of_another_form_is_kept_in_ours() -> None:
    key = serialization.load_pem_private_key(KEY.encode(), password=None)
    assert read_key("\n  " + pem(key)) == KEY


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no_key"),
        ("words", "no_key"),
        (KEY[:-200], "no_key"),
        ("é" + KEY[1:], "no_key"),
        (record_of(KEY), "no_key"),
        (pem(ec.generate_private_key(ec.SECP256R1())), "no_rsa"),
        (
            pem(
                rsa.generate_private_key(65537, 1024),
                lock=serialization.BestAvailableEncryption(b"secret"),
            ),
            "sealed_key",
        ),
    ],
)
def test_what_cannot_sign_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(UnusableKeyError) as refused:
        read_key(text)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("records", "found"),
    [
        ((), Published.NOTHING),
        ((b"v=spf1 -all",), Published.NOTHING),
        ((record_of(KEY).encode(), b"v=spf1 -all"), Published.OURS),
        ((record_of(KEY).replace("p=", "p= ").encode(),), Published.OURS),
        ((record_of(KEY).encode(), record_of(KEY).encode()), Published.OTHER),
        ((b"v=DKIM1; p=",), Published.OTHER),
        ((b"v=DKIM1; p=AAAA",), Published.OTHER),
        ((b"p=\xff; ; =",), Published.OTHER),
        ((record_of(KEY).replace("k=rsa", "k=ed25519").encode(),), Published.OTHER),
    ],
)
def test_what_is_published_is_told_apart(records: tuple[bytes, ...], found: Published) -> None:
    assert published(KEY, records) is found
