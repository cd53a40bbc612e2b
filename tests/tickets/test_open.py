"""A ticket is opened."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from tests.cast import Cast, person
from tests.events import events, names
from tests.tickets.desk import opened, row

from tridesk.identity.types import SYSTEM
from tridesk.infra.models import StoredFile
from tridesk.kernel.errors import InvalidError, NotAllowedError
from tridesk.kernel.ids import FileId, OrganisationId, PersonId, TeamId
from tridesk.tickets.actions.define_field import add_field
from tridesk.tickets.errors import EmptyMessageError, FieldInvalidError
from tridesk.tickets.events import TicketOpened
from tridesk.tickets.models import Message, Participant, Ticket
from tridesk.tickets.queries import field_specs, field_values
from tridesk.tickets.types import Body, Channel, FieldKind, Level, NewAttachment, Priority, TicketType, Visibility

NOTE = Visibility.INTERNAL


def test_a_new_ticket_has_all_that_rules_propose(cast: Cast, now: datetime) -> None:
    ticket = row(opened(cast, now))
    assert (ticket.subject, ticket.snippet) == ("The printer is on fire", "Smoke comes out of it.")
    assert (ticket.status, ticket.holder, ticket.type) == ("new", "analyst", "incident")
    assert (ticket.priority, ticket.impact, ticket.urgency) == (Priority.MEDIUM, Level.MEDIUM, Level.MEDIUM)
    assert (ticket.team_id, ticket.assignee_id, ticket.organisation_id) == (cast.first_line, None, cast.acme)
    assert ticket.holder_since == ticket.created_at == ticket.updated_at == ticket.last_message_at == now
    assert (ticket.listed, ticket.active, ticket.phase, ticket.version) == (True, True, "todo", 1)


def test_opening_is_told_with_its_first_message(cast: Cast, now: datetime) -> None:
    number = opened(cast, now)
    told = events(f"ticket:{number}")
    assert [event.name for event in told] == ["ticket.opened", "ticket.message_added"]
    assert isinstance(told[0], TicketOpened)
    message = Message.objects.get(ticket=number)
    assert (told[0].message, told[0].by, told[0].side) == (message.pk, cast.alice.person_id, "requester")
    assert (message.author_name, message.side, message.visibility) == ("Alice Andrade", "requester", "public")


def test_a_form_sent_twice_makes_one_ticket(cast: Cast, now: datetime) -> None:
    first = opened(cast, now, submission_key="form-1")
    assert opened(cast, now, submission_key="form-1", subject="Again") == first
    assert opened(cast, now, submission_key="form-2") != first
    assert Ticket.objects.count() == 2
    assert names(f"ticket:{first}").count("ticket.opened") == 1


def test_nobody_uses_up_the_submission_key_of_another(cast: Cast, now: datetime) -> None:
    mine = opened(cast, now, submission_key="mail:1")
    his = opened(cast, now, actor=cast.otto, requester=person(cast.otto), submission_key="mail:1")
    by_mail = opened(cast, now, submission_key="mail:1", channel=Channel.EMAIL)
    assert len({mine, his, by_mail}) == 3


def test_tickets_without_a_key_are_all_different(cast: Cast, now: datetime) -> None:
    assert opened(cast, now) != opened(cast, now)


def test_an_analyst_opens_for_somebody_and_gives_it_to_somebody(cast: Cast, now: datetime) -> None:
    number = opened(cast, now, actor=cast.bruno, channel=Channel.PHONE, assignee=person(cast.bruno))
    assert (row(number).status, row(number).assignee_id) == ("open", cast.bruno.person_id)
    assert row(number).requester_id == cast.alice.person_id
    assert row(number).first_response_at is None


def test_an_analyst_who_asks_is_on_the_requesters_side(cast: Cast, now: datetime) -> None:
    number = opened(cast, now, actor=cast.bruno, requester=person(cast.bruno))
    assert Message.objects.get(ticket=number).side == "requester"
    assert events(f"ticket:{number}")[0].side == "requester"  # type: ignore[attr-defined]


def test_a_requester_asks_only_for_oneself(cast: Cast, now: datetime) -> None:
    with pytest.raises(NotAllowedError):
        opened(cast, now, actor=cast.otto)
    with pytest.raises(NotAllowedError):
        opened(cast, now, actor=cast.elena)
    assert opened(cast, now, actor=cast.elena, requester=person(cast.elena))  # a vendor writes to us, too


def test_only_who_works_here_opens_with_a_note(cast: Cast, now: datetime) -> None:
    with pytest.raises(NotAllowedError):
        opened(cast, now, visibility=NOTE)
    number = opened(cast, now, actor=cast.bruno, visibility=NOTE, subject="", body=Body("He sounded angry."))
    assert (row(number).snippet, row(number).subject) == ("", "—")  # requesters see both


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"team": TeamId(999)}, "unknown_value"),
        ({"assignee": PersonId(999)}, "not_assignable"),
        ({"requester": PersonId(999)}, "unknown_value"),
        ({"organisation": OrganisationId(999)}, "unknown_value"),
    ],
)
def test_it_points_only_at_what_is_there(cast: Cast, now: datetime, wrong: dict[str, int], reason: str) -> None:
    with pytest.raises(InvalidError) as refused:
        opened(cast, now, actor=cast.bruno, **wrong)
    assert refused.value.values["reason"] == reason
    assert refused.value.values["field"] == next(iter(wrong))
    assert not Ticket.objects.exists()


def test_a_requester_cannot_be_the_assignee(cast: Cast, now: datetime) -> None:
    with pytest.raises(InvalidError, match="not_assignable"):
        opened(cast, now, actor=cast.bruno, assignee=person(cast.otto))


def test_priority_comes_from_impact_and_urgency_unless_given(cast: Cast, now: datetime) -> None:
    assert row(opened(cast, now, impact=Level.HIGH, urgency=Level.HIGH)).priority == Priority.EMERGENCY
    assert row(opened(cast, now, impact=Level.HIGH, priority=Priority.LOW)).priority == Priority.LOW


@pytest.mark.parametrize("body", [Body(""), Body("  \n "), Body("", html=" ")])
def test_a_ticket_needs_words_or_a_file(cast: Cast, now: datetime, body: Body) -> None:
    with pytest.raises(EmptyMessageError):
        opened(cast, now, body=body)


def test_an_attachment_alone_is_enough(cast: Cast, now: datetime) -> None:
    file = StoredFile.objects.create(sha256="0" * 64, size=1, touched_at=now)
    given = NewAttachment(FileId(file.pk), "smoke.png", "image/png", content_id="a@b", inline=True)
    number = opened(cast, now, subject="", body=Body(""), attachments=(given,))
    assert row(number).subject == "—"
    kept = Message.objects.get(ticket=number).attachments.get()
    assert (kept.name, kept.content_id, kept.inline, kept.file_id) == ("smoke.png", "a@b", True, file.pk)


def test_without_a_subject_the_first_words_are_it(cast: Cast, now: datetime) -> None:
    assert row(opened(cast, now, subject=" \n")).subject == "Smoke comes out of it."


def test_a_mail_keeps_the_time_it_was_written(cast: Cast, now: datetime) -> None:
    before = now - timedelta(days=3)
    ticket = row(opened(cast, now, received_at=before))
    assert (ticket.created_at, ticket.last_message_at, ticket.updated_at) == (before, before, now)
    assert Message.objects.get().at == before


def test_cc_tags_and_fields_come_along(cast: Cast, now: datetime) -> None:
    add_field(actor=SYSTEM, key="floor", kind=FieldKind.NUMBER, values=FLOOR, now=now)
    number = opened(
        cast,
        now,
        cc=(person(cast.otto), person(cast.otto), person(cast.alice)),
        tags=("VPN", "vpn", "new laptop", " "),
        fields={"floor": "12"},
    )
    assert list(Participant.objects.values_list("person_id", "kind")) == [(cast.otto.person_id, "cc")]
    assert sorted(row(number).tags.values_list("tag__name", flat=True)) == ["new-laptop", "vpn"]
    assert field_values(ticket_id=number, specs=field_specs(language="en")) == {"floor": Decimal(12)}


FLOOR = {"names": {"en": "Floor"}, "required": True, "for_requester": True, "ticket_types": ["incident"]}


def test_a_form_must_fill_required_fields_and_a_mail_need_not(cast: Cast, now: datetime) -> None:
    add_field(actor=SYSTEM, key="floor", kind=FieldKind.NUMBER, values=FLOOR, now=now)
    with pytest.raises(FieldInvalidError, match="required"):
        opened(cast, now, fields={})
    assert opened(cast, now, fields=None)
    assert opened(cast, now, fields={}, type=TicketType.QUESTION)  # has no such field
    with pytest.raises(FieldInvalidError, match="unknown"):
        opened(cast, now, fields={"floor": "1"}, type=TicketType.QUESTION)


def test_a_requester_fills_only_the_fields_that_are_theirs(cast: Cast, now: datetime) -> None:
    values = {**FLOOR, "for_requester": False}
    add_field(actor=SYSTEM, key="cost", kind=FieldKind.NUMBER, values=values, now=now)
    assert opened(cast, now, fields={})
    with pytest.raises(FieldInvalidError, match="unknown"):
        opened(cast, now, fields={"cost": "1"})
    assert opened(cast, now, actor=cast.bruno, fields={"cost": "1"})


def test_nul_and_broken_characters_do_not_stop_a_ticket(cast: Cast, now: datetime) -> None:
    number = opened(cast, now, subject="a\0b \ud800", body=Body("x\0y\udfff", html="<p>\0</p>"), tags=("a\0",))
    assert row(number).subject == "ab ?"
    assert Message.objects.get(ticket=number).text == "xy?"


def test_a_refused_ticket_leaves_nothing(cast: Cast, now: datetime) -> None:
    with pytest.raises(FieldInvalidError):
        opened(cast, now, fields={"nothing": "1"}, tags=("kept-not",))
    assert not Ticket.objects.exists()
    assert not Message.objects.exists()
