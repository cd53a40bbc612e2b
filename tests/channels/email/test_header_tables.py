"""Headers of many programs, right and wrong, with what a person should read."""

from datetime import UTC

import pytest
from tests.channels.email.mails import mixed, raw, rows

from tridesk.channels.kinds.email.inbound import parse


@pytest.mark.parametrize(("value", "subject"), rows("subjects"))
def test_a_subject_is_read(value: str, subject: str) -> None:
    assert parse(f"From: a@b.example\nSubject: {value}\n\nx".encode()).subject == subject


@pytest.mark.parametrize(("value", "found"), rows("addresses"))
def test_addresses_are_found(value: str, found: list[list[str]]) -> None:
    message = parse(f"From: z@z.example\nTo: {value}\n\nx".encode())
    assert [[one.name, one.address] for one in message.to] == found


@pytest.mark.parametrize(("value", "moment"), rows("dates"))
def test_a_date_is_a_moment_or_none(value: str, moment: str | None) -> None:
    date = raw(f"From: a@b.example\nDate: {value}\n".encode()).date
    assert (date.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S") if date else None) == moment


@pytest.mark.parametrize(("head", "name"), rows("file_names"))
def test_a_file_has_its_name(head: str, name: str) -> None:
    (file,) = mixed("Content-Type: text/plain\n\none", f"{head}\n\nx").attachments
    assert file.filename == name
