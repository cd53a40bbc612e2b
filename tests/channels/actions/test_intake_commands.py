"""Commands in an analyst's mail are followed where switched on, and never reach the requester."""

import pytest
from tests.channels.actions.test_intake_staff import PROVEN, answer, desk, number, written_to
from tests.channels.post import ALICE, BRUNO, row

from tridesk.channels.models import OutboundMail
from tridesk.tickets.models import Message, Ticket

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["desk", "number"]


@pytest.fixture
def switched_on(desk):
    desk(MAIL_COMMANDS=True)


@pytest.mark.parametrize(
    ("text", "status", "assignee", "said"),
    [
        ("/solved\nUnplug it.", "solved", "bruno", ("public", "Unplug it.")),
        ("/pending\n/assign Carla\n\nWhich one?", "waiting_requester", "carla", ("public", "Which one?")),
        ("/assign carla@desk.test", "new", "carla", None),
        ("/note\nShe is angry.", "new", None, ("internal", "She is angry.")),
        ("/note\n/solved\nShe is happy.", "solved", None, ("internal", "She is happy.")),
    ],
)
def test_they_are_followed(switched_on, post, number, cast, text, status, assignee, said):
    taken = answer(post, number, text=text, results=PROVEN)
    ticket = row(taken)
    assert (ticket.status, ticket.assignee_id) == (status, getattr(cast, assignee).person_id if assignee else None)
    last = Message.objects.filter(pk=taken.message).values_list("visibility", "text").first()
    assert last == said
    assert written_to(post) == ([ALICE] if said and said[0] == "public" else [])


@pytest.mark.parametrize("text", ["/close\nBye.", "/solved\n/assign nobody here\nBye.", "/solved\n/assign a\nBye."])
def test_where_one_cannot_be_followed_nothing_is_done_and_the_analyst_hears(switched_on, post, number, text):
    taken = answer(post, number, text=text, results=PROVEN)
    said = Message.objects.get(pk=taken.message)
    assert (said.visibility, said.text) == ("internal", text)
    assert row(taken).status == "new"
    assert written_to(post) == []
    notice = OutboundMail.objects.get(occasion__startswith="command:")
    assert (notice.recipient, "Nothing was done" in notice.text) == (BRUNO, True)


def test_a_mail_that_may_be_forged_commands_nothing(switched_on, post, number):
    taken = answer(post, number, text="/solved\nUnplug it.")
    assert Message.objects.get(pk=taken.message).visibility == "internal"
    assert Ticket.objects.get(pk=number).status == "new"
    assert not OutboundMail.objects.filter(occasion__startswith="command:").exists()


@pytest.mark.parametrize("command", ["/solved", "/note", "/close"])
def test_switched_off_nothing_is_done_and_nothing_goes_out(post, number, command):
    taken = answer(post, number, text=f"{command}\nUnplug it.", results=PROVEN)
    said = Message.objects.get(pk=taken.message)
    assert (said.visibility, said.text) == ("internal", f"{command}\nUnplug it.")
    assert row(taken).status == "new"
    assert written_to(post) == []


def test_a_requesters_mail_commands_nothing(switched_on, post, number):
    passed = "mx.desk.test; dmarc=pass header.from=acme.test"
    taken = answer(post, number, ALICE, text="/assign Carla\nHurry.", results=passed)
    assert row(taken).assignee_id is None
