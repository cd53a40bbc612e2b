"""Whose mail was passed on, that it is kept whole, and what only looks like one."""

from base64 import encodebytes

import pytest
from tests.channels.email.forwarded import HTML, PLAIN
from tests.channels.email.mails import html, mixed, plain

from tridesk.channels.kinds.email.forwards import words_above
from tridesk.channels.kinds.email.inbound import parse
from tridesk.channels.types import IncomingMessage, MessageKind

SAID = ("It smokes.", "Echa humo.", "Solta fumaça.", "Deita fumo.")
BLOCK = "From: Alice Andrade <alice@acme.test>\nSent: Tuesday, March 10, 2026 9:00 AM\nTo: Bruno\nSubject: Printer\n\n"
INNER = (
    "From: Alice Andrade <alice@acme.test>\nTo: bruno@desk.test\nDate: Tue, 10 Mar 2026 09:00:00 +0000\n"
    "Subject: =?utf-8?q?Impressora_n=C3=A3o_imprime?=\nMessage-ID: <a@acme.test>\n"
)


def whose(message: IncomingMessage) -> str:
    return message.forwarded_from.address if message.forwarded_from else ""


@pytest.mark.parametrize(("subject", "body"), PLAIN.values(), ids=list(PLAIN))
def test_the_usual_programs_in_text(subject: str, body: str) -> None:
    message = plain(body, subject=subject)
    assert whose(message) == "alice@acme.test"
    assert any(words in message.new_text for words in SAID)


@pytest.mark.parametrize(("subject", "body"), HTML.values(), ids=list(HTML))
def test_the_usual_programs_in_html(subject: str, body: str) -> None:
    message = html(body, subject=subject)
    assert whose(message) == "alice@acme.test"
    assert any(words in message.new_text for words in SAID)
    assert any(words in message.new_html for words in SAID)


def test_a_subject_of_ones_own_above_a_marked_mail() -> None:
    body = f"---------- Forwarded message ---------\n{BLOCK}It smokes."
    assert whose(plain(f"Please look.\n\n{body}", subject="For you")) == "alice@acme.test"
    assert whose(plain(body, subject="Printer")) == "alice@acme.test"


def test_a_sender_wrapped_onto_the_next_line() -> None:
    body = BLOCK.replace("Alice Andrade <", "Alice Andrade da Silva e Souza de Oliveira\n<") + "It smokes."
    assert whose(plain(body, subject="FW: Printer")) == "alice@acme.test"


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("RE: Printer", f"Thanks.\n\n{BLOCK}It smokes."),
        ("Printer", f"{BLOCK}It smokes."),
        ("FW: Printer", BLOCK.replace(" <alice@acme.test>", "") + "It smokes."),
        ("FW: Printer", "See the wiki.\nFrom: the printer room\nIt smokes."),
        ("Printer", "He said:\n> From: Alice <alice@acme.test>\n> It smokes."),
        ("Printer", "On 10 March 2026 at 09:00, Alice <alice@acme.test> wrote:\n> ---- Forwarded message ----\n> Hm"),
    ],
    ids=["a reply", "no mark at all", "a name alone", "no headers", "a quote", "a forward inside a quote"],
)
def test_what_passes_on_nobodys_mail(subject: str, body: str) -> None:
    assert whose(plain(body, subject=subject)) == ""


@pytest.mark.parametrize(
    ("text", "above"),
    [
        (f"Please look.\nBruno\n\n---------- Forwarded message ---------\n{BLOCK}It smokes.", "Please look.\nBruno"),
        (f"---------- Forwarded message ---------\n{BLOCK}It smokes.", ""),
        (f"\n\n{BLOCK}It smokes.", ""),
        (f"She is rude.\n\n{BLOCK}It smokes.", "She is rude."),
    ],
)
def test_what_was_written_above_it(text: str, above: str) -> None:
    assert words_above(text) == above


