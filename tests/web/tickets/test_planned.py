"""Replies for later and the sender of a reply, on the page of a ticket."""

import re
from datetime import timedelta
from typing import Any

import pytest
from tests.cast import person
from tests.web.asking import client_of
from tests.web.tickets.desk import opened, said, seen_by, shown, told

from tridesk.channels.actions.mailboxes import add_mailbox, change_mailbox
from tridesk.channels.models import TicketVoice
from tridesk.channels.queries import voice_of, voices_for
from tridesk.identity.actions.grant_link import grant_link
from tridesk.identity.types import SYSTEM
from tridesk.infra import files
from tridesk.kernel import clock
from tridesk.kernel.ids import TicketId
from tridesk.tickets.models import Attachment, Message, ScheduledReply, Ticket
from tridesk.web.uploads import Upload, token_for

HOUR = timedelta(hours=1)


@pytest.fixture
def ticket(cast, now) -> TicketId:
    return opened(cast, now)


def send(who, ticket: TicketId, **form: Any):
    given = {"body": "We come at nine.", "submission_key": "k", **form}
    return client_of(who).post(f"/tickets/{ticket}/reply", given)


def only() -> ScheduledReply:
    return ScheduledReply.objects.get()


def press(who, ticket: TicketId, verb: str):
    return client_of(who).post(f"/tickets/{ticket}/planned/{only().pk}/{verb}")


def test_a_reply_is_planned_and_shown_to_the_team_with_what_one_can_do(cast, ticket) -> None:
    answer = send(cast.bruno, ticket, later="PT1H", unless_answered="1", later_then="solved")
    assert answer["Location"] == f"/tickets/{ticket}#planned"
    row = only()
    assert (row.status_after, row.unless_answered, row.author_id) == ("solved", True, cast.bruno.person_id)
    assert HOUR - timedelta(minutes=1) < row.send_at - clock.now() <= HOUR
    page = seen_by(cast.bruno, f"/tickets/{ticket}")
    for words in ("Leaves on", "We come at nine.", "Not if they write before.", "Then the status is “Solved”."):
        assert words in page
    for verb in ("send", "edit", "cancel"):
        assert f"/planned/{row.pk}/{verb}" in page
    assert not Message.objects.filter(text="We come at nine.").exists()
    assert Ticket.objects.get(pk=ticket).status != "solved"


def test_a_colleague_sees_it_and_can_only_call_it_off(cast, ticket) -> None:
    send(cast.carla, ticket, later="PT1H")
    page = seen_by(cast.bruno, f"/tickets/{ticket}")
    assert f"/planned/{only().pk}/cancel" in page
    assert f"/planned/{only().pk}/send" not in page


def test_whom_it_is_for_sees_nothing_of_it_by_any_page(cast, ticket) -> None:
    send(cast.bruno, ticket, later="PT1H", body="Secret until nine")
    link = grant_link(person=person(cast.alice), subject=f"ticket:{ticket}", now=clock.now(), days=30)
    pages = [seen_by(cast.alice, f"/my/{ticket}"), seen_by(cast.alice, "/my"), seen_by(None, f"/t/{link}")]
    assert all("Secret" not in page and "later" not in page for page in pages)
    assert "Secret" not in seen_by(cast.alice, f"/my/{ticket}?all")


def test_a_time_of_the_past_comes_back_with_everything_that_was_typed(cast, ticket) -> None:
    answer = send(cast.bruno, ticket, later="chosen", later_at="2020-01-01T08:00", unless_answered="1")
    assert answer.status_code == 422
    page = shown(answer)
    assert "This time is over." in page
    assert "We come at nine." in page
    assert 'value="2020-01-01T08:00"' in page
    assert not ScheduledReply.objects.exists()
    assert send(cast.bruno, ticket, later="chosen", later_at="soon").status_code == 422


