"""Replies that leave later: said once at their time with the rights of that time, or kept with the reason."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.cast import Cast, person
from tests.events import events
from tests.tickets.desk import noted, opened, row, said, together

from tridesk.identity.actions.set_membership import set_membership
from tridesk.identity.actions.switch_off import switch_off
from tridesk.identity.types import SYSTEM, Actor, TeamRight
from tridesk.infra import files
from tridesk.infra.models import Job
from tridesk.kernel.errors import InvalidError, NotAllowedError
from tridesk.kernel.ids import FileId, ScheduledId, TicketId
from tridesk.tickets.actions.change import change
from tridesk.tickets.actions.follow_merge import follow_merge
from tridesk.tickets.actions.merge import merge, unmerge
from tridesk.tickets.actions.remove import delete, mark_spam, not_spam, purge, restore
from tridesk.tickets.actions.say_scheduled import (
    AuthorLeftError,
    queue_forgotten,
    say_scheduled,
    send_scheduled_now,
)
from tridesk.tickets.actions.schedule_reply import (
    cancel_scheduled,
    edit_scheduled,
    replace_scheduled,
    restore_scheduled,
    schedule_reply,
)
from tridesk.tickets.actions.split import split
from tridesk.tickets.errors import (
    EmptyMessageError,
    ScheduledGoneError,
    ScheduledNotFoundError,
    TicketClosedError,
    TicketNotFoundError,
)
from tridesk.tickets.events import MessageAdded, ReplyScheduled, ScheduledCancelled, ScheduledFailed
from tridesk.tickets.models import Attachment, Message, ScheduledReply
from tridesk.tickets.queries import (
    conversation,
    message_before,
    outgoing_message,
    scheduled_replies,
    scheduled_words,
    ticket_detail,
)
from tridesk.tickets.types import Body, NewAttachment, Status

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(cast: Cast, now: datetime) -> TicketId:
    return opened(cast, now)


def planned(actor: Actor, ticket: TicketId, now: datetime, text: str = "We come at nine.", **given: Any) -> ScheduledId:
    """A reply that leaves in an hour."""
    rest: dict[str, Any] = {"send_at": now + HOUR}
    return schedule_reply(actor=actor, ticket_id=ticket, body=Body(text), now=now, **rest | given)


def kept(number: ScheduledId) -> tuple[str, str]:
    found = ScheduledReply.objects.get(pk=number)
    return found.state, found.reason


def words(ticket: TicketId) -> list[str]:
    return list(Message.objects.filter(ticket=ticket).order_by("id").values_list("text", flat=True))


def test_it_is_said_at_its_time_in_its_authors_name_with_its_files_and_status(
    cast: Cast, ticket: TicketId, now: datetime
) -> None:
    file = NewAttachment(FileId(files.put_bytes(b"log").pk), "log.txt", "text/plain", "c@x", inline=True)
    number = planned(cast.bruno, ticket, now, attachments=[file], status=Status.SOLVED)
    assert say_scheduled(scheduled_id=number, now=now + HOUR - timedelta(microseconds=1)) is None
    assert words(ticket) == ["Smoke comes out of it."]
    message = say_scheduled(scheduled_id=number, now=now + HOUR)
    assert message is not None
    found = Message.objects.get(pk=message)
    assert (found.author_id, found.text, found.at, found.visibility) == (
        cast.bruno.person_id, "We come at nine.", now + HOUR, "public",
    )  # fmt: skip
    (attached,) = Attachment.objects.filter(message=message)
    assert (attached.name, attached.content_id, attached.inline) == ("log.txt", "c@x", True)
    assert row(ticket).status == "solved"
    assert kept(number) == ("said", "")
    assert ScheduledReply.objects.get(pk=number).message_id == message
    assert say_scheduled(scheduled_id=number, now=now + 2 * HOUR) is None
    assert len(words(ticket)) == 2


def test_its_task_waits_for_its_time_and_the_same_form_twice_is_one(
    cast: Cast, ticket: TicketId, now: datetime
) -> None:
    first = planned(cast.bruno, ticket, now, submission_key="k")
    assert planned(cast.bruno, ticket, now, submission_key="k") == first
    (job,) = Job.objects.filter(queue="tridesk.tickets.tasks.say")
    assert (job.run_at, job.unique_key) == (now + HOUR, str(first))
    assert [type(event) for event in events(f"ticket:{ticket}")].count(ReplyScheduled) == 1


@pytest.mark.parametrize(("away", "reason"), [(timedelta(0), "past"), (-HOUR, "past"), (400 * 24 * HOUR, "too_late")])
def test_a_time_that_cannot_be_is_refused(
    cast: Cast, ticket: TicketId, now: datetime, away: timedelta, reason: str
) -> None:
    with pytest.raises(InvalidError) as refused:
        planned(cast.bruno, ticket, now, send_at=now + away)
    assert (refused.value.values["field"], refused.value.values["reason"]) == ("send_at", reason)


def test_who_may_not_answer_as_one_of_us_plans_nothing(cast: Cast, ticket: TicketId, now: datetime) -> None:
    for who in (cast.alice, SYSTEM):
        with pytest.raises(NotAllowedError):
            planned(who, ticket, now)
    for who in (cast.otto, cast.elena):
        with pytest.raises(TicketNotFoundError):
            planned(who, ticket, now)
    with pytest.raises(EmptyMessageError):
        planned(cast.bruno, ticket, now, text=" ")
    change(actor=cast.bruno, ticket_id=ticket, changes={"status": "closed"}, now=now)
    with pytest.raises(TicketClosedError):
        planned(cast.bruno, ticket, now)


def test_nobody_outside_sees_anything_of_it(cast: Cast, ticket: TicketId, now: datetime) -> None:
    before = ticket_detail(actor=cast.alice, ticket_id=ticket)
    planned(cast.bruno, ticket, now, text="Secret until nine")
    assert scheduled_replies(actor=cast.alice, ticket_id=ticket) == []
    for who in (cast.otto, cast.elena):
        with pytest.raises(TicketNotFoundError):
            scheduled_replies(actor=who, ticket_id=ticket)
    assert [m.text for m in conversation(actor=cast.alice, ticket_id=ticket).messages] == ["Smoke comes out of it."]
    assert ticket_detail(actor=cast.alice, ticket_id=ticket) == before
    answer = said(cast.bruno, ticket, "In the meantime", now)
    earlier = message_before(message_id=answer)
    assert earlier is not None
    assert earlier.text == "Smoke comes out of it."
    message = outgoing_message(message_id=answer)
    assert message is not None
    assert "Secret" not in f"{message} {row(ticket).snippet}"


def test_the_team_sees_what_waits_in_the_order_in_which_it_leaves(cast: Cast, ticket: TicketId, now: datetime) -> None:
    file = NewAttachment(FileId(files.put_bytes(b"log").pk), "log.txt", "text/plain")
    planned(cast.bruno, ticket, now, text="second", send_at=now + 2 * HOUR)
    planned(cast.carla, ticket, now, text="first", attachments=[file, file])
    shown = scheduled_replies(actor=cast.bruno, ticket_id=ticket)
    assert [(each.text, each.author, each.may_edit, each.files) for each in shown] == [
        ("first", cast.carla.name, False, ["log.txt", "log.txt"]),
        ("second", cast.bruno.name, True, []),
    ]
    assert [each.may_edit for each in scheduled_replies(actor=cast.carla, ticket_id=ticket)] == [True, True], "a lead"


def test_an_answer_from_outside_keeps_back_what_was_to_wait_for_none(
    cast: Cast, ticket: TicketId, now: datetime
) -> None:
    waits = planned(cast.bruno, ticket, now, unless_answered=True)
    goes = planned(cast.bruno, ticket, now, text="In any case")
    said(cast.alice, ticket, "It stopped burning", now - HOUR, at=now - 2 * HOUR)  # written before, come since
    assert say_scheduled(scheduled_id=waits, now=now + HOUR) is None
    assert kept(waits) == ("failed", "answered")
    assert say_scheduled(scheduled_id=goes, now=now + HOUR) is not None
    (told,) = [event for event in events(f"ticket:{ticket}") if isinstance(event, ScheduledFailed)]
    assert (told.author, told.reason, told.scheduled) == (cast.bruno.person_id, "answered", waits)
    assert send_scheduled_now(actor=cast.bruno, ticket_id=ticket, scheduled_id=waits, now=now + HOUR)


def test_colleagues_notes_and_what_was_there_before_are_no_answer(cast: Cast, ticket: TicketId, now: datetime) -> None:
    other = opened(cast, now)
    number = planned(cast.bruno, ticket, now, unless_answered=True)
    said(cast.carla, ticket, "A public word of ours", now)
    noted(SYSTEM, ticket, "Out of office", now)
    merge(actor=cast.carla, source_id=other, into_id=ticket, now=now)
    assert say_scheduled(scheduled_id=number, now=now + HOUR) is not None


@pytest.mark.parametrize(
    ("what", "reason"),
    [("closed", "ticket_closed"), ("no right", "not_allowed"), ("left", "author_left"), ("spam", "ticket_gone")],
)
def test_what_cannot_be_said_at_its_time_is_kept_with_the_reason(
    cast: Cast, ticket: TicketId, now: datetime, what: str, reason: str
) -> None:
    number = planned(cast.bruno, ticket, now)
    match what:
        case "closed":
            change(actor=cast.carla, ticket_id=ticket, changes={"status": "closed"}, now=now)
        case "no right":
            set_membership(
                actor=SYSTEM, team_id=cast.first_line, person_id=person(cast.bruno), right=TeamRight.SEE, now=now
            )
        case "left":
            switch_off(actor=SYSTEM, person_id=person(cast.bruno), now=now)
        case "spam":  # as if it had slipped through
            mark_spam(actor=cast.carla, ticket_id=ticket, now=now)
            ScheduledReply.objects.update(state="waiting", reason="")
    assert say_scheduled(scheduled_id=number, now=now + HOUR) is None
    assert kept(number) == ("failed", reason)
    assert words(ticket) == ["Smoke comes out of it."]
    assert not [e for e in events(f"ticket:{ticket}") if isinstance(e, MessageAdded) and not e.first]


def test_only_its_author_or_a_lead_sends_it_now(cast: Cast, ticket: TicketId, now: datetime) -> None:
    carlas = planned(cast.carla, ticket, now)
    for who, refusal in (
        (cast.bruno, NotAllowedError),
        (cast.alice, NotAllowedError),
        (cast.otto, TicketNotFoundError),
    ):
        with pytest.raises(refusal):
            send_scheduled_now(actor=who, ticket_id=ticket, scheduled_id=carlas, now=now)
    brunos = planned(cast.bruno, ticket, now)
    message = send_scheduled_now(actor=cast.carla, ticket_id=ticket, scheduled_id=brunos, now=now)
    assert Message.objects.get(pk=message).author_id == cast.bruno.person_id
    with pytest.raises(ScheduledGoneError):
        send_scheduled_now(actor=cast.carla, ticket_id=ticket, scheduled_id=brunos, now=now)
    switch_off(actor=SYSTEM, person_id=person(cast.carla), now=now)
    with pytest.raises(AuthorLeftError):
        send_scheduled_now(actor=cast.dante, ticket_id=ticket, scheduled_id=carlas, now=now)


def test_whoever_may_answer_calls_it_off_and_takes_that_back(cast: Cast, ticket: TicketId, now: datetime) -> None:
    number = planned(cast.carla, ticket, now)
    where: dict[str, Any] = {"ticket_id": ticket, "scheduled_id": number}
    for who, refusal in ((cast.alice, NotAllowedError), (cast.otto, TicketNotFoundError)):
        with pytest.raises(refusal):
            cancel_scheduled(actor=who, now=now, **where)
    for _ in range(2):
        cancel_scheduled(actor=cast.bruno, now=now, **where)
    assert scheduled_replies(actor=cast.bruno, ticket_id=ticket) == []
    assert [type(event) for event in events(f"ticket:{ticket}")].count(ScheduledCancelled) == 1
    assert say_scheduled(scheduled_id=number, now=now + HOUR) is None
    restore_scheduled(actor=cast.bruno, now=now, **where)
    assert kept(number) == ("waiting", "")
    assert say_scheduled(scheduled_id=number, now=now + HOUR) is not None
    with pytest.raises(ScheduledGoneError):
        cancel_scheduled(actor=cast.bruno, now=now, **where)
    with pytest.raises(ScheduledNotFoundError):
        cancel_scheduled(actor=cast.bruno, ticket_id=opened(cast, now), scheduled_id=number, now=now)


def test_taken_back_too_late_its_words_stay_in_sight(cast: Cast, ticket: TicketId, now: datetime) -> None:
    number = planned(cast.bruno, ticket, now)
    cancel_scheduled(actor=cast.bruno, ticket_id=ticket, scheduled_id=number, now=now)
    restore_scheduled(actor=cast.bruno, ticket_id=ticket, scheduled_id=number, now=now + HOUR)
    assert kept(number) == ("failed", "time_passed")
    assert [each.text for each in scheduled_replies(actor=cast.bruno, ticket_id=ticket)] == ["We come at nine."]


def test_one_that_is_changed_stays_in_sight_until_something_takes_its_place(
    cast: Cast, ticket: TicketId, now: datetime
) -> None:
    file = NewAttachment(FileId(files.put_bytes(b"log").pk), "log.txt", "text/plain")
    number = planned(cast.bruno, ticket, now, attachments=[file])
    where: dict[str, Any] = {"ticket_id": ticket, "scheduled_id": number}
    set_membership(actor=SYSTEM, team_id=cast.first_line, person_id=person(cast.dante), right=TeamRight.REPLY, now=now)
    with pytest.raises(ScheduledNotFoundError):
        scheduled_words(actor=cast.bruno, **where)
    edit_scheduled(actor=cast.bruno, now=now, **where)
    assert say_scheduled(scheduled_id=number, now=now + HOUR) is None
    (shown,) = scheduled_replies(actor=cast.bruno, ticket_id=ticket)
    assert (shown.state, shown.reason) == ("cancelled", "edited")
    found = scheduled_words(actor=cast.bruno, **where)
    assert (found.text, found.files) == ("We come at nine.", ((file.file, "log.txt", "text/plain", "", False),))
    with pytest.raises(TicketNotFoundError):
        scheduled_words(actor=cast.otto, **where)
    with pytest.raises(NotAllowedError):
        scheduled_words(actor=cast.alice, **where)
    replace_scheduled(actor=cast.bruno, now=now, **where)
    assert scheduled_replies(actor=cast.bruno, ticket_id=ticket) == []
    with pytest.raises(ScheduledGoneError):
        restore_scheduled(actor=cast.bruno, now=now, **where)


def test_a_colleague_neither_changes_nor_reads_back_anothers(cast: Cast, ticket: TicketId, now: datetime) -> None:
    number = planned(cast.carla, ticket, now)
    for action in (edit_scheduled, replace_scheduled):
        with pytest.raises(NotAllowedError):
            action(actor=cast.bruno, ticket_id=ticket, scheduled_id=number, now=now)
    assert kept(number) == ("waiting", "")


def test_a_merge_takes_it_along_and_undoing_it_brings_it_back(cast: Cast, ticket: TicketId, now: datetime) -> None:
    into, further = opened(cast, now), opened(cast, now)
    number, theirs = planned(cast.bruno, ticket, now), planned(cast.bruno, into, now, text="theirs")
    merge(actor=cast.carla, source_id=ticket, into_id=into, now=now)
    merge(actor=cast.carla, source_id=into, into_id=further, now=now)
    assert {each.id for each in scheduled_replies(actor=cast.bruno, ticket_id=further)} == {number, theirs}
    unmerge(actor=cast.carla, source_id=ticket, now=now)
    assert [each.id for each in scheduled_replies(actor=cast.bruno, ticket_id=ticket)] == [number]
    unmerge(actor=cast.carla, source_id=into, now=now)
    assert [each.id for each in scheduled_replies(actor=cast.bruno, ticket_id=into)] == [theirs]
    merge(actor=cast.carla, source_id=ticket, into_id=into, now=now)
    assert say_scheduled(scheduled_id=number, now=now + HOUR) is not None
    assert words(into)[-1] == "We come at nine."


def test_a_split_leaves_it(cast: Cast, ticket: TicketId, now: datetime) -> None:
    number = planned(cast.bruno, ticket, now)
    message = said(cast.alice, ticket, "And the coffee machine", now)
    split(actor=cast.carla, ticket_id=ticket, messages=[message], subject="Coffee", now=now)
    assert ScheduledReply.objects.get(pk=number).ticket_id == ticket


@pytest.mark.parametrize(("away", "back"), [(mark_spam, not_spam), (delete, restore)])
@pytest.mark.parametrize(("hours", "state"), [(0, ("waiting", "")), (2, ("failed", "time_passed"))])
def test_what_is_put_away_says_nothing_and_brought_back_it_waits_again(
    cast: Cast, ticket: TicketId, now: datetime, away: Any, back: Any, hours: int, state: tuple[str, str]
) -> None:
    number = planned(cast.bruno, ticket, now)
    away(actor=cast.dante, ticket_id=ticket, now=now)
    assert kept(number) == ("cancelled", "ticket_gone")
    back(actor=cast.dante, ticket_id=ticket, now=now + hours * HOUR)
    assert kept(number) == state


def test_it_goes_with_a_ticket_that_is_removed_for_good(cast: Cast, ticket: TicketId, now: datetime) -> None:
    file = NewAttachment(FileId(files.put_bytes(b"log").pk), "log.txt", "text/plain")
    planned(cast.bruno, ticket, now, attachments=[file])
    delete(actor=cast.dante, ticket_id=ticket, now=now)
    assert purge(now=now + 50 * HOUR, grace=HOUR) == 1
    assert not ScheduledReply.objects.exists()


def test_two_persons_who_are_one_keep_theirs(cast: Cast, ticket: TicketId, now: datetime) -> None:
    number = planned(cast.bruno, ticket, now)
    follow_merge(kept=person(cast.carla), other=person(cast.bruno))
    assert ScheduledReply.objects.get(pk=number).author_id == cast.carla.person_id


def test_what_lost_its_task_gets_another(cast: Cast, ticket: TicketId, now: datetime) -> None:
    planned(cast.bruno, ticket, now)
    Job.objects.all().delete()
    assert queue_forgotten(now=now + HOUR) == 0
    assert queue_forgotten(now=now + HOUR + timedelta(minutes=3)) == 1
    assert queue_forgotten(now=now + HOUR + timedelta(minutes=3)) == 0, "it has one"


@pytest.mark.django_db(transaction=True)
def test_many_workers_and_people_at_once_say_it_once(cast: Cast, ticket: TicketId, now: datetime) -> None:
    number, into = planned(cast.bruno, ticket, now), opened(cast, now)

    def by_task() -> object:
        return say_scheduled(scheduled_id=number, now=now + HOUR)

    def by_hand() -> object:
        return send_scheduled_now(actor=cast.bruno, ticket_id=ticket, scheduled_id=number, now=now + HOUR)

    def moved() -> object:
        return merge(actor=cast.carla, source_id=ticket, into_id=into, now=now + HOUR)

    together(by_task, by_hand, by_task, moved, by_task, by_hand)
    assert Message.objects.filter(text="We come at nine.").count() == 1
    assert kept(number) == ("said", "")
