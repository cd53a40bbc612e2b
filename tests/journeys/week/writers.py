"""What people and machines write to the desk, as their programs write it."""

import base64
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

type Answering = Callable[[EmailMessage, EmailMessage], None]


def letter(sender: str, to: str, subject: str, text: str, message_id: str, at: datetime, **more: str) -> EmailMessage:
    """A mail of a person's program; `more` are further headers, `_` for `-`."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Date"], mail["Message-ID"] = format_datetime(at), f"<{message_id}>"
    for name, value in more.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail


def quoting(text: str, ours: EmailMessage) -> str:
    body = ours.get_body(("plain",))
    quoted = "".join(f"> {line}\n" for line in (body.get_content() if body else "").splitlines()[:20])
    return f"{text}\n\nOn Tue, 10 Mar 2026 at 09:00, Desk <support@tridesk.test> wrote:\n{quoted}"


def with_all_headers(mail: EmailMessage, ours: EmailMessage) -> None:
    mail["In-Reply-To"] = str(ours["Message-ID"])
    mail["References"] = f"{ours['References'] or ''} {ours['Message-ID']}".strip()


def with_in_reply_to(mail: EmailMessage, ours: EmailMessage) -> None:
    """As some of Microsoft's programs do, with a mark of their own."""
    mail["In-Reply-To"] = str(ours["Message-ID"])
    mail["Thread-Index"] = base64.b64encode(b"\1" * 22).decode()


def with_references(mail: EmailMessage, ours: EmailMessage) -> None:
    mail["References"] = f"{ours['References'] or ''} {ours['Message-ID']}".strip()


def with_subject_alone(mail: EmailMessage, ours: EmailMessage) -> None:
    """Web mail that forgets the thread: only the number in the subject is left."""
    assert "[TD-" in str(ours["Subject"])
    assert mail["Subject"]


CLIENTS: tuple[Answering, ...] = (with_all_headers, with_in_reply_to, with_references, with_subject_alone)


def vacation(mail: EmailMessage, ours: EmailMessage, *, by_the_book: bool) -> None:
    """RFC 3834, or a program that only says so in the subject."""
    subject = str(mail["Subject"])
    del mail["Subject"]
    if by_the_book:
        mail["Auto-Submitted"] = "auto-replied (vacation)"
        mail["Subject"] = f"Auto: {subject}"
    else:
        mail["Subject"] = f"Resposta automática: {subject}"
    mail["In-Reply-To"] = str(ours["Message-ID"])


def complaint(to: str, message_id: str, at: datetime, ours: bytes) -> bytes:
    """RFC 5965: somebody pressed the button for spam."""
    head = (
        f"From: complaints@outside.test\r\nTo: {to}\r\nSubject: Complaint about a message\r\n"
        f"Message-ID: <{message_id}>\r\nDate: {format_datetime(at)}\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="=r"\r\n\r\n'
        "--=r\r\nContent-Type: text/plain\r\n\r\nThis is an abuse report.\r\n\r\n"
        "--=r\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nUser-Agent: Reporter/1\r\n"
        "Version: 1\r\n\r\n--=r\r\nContent-Type: message/rfc822\r\n\r\n"
    )
    return head.encode() + ours.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") + b"\r\n--=r--\r\n"


def broken(kind: int, sender: str, to: str, message_id: str, at: datetime) -> bytes:
    """Mails that follow no standard, each in its own way; all of them say something."""
    head = f"From: {sender}\r\nTo: {to}\r\nMessage-ID: <{message_id}>\r\n"
    date = f"Date: {format_datetime(at)}\r\n"
    ways = (
        f"{head}{date}Subject: =?x-klingon?B?!!!?= charset\r\n"
        "Content-Type: text/plain; charset=x-none\r\n\r\nCaf\xe9\r\n",
        f'{head}{date}Subject: no end\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\n\r\nOpen\r\n--x\r\n'
        "Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBER*broken",
        f"{head}Date: the day after never\r\nSubject: caf\xe9 without words\r\nContent-Type: text/html\r\n\r\n"
        "<table><td><b>open <script>alert(1)</script> for ever",
        f"{head}{date}Subject: \r\nContent-Type: multipart/alternative\r\n\r\nNo boundary at all.\r\n",
        f"{head}{date}Subject: base64\r\nContent-Transfer-Encoding: base64\r\n\r\nThis is not base64, is it?\r\n",
    )
    return ways[kind % len(ways)].encode("latin-1")


def without_sender(to: str, message_id: str, at: datetime) -> bytes:
    """Nobody can be answered: a person must decide."""
    return (
        f"To: {to}\r\nSubject: From nobody\r\nMessage-ID: <{message_id}>\r\nDate: {format_datetime(at)}\r\n"
        "\r\nSomebody should look at the boiler.\r\n"
    ).encode()