def test_a_note_is_not_kept_for_later(cast, ticket) -> None:
    answer = send(cast.bruno, ticket, later="PT1H", visibility="internal")
    assert answer.status_code == 422
    assert "A note is for your team" in shown(answer)
    assert not ScheduledReply.objects.exists()


def test_it_is_sent_now(cast, ticket) -> None:
    send(cast.bruno, ticket, later="PT1H")
    assert press(cast.bruno, ticket, "send").status_code == 302
    assert Message.objects.get(text="We come at nine.").author_id == cast.bruno.person_id
    again = press(cast.bruno, ticket, "send")
    assert told(again)[-1].startswith("This reply has left meanwhile")


def test_it_is_called_off_and_that_taken_back(cast, ticket) -> None:
    send(cast.bruno, ticket, later="PT1H")
    press(cast.bruno, ticket, "cancel")
    assert "We come at nine." not in seen_by(cast.bruno, f"/tickets/{ticket}")
    press(cast.bruno, ticket, "restore")
    assert "Leaves on" in seen_by(cast.bruno, f"/tickets/{ticket}")


def test_changing_it_brings_words_pictures_and_files_back_and_the_new_one_takes_its_place(cast, ticket) -> None:
    picture = Upload(files.put_bytes(b"\x89PNG").pk, "p.png", "image/png")
    log = Upload(files.put_bytes(b"log").pk, "log.txt", "text/plain")
    tokens = [token_for(each, cast.bruno) for each in (picture, log)]
    html = f'<p>We come <b>at nine</b>.<img src="/x" data-upload="{tokens[0]}"></p>'
    send(cast.bruno, ticket, later="PT1H", body_html=html, uploads=tokens)
    old = only()
    answer = press(cast.bruno, ticket, "edit")
    assert answer["Location"] == f"/tickets/{ticket}?edit={old.pk}#composer"
    page = seen_by(cast.bruno, f"/tickets/{ticket}?edit={old.pk}")
    assert "It is being changed" in page
    assert f'name="replaces" value="{old.pk}"' in page
    assert "at nine</strong>" in page or "at nine</b>" in page
    uploads = re.findall(r'name="uploads" value="([^"]+)"', page)
    (inside,) = re.findall(r'data-upload="([^"]+)"', page)
    assert len(uploads) == 1
    html = f'<p>At ten.<img src="/x" data-upload="{inside}"></p>'
    form = {"body_html": html, "uploads": uploads, "replaces": str(old.pk), "submission_key": "k2", "body": "At ten."}
    assert send(cast.bruno, ticket, **form).status_code == 302
    message = Message.objects.get(text="At ten.")
    assert sorted(Attachment.objects.filter(message=message).values_list("name", flat=True)) == ["log.txt", "p.png"]
    old.refresh_from_db()
    assert (old.state, old.reason) == ("cancelled", "replaced")
    assert "It is being changed" not in seen_by(cast.bruno, f"/tickets/{ticket}")


def test_where_it_has_left_meanwhile_nothing_is_sent_twice_and_the_words_stay(cast, ticket) -> None:
    send(cast.bruno, ticket, later="PT1H")
    old = only().pk
    press(cast.bruno, ticket, "edit")
    press(cast.bruno, ticket, "restore")
    press(cast.bruno, ticket, "send")
    answer = send(cast.bruno, ticket, body="At ten.", replaces=str(old), submission_key="k2")
    assert answer.status_code == 422
    assert "This reply has left meanwhile" in shown(answer)
    assert "At ten." in shown(answer)
    assert not Message.objects.filter(text="At ten.").exists()


def test_anothers_draft_is_not_given_away(cast, ticket) -> None:
    send(cast.carla, ticket, later="PT1H")
    press(cast.carla, ticket, "edit")
    page = seen_by(cast.bruno, f"/tickets/{ticket}?edit={only().pk}")
    assert 'name="replaces" value=""' in page
    assert seen_by(cast.bruno, f"/tickets/{ticket}?edit=99999999999999999999")
    assert seen_by(cast.bruno, f"/tickets/{ticket}?edit=x")


