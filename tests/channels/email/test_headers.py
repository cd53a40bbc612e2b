"""Headers as programs really write them."""

from datetime import UTC, datetime

import pytest
from tests.channels.email.mails import raw

from tridesk.kernel.text import MailAddress


@pytest.mark.parametrize(
    ("value", "subject"),
    [
        (b"=?UTF-8?Q?Impress=C3=A3o?= falhou", "Impressão falhou"),
        (b"=?utf-8?B?w6k=?= =?utf-8?B?w6k=?=", "éé"),
        (b"=?utf-8?B?w?=\n =?utf-8?B?6k=?=", "é"),  # cut inside a character
        (b"=?utf-8?Q?=E2=82?= =?utf-8?Q?=AC?=", "€"),
        (b"=?iso-8859-1*en?Q?caf=E9?=", "café"),
        (b"=?no-such-charset?Q?caf=C3=A9?=", "café"),
        (b"=?utf-8?Q?What? now?=", "What? now"),
        ("Não imprime".encode(), "Não imprime"),
        ("Não imprime".encode("latin-1"), "Não imprime"),
        (b"=?ISO-2022-JP?B?GyRCJDMkcyRLJEEkTxsoQg==?=", "こんにちは"),
        (b"two\n  lines\tof it", "two lines of it"),
        (b"=?utf-8?B?w6k", "é"),  # its end forgotten
        (b"a =?utf-8?Q?b?=c", "a bc"),
        (b"", ""),
    ],
)
def test_a_subject_is_read_however_it_is_encoded(value: bytes, subject: str) -> None:
    assert raw(b"From: a@b.example\nSubject: " + value + b"\n").subject == subject


@pytest.mark.parametrize(
    ("value", "name", "address"),
    [
        (b"Alice <alice@acme.example>", "Alice", "alice@acme.example"),
        (b'"Doe, Alice" <alice@acme.example>', "Doe, Alice", "alice@acme.example"),
        (b"Doe, Alice <alice@acme.example>", "Doe, Alice", "alice@acme.example"),
        (b"alice@acme.example (Alice (of Acme))", "Alice (of Acme)", "alice@acme.example"),
        (b"=?utf-8?Q?Doe=2C_Alice?= <alice@acme.example>", "Doe, Alice", "alice@acme.example"),
        (b'"=?utf-8?B?QWxpY2U=?=" <alice@acme.example>', "Alice", "alice@acme.example"),
        (b"Alice <alice@acme.example", "Alice", "alice@acme.example"),
        (b"<alice @ acme . example>", "", "alice@acme.example"),
        (b"<@relay.example,@b.example:alice@acme.example>", "", "alice@acme.example"),
        (b"Alice [mailto:alice@acme.example]", "Alice", "alice@acme.example"),
        (b"'alice@acme.example' <alice@acme.example>", "", "alice@acme.example"),
        (b'"odd local"@acme.example', "", '"odd local"@acme.example'),
        ("Zoë <zoë@exämple.example>".encode(), "Zoë", "zoë@exämple.example"),
        (b"Alice alice@acme.example", "Alice", "alice@acme.example"),
        (b"Mail Robot", "Mail Robot", ""),
    ],
)
def test_a_sender_is_found_in_whatever_they_write(value: bytes, name: str, address: str) -> None:
    assert raw(b"From: " + value + b"\n").authors[-1] == MailAddress(name, address)


def test_members_of_a_group_are_addressed() -> None:
    message = raw(b"From: a@b.example\nTo: Support: Bruno <b@t.example>, carla@t.example;, otto@o.example\n")
    assert [address.address for address in message.to] == ["b@t.example", "carla@t.example", "otto@o.example"]


def test_undisclosed_recipients_are_nobody() -> None:
    assert raw(b"From: a@b.example\nTo: undisclosed-recipients:;\n").to == ()


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        (b"Mon, 2 Apr 2012 18:22:10 +0400", datetime(2012, 4, 2, 14, 22, 10, tzinfo=UTC)),
        (b"2 Apr 12 18:22 GMT", datetime(2012, 4, 2, 18, 22, tzinfo=UTC)),
        (b"2012-04-02T18:22:10+04:00", datetime(2012, 4, 2, 14, 22, 10, tzinfo=UTC)),
        (b"Sat, 31 Dec 2016 23:59:60 +0000", datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)),
        (b"Mon, 99 Foo 2012 18:22:10", None),
        (b"Thu, 01 Jan 1970 00:00:00 +0000", None),
        (b"yesterday", None),
    ],
)
def test_a_date_is_a_moment_in_utc_or_none(value: bytes, moment: datetime | None) -> None:
    assert raw(b"From: a@b.example\nDate: " + value + b"\n").date == moment


def test_an_absurd_date_yields_to_the_time_of_receipt_and_is_named() -> None:
    message = raw(
        b"Received: from x by y; Mon, 2 Apr 2012 18:22:10 +0000\nFrom: "
        b"a@b.example\nDate: Fri, 1 Jan 2094 00:00:00 +0000\n"
    )
    assert message.date == datetime(2012, 4, 2, 18, 22, 10, tzinfo=UTC)
    assert any("absurd" in defect for defect in message.defects)


def test_message_ids_lose_their_brackets_and_their_folds() -> None:
    message = raw(
        b"From: a@b.example\nMessage-ID: <one@b.example>\nIn-Reply-To: <two@b\n .example> (of Monday)\n"
        b"References: <zero@b.example><two@b.example>\n\t<zero@b.example>\n"
    )
    assert message.message_id == "one@b.example"
    assert message.in_reply_to == ("two@b.example",)
    assert message.references == ("zero@b.example", "two@b.example")


def test_a_forgotten_empty_line_costs_no_word() -> None:
    message = raw(b"From: a@b.example\nSubject: x\nThe printer is on fire again\n", b"and so is the desk\n")
    assert "printer is on fire" in message.text
    assert "so is the desk" in message.text


def test_the_envelope_is_read_for_tokens() -> None:
    message = raw(
        b"Delivered-To: Desk+T12@tridesk.example\nX-Original-To: desk+t12@tridesk.example\nFrom: a@b.example\n"
    )
    assert message.marks.delivered_to == ("desk+t12@tridesk.example",)


@pytest.mark.parametrize(
    ("value", "path"),
    [(b"<>", "<>"), (b" < > ", "<>"), (b"<Alice@acme.test>", "alice@acme.test"), (b"", ""), (b"nobody", "")],
)
def test_an_empty_return_path_is_told_from_none(value: bytes, path: str) -> None:
    assert raw(b"Return-Path: " + value + b"\n\nWords.").marks.return_path == path
    assert raw(b"Subject: x\n\nWords.").marks.return_path == ""