def attached(inner: str, *, cover: str = "Please look.\n", more: str = "", headers: str = "") -> IncomingMessage:
    text = f"Content-Type: text/plain; charset=utf-8\n\n{cover}"
    return mixed(text, f"Content-Type: message/rfc822\n{more}\n{inner}", headers=headers)


def test_a_mail_passed_on_as_a_file_is_readable_and_names_its_sender() -> None:
    message = attached(f"{INNER}Content-Type: text/plain; charset=utf-8\n\nSolta fumaça.\n")
    assert str(message.forwarded_from) == "Alice Andrade <alice@acme.test>"
    assert message.text.startswith("Please look.")
    for words in ("From: Alice Andrade <alice@acme.test>", "Subject: Impressora não imprime", "Solta fumaça."):
        assert words in message.text
    assert message.new_text == "Please look."
    assert [file.content_type for file in message.attachments] == ["message/rfc822"]


def test_its_html_is_shown_and_safe() -> None:
    inner = f"{INNER}Content-Type: text/html; charset=utf-8\n\n<p>Solta <b>fumaça</b><script>x()</script>"
    message = attached(f'{inner}<img src="https://evil.test/1.gif"></p>\n')
    assert "Please look." in message.html
    assert "<b>fumaça</b>" in message.html
    assert "&lt;alice@acme.test&gt;" in message.html
    assert "<script" not in message.html
    assert ' src="https://evil.test' not in message.html


def test_a_file_in_base64_is_read_too() -> None:
    inner = encodebytes(f"{INNER}\nSolta fumo.\n".encode()).decode()
    message = attached(inner, more="Content-Transfer-Encoding: base64\nContent-Disposition: attachment\n")
    assert "Solta fumo." in message.text
    assert whose(message) == "alice@acme.test"


def test_a_mail_passed_on_without_a_word() -> None:
    message = attached(f"{INNER}\nSolta fumo.\n", cover="")
    assert message.new_text == ""
    assert "Solta fumo." in message.text


def test_of_several_files_nobody_is_the_sender_and_the_first_are_shown() -> None:
    parts = [f"Content-Type: message/rfc822\n\n{INNER}\nNumber {number}.\n" for number in range(20)]
    message = mixed("Content-Type: text/plain\n\nAll of them.\n", *parts)
    assert whose(message) == ""
    assert len(message.attachments) == 20
    assert ("Number 2." in message.text, "Number 3." in message.text) == (True, False)


def test_what_is_in_the_text_goes_before_what_is_in_a_file() -> None:
    message = attached(
        f"{INNER}\nHm.\n", cover=f"---------- Forwarded message ---------\n{BLOCK.replace('alice', 'ana')}Hm.\n"
    )
    assert whose(message) == "ana@acme.test"


def test_a_report_brings_back_our_own_words_and_passes_nothing_on() -> None:
    bounce = (
        "From: MAILER-DAEMON@desk.test\nTo: help@desk.test\nSubject: Undelivered Mail Returned to Sender\n"
        'MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nIt did not work.\n--b\nContent-Type: message/delivery-status\n\n"
        "Reporting-MTA: dns; desk.test\n\nFinal-Recipient: rfc822; alice@acme.test\nAction: failed\nStatus: 5.1.1\n\n"
        f"--b\nContent-Type: message/rfc822\n\n{INNER}\nSolta fumo.\n--b--\n"
    )
    message = parse(bounce.encode())
    assert message.kind is MessageKind.BOUNCE
    assert (whose(message), "Solta fumo." in message.text) == ("", False)


@pytest.mark.parametrize("inner", ["", "no headers at all", "From\n\n", "From: \nSubject:\n\n\0\0", "From: a@b" * 3000])
def test_a_file_that_is_no_mail_stays_a_file(inner: str) -> None:
    message = attached(inner)
    assert message.text.startswith("Please look.")
    assert message.attachments
