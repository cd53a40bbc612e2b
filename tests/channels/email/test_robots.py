"""Who speaks: a person, a robot, a server that sends mail back."""

import pytest
from tests.channels.email.mails import HEAD, plain, raw

from tridesk.channels.kinds.email.inbound import parse
from tridesk.channels.types import IncomingMessage, MessageKind

DSN = """\
Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mx.example>
To: desk@tridesk.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b

I'm sorry to have to inform you that your message could not be delivered.

<alice@acme.example>: host mx.acme.example said: {code} (in reply to RCPT TO command)

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; alice@acme.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {code}

--b
Content-Type: message/rfc822

From: desk@tridesk.example
To: alice@acme.example
Message-ID: <ticket-12@tridesk.example>

Hello
--b--
"""

SAID = [
    (
        "550 5.1.1 <alice@acme.example>: Recipient address rejected: User unknown",
        "5.1.1",
        "failed",
        "userunknown",
        True,
    ),
    ("550 5.1.1 The email account that you tried to reach does not exist", "5.1.1", "failed", "userunknown", True),
    ("550 Requested action not taken: mailbox unavailable", "5.0.0", "failed", "userunknown", True),
    ("550 5.1.6 alice has moved to alice@other.example", "5.1.6", "failed", "hasmoved", True),
    ("556 5.1.10 Domain has null MX", "5.1.10", "failed", "notaccept", True),
    ("550 5.1.2 Host unknown", "5.1.2", "failed", "hostunknown", True),
    ("552 5.2.2 Mailbox full", "5.2.2", "failed", "mailboxfull", False),
    ("452 4.2.2 The email account is over quota", "4.2.2", "delayed", "mailboxfull", False),
    ("450 4.1.1 User unknown, greylisted", "4.1.1", "delayed", "expired", False),
    ("550 5.7.26 Unauthenticated email is not accepted due to DMARC policy", "5.7.26", "failed", "authfailure", False),
    ("554 5.7.1 Service unavailable; client host blocked using Spamhaus", "5.7.1", "failed", "blocked", False),
    ("554 5.7.1 Message rejected as spam", "5.7.1", "failed", "spamdetected", False),
    ("552 5.3.4 Message size exceeds fixed limit", "5.3.4", "failed", "mesgtoobig", False),
    ("550 5.2.1 The account is disabled", "5.2.1", "failed", "suspend", False),
]


@pytest.mark.parametrize(("code", "status", "action", "reason", "dead"), SAID)
def test_a_report_tells_whether_the_address_will_ever_work(
    code: str, status: str, action: str, reason: str, dead: bool
) -> None:
    message = parse(DSN.format(code=code, status=status, action=action).encode())
    (recipient,) = message.bounce
    assert message.kind is MessageKind.BOUNCE
    assert (recipient.recipient, recipient.reason, recipient.address_dead) == ("alice@acme.example", reason, dead)
    assert recipient.permanent is (status[0] == "5")
    assert recipient.original_message_id == "ticket-12@tridesk.example"


def test_a_user_unknown_after_the_content_is_a_filter_and_kills_no_address() -> None:
    text = DSN.format(code="550 User unknown", status="5.0.0", action="failed").replace("RCPT TO", "end of DATA")
    assert not parse(text.encode()).bounce[0].address_dead


LETTERS = [
    "Hi. This is the qmail-send program at mx.example.\nI'm afraid I wasn't able to deliver your message.\n\n"
    "<alice@acme.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n"
    "--- Below this line is a copy of the message.\n\n"
    "Return-Path: <desk@tridesk.example>\nMessage-ID: <ticket-12@tridesk.example>\nFrom: desk@tridesk.example\n",
    "This message was created automatically by mail delivery software.\n\n"
    "A message that you sent could not be delivered.\n"
    "The following address(es) failed:\n\n  alice@acme.example\n    SMTP error after RCPT TO:<alice@acme.example>:\n"
    "    550 No such user here\n\n------ This is a copy of the message, including all the headers. ------\n\n"
    "Return-path: <desk@tridesk.example>\nMessage-ID: <ticket-12@tridesk.example>\nTo: alice@acme.example\n",
]


