"""RFC 3464 as servers write it: odd types, odd fields, several recipients; and what only looks like a report."""

import base64

import pytest

from tridesk.channels.kinds.email.inbound import parse
from tridesk.channels.types import IncomingMessage, MessageKind

FIELDS = (
    "Final-Recipient: rfc822; alice@acme.example\nAction: failed\nStatus: 5.1.1\n"
    "Diagnostic-Code: smtp; 550 5.1.1 User unknown\n"
)
FULL = (
    "\nFinal-Recipient: rfc822; eve@acme.example\nAction: failed\nStatus: 5.2.2\n"
    "Diagnostic-Code: smtp; 552 5.2.2 Mailbox full\n"
)
STATUS, REPORT, RETURNED = "message/delivery-status", "report; report-type=delivery-status", "message/rfc822"


def report(
    fields: str, *, status: str = STATUS, top: str = REPORT, returned: str = RETURNED, coded: bool = False
) -> IncomingMessage:
    inner = f"Reporting-MTA: dns; mx.example\n\n{fields}\n"
    head = f"Content-Type: {status}\n"
    if coded:
        inner = base64.b64encode(inner.encode()).decode() + "\n"
        head += "Content-Transfer-Encoding: base64\n"
    return parse(
        (
            "Return-Path: <>\nFrom: Mail System <MAILER-DAEMON@mx.example>\nTo: desk@tridesk.example\n"
            f"Subject: Undeliverable\nContent-Type: multipart/{top}; boundary=b\n\n--b\n\nDelivery failed.\n\n"
            f"--b\n{head}\n{inner}--b\nContent-Type: {returned}\n\nFrom: desk@tridesk.example\n"
            "To: alice@acme.example\nMessage-ID: <ticket-12@tridesk.example>\n\nHello\n--b--\n"
        ).encode()
    )


ODD = [
    report(FIELDS),
    report(FIELDS, coded=True),
    report(FIELDS, returned="text/rfc822-headers"),
    report(FIELDS, top="mixed"),
    report(FIELDS, top="report"),
    report(FIELDS, status="text/plain", top="mixed"),
    report(FIELDS.replace("Final-", "Original-")),
    report(FIELDS.replace("rfc822; ", "")),
    report(FIELDS.replace("rfc822; alice@acme.example", "RFC822;<alice@acme.example>")),
    report(
        FIELDS.replace("rfc822; alice@acme.example", "x-local;alice")
        + "X-Actual-Recipient: rfc822; alice@acme.example\n"
    ),
    report(FIELDS.replace("5.1.1\nDiag", "5.1.1 (bad destination mailbox address)\nDiag")),
    report("Final-Recipient: rfc822; alice@acme.example\nAction: failed\nStatus: 5.1.1\n"),
    report(FIELDS.replace("failed", "Failed")),
    report(FIELDS.replace("550 5.1.1 User", "550\n 5.1.1 User")),
    report(FIELDS.replace("Status: 5.1.1", "Status: 550 User unknown")),
    report(FIELDS.replace("Status: 5.1.1", "Status:")),
]  # fmt: skip


@pytest.mark.parametrize("message", ODD)
def test_a_report_is_read_however_it_is_written(message: IncomingMessage) -> None:
    (recipient,) = message.bounce
    assert message.kind is MessageKind.BOUNCE
    assert (recipient.recipient, recipient.permanent, recipient.address_dead) == ("alice@acme.example", True, True)
    assert recipient.original_message_id == "ticket-12@tridesk.example"


@pytest.mark.parametrize("address", ["álice@acme.example", "\\x{E1}lice@acme.example"])
def test_addresses_beyond_ascii_are_read(address: str) -> None:
    fields = FIELDS.replace("rfc822; alice@acme.example", f"utf-8; {address}")
    message = report(fields, status="message/global-delivery-status", returned="message/global-headers")
    assert [one.recipient for one in message.bounce] == ["álice@acme.example"]


def test_several_recipients_have_their_own_fate() -> None:
    relayed = "\nFinal-Recipient: rfc822; eve@acme.example\nAction: relayed\nStatus: 2.0.0\n"
    for second in (FULL, relayed):
        first, other = report(FIELDS + second).bounce
        assert (first.address_dead, other.address_dead) == (True, False)
        assert other.permanent is (second is FULL)


@pytest.mark.parametrize(
    "said", ["4.4.1 Connection timed out", "4.4.3 Host not found, try again", "4.1.1 User unknown"]
)
def test_what_is_delayed_is_not_lost(said: str) -> None:
    fields = f"Final-Recipient: rfc822; alice@acme.example\nAction: delayed\nStatus: {said[:5]}\n"
    (recipient,) = report(f"{fields}Diagnostic-Code: smtp; 451 {said}\n").bounce
    assert (recipient.permanent, recipient.address_dead) == (False, False)


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
def test_a_receipt_of_delivery_is_no_bounce(action: str) -> None:
    message = report(f"Final-Recipient: rfc822;alice@acme.example\nAction: {action}\nStatus: 2.0.0\n")
    assert message.kind is MessageKind.AUTO_REPLY
    assert message.bounce == ()


PERSON = (
    "From: Alice <alice@acme.example>\nTo: desk@tridesk.example\nSubject: {subject}\n"
    "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nWhy do I get this?\n--b\nContent-Type: {kind}\n\n{inner}\n"
    "--b--\n"
)


@pytest.mark.parametrize(
    ("subject", "kind", "inner"),
    [
        ("Bounce?", "message/rfc822", f"Content-Type: multipart/{REPORT}; boundary=c\n\n--c\n\nx\n--c--"),
        ("Fwd: Undelivered Mail Returned to Sender", STATUS, f"Reporting-MTA: dns; x\n\n{FIELDS}"),
    ],
)
def test_a_person_who_passes_a_report_on_is_a_person(subject: str, kind: str, inner: str) -> None:
    assert parse(PERSON.format(subject=subject, kind=kind, inner=inner).encode()).kind is MessageKind.MESSAGE


@pytest.mark.parametrize("top", ["report", "report; report-type=feedback-report"])
@pytest.mark.parametrize("kind", ["abuse", "fraud", "auth-failure", "not-spam", "other", "virus"])
def test_complaints_of_all_kinds_are_known(top: str, kind: str) -> None:
    raw_mail = (
        f"From: fbl@isp.example\nSubject: x\nContent-Type: multipart/{top}; boundary=b\n\n--b\n\nSee\n--b\n"
        f"Content-Type: message/feedback-report\n\nFeedback-Type: {kind}\nVersion: 1\n--b--\n"
    )
    assert parse(raw_mail.encode()).kind is MessageKind.COMPLAINT


@pytest.mark.parametrize("top", ["report", 'report; report-type="disposition-notification"'])
def test_a_receipt_of_reading_is_an_automatic_answer(top: str) -> None:
    raw_mail = (
        f"From: alice@acme.example\nSubject: x\nContent-Type: multipart/{top}; boundary=b\n\n--b\n\nread\n--b\n"
        "Content-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; alice@acme.example\n"
        "Disposition: automatic-action/MDN-sent-automatically; deleted\n--b--\n"
    )
    assert parse(raw_mail.encode()).kind is MessageKind.AUTO_REPLY


def test_reports_about_a_domain_are_no_bounces() -> None:
    raw_mail = b"From: tls@isp.example\nSubject: Report Domain: t.example\nContent-Type: multipart/report;"
    message = parse(raw_mail + b" report-type=tlsrpt; boundary=b\n\n--b\n\nreport\n--b--\n")
    assert message.kind is not MessageKind.BOUNCE
