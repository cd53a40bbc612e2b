"""Mails by kind, as large and as strange as they come; the same for the same number."""

import base64
import random
from collections.abc import Callable
from email.message import EmailMessage

TO = "help@bench.test"
_WORDS = ("printer", "network", "door", "screen", "cable", "light", "slow", "broken", "since", "yesterday", "please")


def _text(number: int, words: int = 120) -> str:
    chance = random.Random(number)
    lines = [" ".join(chance.choice(_WORDS) for _ in range(12)) for _ in range(words // 12)]
    return "Hello,\n\n" + "\n".join(lines) + f"\n\nRegards\nPerson {number}\n"


def _letter(number: int, subject: str, **headers: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = f"Person {number % 500} <person{number % 500}@mail{number % 40}.test>"
    mail["To"] = TO
    mail["Subject"] = f"{subject} {number}"
    mail["Message-ID"] = f"<{subject.replace(' ', '.')}.{number}@mail.test>"
    mail["Date"] = "Sun, 01 Nov 2026 12:00:00 +0000"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    return mail


def plain(number: int) -> bytes:
    mail = _letter(number, "Question")
    mail.set_content(_text(number))
    return mail.as_bytes()


def html(number: int) -> bytes:
    mail = _letter(number, "In colour")
    mail.set_content(_text(number))
    rows = "".join(f"<tr><td style='color:#333'>{word}</td><td><b>{number}</b></td></tr>" for word in _WORDS)
    mail.add_alternative(f"<html><body><p>{_text(number)}</p><table>{rows}</table></body></html>", subtype="html")
    return mail.as_bytes()


def attachments(number: int) -> bytes:
    mail = _letter(number, "With files")
    mail.set_content(_text(number))
    for part in range(3):
        content = random.Random(number * 3 + part).randbytes(100_000)
        mail.add_attachment(content, maintype="image", subtype="png", filename=f"screen {part}.png")
    return mail.as_bytes()


def long_reply(number: int) -> bytes:
    """The thirtieth of a conversation, everything before it quoted."""
    mail = _letter(number, "Re: Long", In_Reply_To="<before@mail.test>")
    history = ""
    for depth in range(30):
        said = _text(depth, 60) + history
        history = f"On Tue, 10 Mar 2026 at 09:{depth:02}, Desk <help@bench.test> wrote:\n" + "".join(
            f"> {line}\n" for line in said.splitlines()
        )
    mail.set_content(f"It still smokes, {number}.\n\n{history}")
    return mail.as_bytes()


def bounce(number: int) -> bytes:
    returned = plain(number).decode()
    return (
        f"From: MAILER-DAEMON@mx.test\nTo: {TO}\nSubject: Undelivered Mail Returned to Sender\n"
        f"Message-ID: <bounce.{number}@mx.test>\nDate: Sun, 01 Nov 2026 12:00:00 +0000\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n--b\n\n'
        f"<gone{number}@mail.test>: 550 5.1.1 User unknown\n\n--b\nContent-Type: message/delivery-status\n\n"
        f"Reporting-MTA: dns; mx.test\n\nFinal-Recipient: rfc822; gone{number}@mail.test\nAction: failed\n"
        f"Status: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\n\n--b\n"
        f"Content-Type: message/rfc822\n\n{returned}\n--b--\n"
    ).encode()


def auto_reply(number: int) -> bytes:
    mail = _letter(number, "Out of office", Auto_Submitted="auto-replied", In_Reply_To="<before@bench.test>")
    mail.set_content("I am away until Monday.\n")
    return mail.as_bytes()


def malformed(number: int) -> bytes:
    garbage = base64.b64encode(random.Random(number).randbytes(6000))[:-3]
    head = (
        f"From: Person <person{number % 500}@mail.test>\nTo: {TO}\nMessage-ID: <bad.{number}@mail.test>\n"
        'Subject: =?x-none?B?!!?= caf\xe9\nDate: the day after never\nContent-Type: multipart/mixed; boundary="x"\n\n'
        "--x\nContent-Type: text/plain; charset=x-none\n\nna\xefve words\n--x\n"
        "Content-Type: application/pdf; name*=utf-9''%zz\nContent-Transfer-Encoding: base64\n\n"
    )
    return head.encode("latin-1") + garbage + b"\n--y--\n"


def huge_html(number: int) -> bytes:
    """Half a megabyte of tables in tables, as some programs for offices write."""
    mail = _letter(number, "Newsletter")
    cell = "<td style='mso-x:1;font:10pt Arial'><span lang=EN><o:p>word &nbsp;</o:p></span></td>"
    mail.set_content(f"<table>{f'<tr>{cell * 6}</tr>' * 850}</table>", subtype="html", cte="quoted-printable")
    return mail.as_bytes()


KINDS: dict[str, Callable[[int], bytes]] = {
    "plain": plain,
    "HTML": html,
    "three files": attachments,
    "long history": long_reply,
    "bounce": bounce,
    "auto reply": auto_reply,
    "malformed": malformed,
    "huge HTML": huge_html,
}


def file_of_100_mb() -> bytes:
    head = (
        f"From: p@mail.test\nTo: {TO}\nSubject: 100 MB\nMessage-ID: <huge@mail.test>\nMIME-Version: 1.0\n"
        'Content-Type: multipart/mixed; boundary="b"\n\n--b\n\nSee the film.\n--b\nContent-Type: video/mp4\n'
        'Content-Disposition: attachment; filename="film.mp4"\nContent-Transfer-Encoding: base64\n\n'
    )
    return head.encode() + base64.encodebytes(random.Random(1).randbytes(100_000_000)) + b"\n--b--\n"


def parts_2000() -> bytes:
    parts = "".join(
        f'--b\nContent-Type: text/plain; name="{part}.txt"\nContent-Disposition: attachment\n\npart {part}\n'
        for part in range(2000)
    )
    head = f"From: p@mail.test\nTo: {TO}\nSubject: 2,000 parts\nMessage-ID: <parts@mail.test>\nMIME-Version: 1.0\n"
    return f'{head}Content-Type: multipart/mixed; boundary="b"\n\n{parts}--b--\n'.encode()


def links_10000() -> bytes:
    links = "".join(
        f'<a href="https://host{n % 97}.test/{n}">https://host{n % 89}.test</a><br>\n' for n in range(10_000)
    )
    head = f"From: p@mail.test\nTo: {TO}\nSubject: 10,000 links\nMessage-ID: <links@mail.test>\nMIME-Version: 1.0\n"
    return f"{head}Content-Type: text/html; charset=utf-8\n\n{links}".encode()


LARGEST: dict[str, Callable[[], bytes]] = {
    "100 MB file": file_of_100_mb,
    "2,000 parts": parts_2000,
    "10,000 links": links_10000,
}