@pytest.mark.parametrize("letter", LETTERS)
def test_a_letter_of_a_server_is_understood_without_a_report(letter: str) -> None:
    message = raw(
        b"From: MAILER-DAEMON@mx.example\nTo: desk@tridesk.example\nSubject: failure notice\n", letter.encode()
    )
    assert message.kind is MessageKind.BOUNCE
    (recipient,) = message.bounce
    assert recipient.recipient == "alice@acme.example"
    assert recipient.address_dead
    assert recipient.original_message_id == "ticket-12@tridesk.example"


AUTOMATIC = [
    "Auto-Submitted: auto-replied\n",
    "Auto-Submitted: auto-generated; owner\n",
    "X-Autoreply: yes\n",
    "Precedence: auto_reply\n",
    "X-Autorespond: desk\n",
]


@pytest.mark.parametrize("headers", AUTOMATIC)
def test_an_answer_of_a_program_is_known_by_its_headers(headers: str) -> None:
    assert plain("I am away", headers=headers).kind is MessageKind.AUTO_REPLY


@pytest.mark.parametrize(
    "subject",
    ["Out of Office: x", "Automatic reply: x", "Respuesta automática: x", "Resposta automática: x",
     "Fuera de la oficina",
     "Abwesenheitsnotiz", "Réponse automatique : x", "自动回复: x"],
)  # fmt: skip
def test_an_answer_of_a_program_is_known_by_its_subject(subject: str) -> None:
    assert plain("I am away", subject=subject).kind is MessageKind.AUTO_REPLY


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Printer", "It says: delivery failed, user unknown."),
        ("Re: Undelivered mail", "Did you see this?"),
        (
            "Fwd: Undelivered Mail Returned to Sender",
            "What is this?\n\nFrom: MAILER-DAEMON\nTo: me\nSubject: x\n\n550 5.1.1 <otto@out.example>: user unknown",
        ),
        ("Office chair", "mine is out of the office"),
        ("Delivery of the laptop", "was not delivered, could not reach the courier"),
    ],
)
def test_a_person_who_speaks_of_robots_is_a_person(subject: str, body: str) -> None:
    assert plain(body, subject=subject).kind is MessageKind.MESSAGE


def test_auto_submitted_no_is_a_person() -> None:
    assert plain("Hi", headers="Auto-Submitted: no\n").kind is MessageKind.MESSAGE


def test_a_complaint_is_known() -> None:
    message = parse(
        b"From: fbl@isp.example\nSubject: FW: offer\nContent-Type: "
        b"multipart/report; report-type=feedback-report; boundary=b\n\n"
        b"--b\n\nabuse\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\nVersion: 1\n--b--\n"
    )
    assert message.kind is MessageKind.COMPLAINT


def test_a_read_receipt_is_no_bounce() -> None:
    message = parse(
        b"From: alice@acme.example\nSubject: Read: x\n"
        b"Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n"
        b"--b\n\nread\n--b\nContent-Type: message/disposition-notification\n\n"
        b"Disposition: manual-action; displayed\n--b--\n"
    )
    assert message.kind is MessageKind.AUTO_REPLY


def looped(hops: int) -> IncomingMessage:
    marks = "X-Tridesk-Hop: desk.example\n" * hops
    return parse(f"{HEAD.format(subject='x')}{marks}\nhello".encode())


def test_the_third_hop_is_a_loop() -> None:
    assert looped(2).kind is MessageKind.MESSAGE
    assert looped(3).kind is MessageKind.LOOP


def test_our_own_message_come_back_is_a_loop() -> None:
    raw_mail = HEAD.format(subject="x").encode() + b"\nhello"
    assert parse(raw_mail, is_own=lambda found: found == "1@acme.example").kind is MessageKind.LOOP
    assert parse(raw_mail).kind is MessageKind.MESSAGE