# Who speaks ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def boxes(cast, now) -> dict[str, int]:
    """The team's, one of nobody's, another team's, and one that is switched off."""
    wanted = {
        "help": {"team": cast.first_line, "sender_name": "Support"},
        "billing": {},
        "special": {"team": cast.specialists},
        "old": {"is_active": False},
    }
    return {
        name: int(add_mailbox(actor=SYSTEM, values={"address": f"{name}@desk.test", **values}, now=now))
        for name, values in wanted.items()
    }


def test_the_sender_is_chosen_remembered_and_told(cast, ticket, boxes) -> None:
    page = seen_by(cast.bruno, f"/tickets/{ticket}")
    assert f'<option value="{boxes["help"]}" selected>Support <help@desk.test></option>' in page
    assert "billing@desk.test" in page
    assert "special@desk.test" not in page
    assert "old@desk.test" not in page
    send(cast.bruno, ticket, voice=str(boxes["billing"]))
    speaks = voice_of(ticket=ticket, team=cast.first_line)
    assert speaks is not None
    assert speaks.address == "billing@desk.test"
    page = seen_by(cast.bruno, f"/tickets/{ticket}")
    assert f'value="{boxes["billing"]}" selected' in page
    assert "Bruno Bianchi chose that answers leave from billing@desk.test" in page


def test_the_one_that_speaks_already_is_no_choice(cast, ticket, boxes) -> None:
    send(cast.bruno, ticket, voice=str(boxes["help"]))
    assert not TicketVoice.objects.exists()


@pytest.mark.parametrize("name", ["special", "old"])
def test_another_teams_mailbox_does_not_speak_and_nothing_is_said(cast, ticket, boxes, name) -> None:
    answer = send(cast.bruno, ticket, voice=str(boxes[name]))
    assert answer.status_code == 422
    assert "does not speak for this ticket" in shown(answer)
    assert not TicketVoice.objects.exists()
    assert Message.objects.filter(ticket=ticket).count() == 1


def test_a_note_chooses_no_sender(cast, ticket, boxes) -> None:
    send(cast.bruno, ticket, voice=str(boxes["billing"]), visibility="internal")
    assert not TicketVoice.objects.exists()


def test_one_that_was_switched_off_since_speaks_no_more(cast, ticket, boxes, now) -> None:
    send(cast.bruno, ticket, voice=str(boxes["billing"]))
    change_mailbox(actor=SYSTEM, mailbox_id=boxes["billing"], values={"is_active": False}, now=now)
    assert [(v.address, v.speaks) for v in voices_for(ticket=ticket, team=cast.first_line)] == [
        ("help@desk.test", True)
    ]
    assert 'name="voice"' not in seen_by(cast.bruno, f"/tickets/{ticket}")


def test_whom_it_is_for_chooses_nothing(cast, ticket, boxes) -> None:
    client_of(cast.alice).post(f"/my/{ticket}/reply", {"body": "Hi", "voice": str(boxes["billing"])})
    assert not TicketVoice.objects.exists()
    said(cast.bruno, ticket, "Hello", clock.now())


def test_a_new_ticket_is_written_from_a_chosen_mailbox(cast, boxes) -> None:
    form = {"subject": "Help", "body": "Please.", "requester": str(person(cast.alice)), "type": "incident",
            "impact": "2", "urgency": "2", "team": str(cast.first_line), "submission_key": "n"}  # fmt: skip
    page = seen_by(cast.bruno, "/tickets/new")
    assert "billing@desk.test" in page
    assert "special@desk.test" not in page
    answer = client_of(cast.bruno).post("/tickets/new", {**form, "voice": str(boxes["special"])})
    assert answer.status_code == 422
    assert not Ticket.objects.exists()
    client_of(cast.bruno).post("/tickets/new", {**form, "voice": str(boxes["billing"])})
    assert TicketVoice.objects.get(ticket__subject="Help").mailbox_id == boxes["billing"]
