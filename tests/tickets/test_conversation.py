"""What each reader sees of what was said."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries
from tests.cast import Cast, person
from tests.tickets.desk import noted, opened, said

from tridesk.identity.types import SYSTEM, Permission, Side
from tridesk.infra.models import StoredFile
from tridesk.kernel.errors import NotAllowedError
from tridesk.kernel.ids import FileId, MessageId, TicketId
from tridesk.tickets.actions.change import change
from tridesk.tickets.actions.link import link
from tridesk.tickets.actions.participants import add_participant
from tridesk.tickets.actions.reply import reply
from tridesk.tickets.errors import TicketNotFoundError
from tridesk.tickets.models import Attachment
from tridesk.tickets.queries import (
    abilities,
    attachment_file,
    conversation,
    facts_of,
    full_message,
    message_before,
    ticket_detail,
    timeline,
)
from tridesk.tickets.types import Body, Channel, LinkKind, NewAttachment, ParticipantKind, Status, Visibility

MINUTE = timedelta(minutes=1)


@pytest.fixture
def ticket(cast: Cast, now: datetime) -> TicketId:
    return opened(cast, now)


@pytest.fixture
def file(now: datetime, cast: Cast) -> FileId:
    return FileId(StoredFile.objects.create(sha256="1" * 64, size=7, touched_at=now).pk)


def test_notes_are_never_shown_outside(cast: Cast, ticket: TicketId, now: datetime, file: FileId) -> None:
    secret = NewAttachment(file, "secret.txt", "text/plain")
    note = noted(cast.bruno, ticket, "He broke it himself", now, attachments=(secret,))
    add_participant(actor=SYSTEM, ticket_id=ticket, person=person(cast.elena), kind=ParticipantKind.CC, now=now)
    by_link = replace(cast.alice, ticket_only=ticket)
    analyst_by_link = replace(
        cast.bruno, person_id=cast.alice.person_id, ticket_only=ticket, permissions=frozenset(Permission)
    )
    attachment = Attachment.objects.get()
    for outside in (cast.alice, cast.elena, by_link, analyst_by_link):
        shown = conversation(actor=outside, ticket_id=ticket)
        assert [message.text for message in shown.messages] == ["Smoke comes out of it."]
        assert shown.earlier == 0
        with pytest.raises(TicketNotFoundError):
            full_message(actor=outside, ticket_id=ticket, message_id=note)
        with pytest.raises(TicketNotFoundError):
            attachment_file(actor=outside, attachment_id=attachment.pk)
    inside = conversation(actor=cast.bruno, ticket_id=ticket).messages
    assert [(message.text, message.visibility) for message in inside][1:] == [("He broke it himself", "internal")]
    assert attachment_file(actor=cast.carla, attachment_id=attachment.pk)[0].name == "secret.txt"


def test_files_come_with_their_message(cast: Cast, ticket: TicketId, now: datetime, file: FileId) -> None:
    given = tuple(NewAttachment(file, name, "image/png", name, inline=name == "b") for name in ("b", "a"))
    said(cast.bruno, ticket, "Look", now, attachments=given)
    shown = conversation(actor=cast.alice, ticket_id=ticket).messages
    assert [[each.name for each in message.attachments] for message in shown] == [[], ["b", "a"]]
    first = shown[1].attachments[0]
    assert (first.size, first.content_id, first.inline, first.content_type) == (7, "b", True, "image/png")
    found, stored = attachment_file(actor=cast.alice, attachment_id=first.id)  # type: ignore[arg-type]
    assert (found.name, stored.pk) == ("b", file)
    for outsider in (cast.otto, cast.elena):
        with pytest.raises(TicketNotFoundError):
            attachment_file(actor=outsider, attachment_id=first.id)  # type: ignore[arg-type]


def test_the_last_messages_come_first_and_the_earlier_ones_on_demand(
    cast: Cast, ticket: TicketId, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(6):
        said(cast.alice, ticket, str(number), now + number * MINUTE)
    facts = facts_of(actor=cast.alice, ticket_id=ticket)
    with django_assert_num_queries(3):
        last = conversation(actor=cast.alice, ticket_id=ticket, facts=facts, limit=3)
    assert ([message.text for message in last.messages], last.earlier) == (["3", "4", "5"], 4)
    before = MessageId(last.messages[0].id)
    with django_assert_num_queries(2):
        rest = conversation(actor=cast.alice, ticket_id=ticket, facts=facts, before=before, limit=4)
    assert ([message.text for message in rest.messages][1:], rest.earlier) == (["0", "1", "2"], 0)


def test_folded_history_is_opened_on_demand(cast: Cast, ticket: TicketId, now: datetime) -> None:
    folded = Body(
        "No.", html="<p>No.</p>", full_text="No.\n> Yes?", full_html="<p>No.</p><blockquote>Yes?</blockquote>"
    )
    number = reply(
        actor=cast.bruno, ticket_id=ticket, body=folded, visibility=Visibility.PUBLIC, channel=Channel.EMAIL, now=now
    )
    plain = said(cast.bruno, ticket, "Plain", now)
    shown = conversation(actor=cast.alice, ticket_id=ticket).messages
    assert [message.folded for message in shown] == [False, True, False]
    assert full_message(actor=cast.alice, ticket_id=ticket, message_id=number) == (folded.full_text, folded.full_html)
    assert full_message(actor=cast.alice, ticket_id=ticket, message_id=plain) == ("Plain", "")
    with pytest.raises(TicketNotFoundError):
        full_message(actor=cast.alice, ticket_id=opened(cast, now), message_id=number)


def test_outsiders_see_no_conversation(cast: Cast, ticket: TicketId) -> None:
    for outsider in (cast.otto, cast.elena, replace(cast.bruno, teams={}), replace(cast.alice, ticket_only=ticket + 1)):
        with pytest.raises(TicketNotFoundError):
            conversation(actor=outsider, ticket_id=ticket)  # type: ignore[arg-type]
        with pytest.raises(TicketNotFoundError):
            ticket_detail(actor=outsider, ticket_id=ticket)  # type: ignore[arg-type]


def test_a_note_is_not_quoted_in_a_mail(cast: Cast, ticket: TicketId, now: datetime) -> None:
    noted(cast.bruno, ticket, "Secret", now)
    answer = said(cast.bruno, ticket, "Hello", now)
    before = message_before(message_id=answer)
    assert before is not None
    assert before.text == "Smoke comes out of it."


def test_a_tickets_page_is_two_statements(
    cast: Cast, ticket: TicketId, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for who in (cast.bruno, cast.carla, cast.alice):
        with django_assert_num_queries(2):
            detail = ticket_detail(actor=who, ticket_id=ticket)
        assert (detail.requester, detail.team, detail.organisation) == ("Alice Andrade", "First line", "Acme")
        assert detail.facts == facts_of(actor=who, ticket_id=ticket)
        assert detail.listed


def test_a_page_offers_what_would_be_taken(cast: Cast, ticket: TicketId, now: datetime) -> None:
    def may(who: str) -> set[str]:
        actor = getattr(cast, who)
        able = abilities(actor=actor, facts=facts_of(actor=actor, ticket_id=ticket))
        return {name for name in able.__slots__ if getattr(able, name)}

    assert may("alice") == {"reply", "close"}
    assert may("bruno") == {"inside", "reply", "note", "change", "assign", "merge", "spam"}
    assert may("carla") == may("bruno") | {"delete"}
    said(cast.bruno, ticket, "Done", now, status=Status.SOLVED)
    assert may("alice") == {"reply", "reopen"}
    assert cast.alice.side is Side.REQUESTER


def test_an_analyst_who_asked_another_team_sees_what_a_requester_sees(cast: Cast, now: datetime) -> None:
    ticket = opened(cast, now, actor=cast.bruno, requester=person(cast.bruno), team=cast.specialists)
    other = opened(cast, now)
    link(actor=cast.carla, ticket_id=ticket, other_id=other, kind=LinkKind.RELATES, now=now)
    add_participant(
        actor=cast.carla, ticket_id=ticket, person=person(cast.dante), kind=ParticipantKind.FOLLOWER, now=now
    )
    note = noted(cast.carla, ticket, "He broke it himself", now)
    assert "He broke it" not in str(conversation(actor=cast.bruno, ticket_id=ticket))
    with pytest.raises(TicketNotFoundError):
        full_message(actor=cast.bruno, ticket_id=ticket, message_id=note)
    with pytest.raises(NotAllowedError):
        timeline(actor=cast.bruno, ticket_id=ticket)
    with pytest.raises(NotAllowedError):
        noted(cast.bruno, ticket, "I did not", now)
    with pytest.raises(NotAllowedError):
        add_participant(
            actor=cast.bruno, ticket_id=ticket, person=person(cast.bruno), kind=ParticipantKind.FOLLOWER, now=now
        )
    seen = ticket_detail(actor=cast.bruno, ticket_id=ticket)
    assert (seen.participants, seen.links) == ([], [])
    said(cast.bruno, ticket, "It was broken before", now)
    change(actor=cast.carla, ticket_id=ticket, changes={"team": cast.first_line}, now=now)
    assert "He broke it" in str(conversation(actor=cast.bruno, ticket_id=ticket))
