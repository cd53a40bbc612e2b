"""A word of thanks does not open a solved ticket again."""

from datetime import datetime, timedelta

import pytest
from tests.cast import Cast
from tests.events import names
from tests.tickets.desk import noted, opened, row, said

from tridesk.infra import files
from tridesk.kernel.ids import FileId, TicketId
from tridesk.tickets.actions.change import change
from tridesk.tickets.types import NewAttachment, Status

HOUR = timedelta(hours=1)


@pytest.fixture
def ticket(cast: Cast, now: datetime) -> TicketId:
    """Solved, with Bruno's answer on it."""
    number = opened(cast, now)
    said(cast.bruno, number, "Is it unplugged?", now)
    change(actor=cast.bruno, ticket_id=number, changes={"status": Status.SOLVED}, now=now)
    return number


def test_thanks_leave_it_solved_and_the_timeline_is_told(cast: Cast, ticket: TicketId, now: datetime):
    before = row(ticket)
    said(cast.alice, ticket, "Thank you, Bruno!\n\nKind regards\nAlice", now + HOUR)
    after = row(ticket)
    assert (after.status, after.solved_at, after.holder) == ("solved", before.solved_at, before.holder)
    assert after.last_message_at == now + HOUR
    assert names(f"ticket:{ticket}")[-2:] == ["ticket.stayed_solved", "ticket.message_added"]


@pytest.mark.parametrize("text", ["Thanks, but it burns again.", "It works now?", "Thanks, Carlos"])
def test_more_than_thanks_opens_it(cast: Cast, ticket: TicketId, now: datetime, text: str):
    said(cast.alice, ticket, text, now + HOUR)
    assert row(ticket).status == "open"
    assert "ticket.stayed_solved" not in names(f"ticket:{ticket}")


def test_a_file_says_more_than_thanks(cast: Cast, ticket: TicketId, now: datetime):
    file = NewAttachment(file=FileId(files.put_bytes(b"smoke").pk), name="smoke.txt", content_type="text/plain")
    said(cast.alice, ticket, "Thanks!", now + HOUR, attachments=[file])
    assert row(ticket).status == "open"


def test_thanks_to_what_waits_for_them_are_an_answer(cast: Cast, ticket: TicketId, now: datetime):
    change(actor=cast.bruno, ticket_id=ticket, changes={"status": Status.WAITING_REQUESTER}, now=now)
    said(cast.alice, ticket, "Thanks!", now + HOUR)
    assert row(ticket).status == "open"


def test_our_own_thanks_are_words_like_others(cast: Cast, ticket: TicketId, now: datetime):
    noted(cast.bruno, ticket, "Thanks!", now)
    said(cast.bruno, ticket, "Thanks!", now)
    assert "ticket.stayed_solved" not in names(f"ticket:{ticket}")
