"""What servers say of an address, and the letters of many kinds of them: what comes back, for whom, for good or not."""

from typing import Any

import pytest
from tests.channels.email.mails import rows
from tests.channels.email.test_robots import DSN

from tridesk.channels.kinds.email.inbound import parse
from tridesk.channels.types import IncomingMessage, MessageKind

RETURNED = (
    "Return-Path: <desk@tridesk.example>\nReceived: from x by y; Mon, 3 Mar 2025 10:00:00 +0000\n"
    "Message-ID: <ticket-12@tridesk.example>\nFrom: desk@tridesk.example\nTo: alice@acme.example\n"
    "Subject: Your printer\n\nHello\n"
)


@pytest.mark.parametrize(("said", "status", "dead"), rows("said"))
def test_an_address_dies_by_what_its_server_says_of_it(said: str, status: str, dead: bool) -> None:
    (recipient,) = parse(DSN.format(code=said, status=status, action="failed").encode()).bounce
    assert recipient.recipient == "alice@acme.example"
    assert recipient.address_dead is dead, recipient.reason


@pytest.mark.parametrize(("said", "status"), [(said, status) for said, status, dead in rows("said") if not dead])
def test_what_kills_no_address_kills_none_at_any_step(said: str, status: str) -> None:
    report = DSN.format(code=said, status=status, action="failed").replace("RCPT TO", "end of DATA")
    assert not parse(report.encode()).bounce[0].address_dead


def letter(row: dict[str, Any]) -> IncomingMessage:
    head = f"From: {row['from']}\nTo: desk@tridesk.example\nSubject: {row['subject']}\n{row['headers']}"
    body = row["body"].replace("{returned}", RETURNED)
    return parse(f"{head}Content-Type: text/plain; charset=utf-8\n\n{body}".encode())


@pytest.mark.parametrize("row", rows("letters"), ids=[row["name"] for row in rows("letters")])
def test_letters_of_many_servers_are_understood(row: dict[str, Any]) -> None:
    message = letter(row)
    assert message.kind is MessageKind.BOUNCE
    assert {one.recipient: one.address_dead for one in message.bounce} == row["dead"]
    if "{returned}" in row["body"]:
        assert {one.original_message_id for one in message.bounce} == {"ticket-12@tridesk.example"}


@pytest.mark.parametrize("row", rows("people_and_shops"), ids=[row["name"] for row in rows("people_and_shops")])
def test_who_only_speaks_of_failed_mail_is_no_server(row: dict[str, Any]) -> None:
    assert letter(row).kind is not MessageKind.BOUNCE


@pytest.mark.parametrize("subject", rows("automatic_subjects"))
def test_subjects_of_programs_are_known(subject: str) -> None:
    row = {"from": "a@b.example", "subject": subject, "headers": "In-Reply-To: <1@x.example>\n", "body": "I am away"}
    assert letter(row).kind is MessageKind.AUTO_REPLY


@pytest.mark.parametrize("subject", rows("human_subjects"))
def test_a_person_may_begin_with_the_words_of_a_program(subject: str) -> None:
    row = {"from": "a@b.example", "subject": subject, "headers": "", "body": "Please help."}
    assert letter(row).kind is MessageKind.MESSAGE
