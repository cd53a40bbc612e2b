"""The demo shows every state there is, and mails nobody."""

import pytest

from tridesk.channels.models import OutboundMail
from tridesk.cli.demo_story import PASSWORD, SIGN_INS, tell
from tridesk.identity.models import Person
from tridesk.infra.models import Job
from tridesk.tickets.models import Attachment, FieldValue, Link, Message, Ticket
from tridesk.tickets.types import Status, TicketType


@pytest.fixture
def story(db, now) -> None:
    tell(now)


def test_it_fills_a_desk_with_every_state(story) -> None:
    tickets = Ticket.objects.all()
    assert tickets.count() >= 40
    assert set(tickets.values_list("status", flat=True)) == {status.value for status in Status}
    assert set(tickets.values_list("language", flat=True)) == {"en", "es", "pt-br"}
    assert {TicketType.INCIDENT.value, TicketType.PROBLEM.value} <= set(tickets.values_list("type", flat=True))
    assert tickets.filter(spam_at__isnull=False).count() == tickets.filter(deleted_at__isnull=False).count() == 1
    assert tickets.filter(merged_into__isnull=False).exists()
    assert all(model.objects.exists() for model in (Attachment, FieldValue, Link))


def test_nothing_in_it_lies_in_the_future(story, now) -> None:
    assert not Message.objects.filter(at__gt=now).exists()
    assert not Ticket.objects.filter(updated_at__gt=now).exists()


def test_nobody_is_mailed_and_nothing_is_left_to_do(story) -> None:
    assert not Job.objects.exists()
    assert not OutboundMail.objects.exists()


def test_its_people_can_sign_in(story) -> None:
    for address, _role in SIGN_INS:
        assert Person.objects.get(email=address).check_password(PASSWORD)
