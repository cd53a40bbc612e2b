"""Who on the team hears what: never their own doing, once an occasion, nothing of old, as they chose."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from tests.cast import Cast, person
from tests.tickets.desk import noted, opened, said

from tridesk.channels.events import MailFailed
from tridesk.channels.models import InboundMail, OutboundMail
from tridesk.identity.actions.change_person import change_person
from tridesk.identity.actions.set_membership import set_membership
from tridesk.identity.actions.switch_off import switch_off
from tridesk.identity.queries.roles import role_with_key
from tridesk.identity.types import SYSTEM, Actor, TeamRight
from tridesk.infra import files
from tridesk.infra.outbox import record
from tridesk.infra.outbox.readers import readers
from tridesk.kernel.errors import NotAllowedError
from tridesk.kernel.ids import TicketId
from tridesk.notify import subscribers
from tridesk.notify.actions.choose import choose
from tridesk.notify.queries import Choice, choice_of
from tridesk.tickets.actions.change import change
from tridesk.tickets.actions.merge import merge
from tridesk.tickets.actions.participants import add_participant
from tridesk.tickets.actions.remove import mark_spam
from tridesk.tickets.events import MessageAdded, ScheduledFailed, TicketChanged, TicketOpened
from tridesk.tickets.types import ParticipantKind

from tests.events import events  # isort: skip

LATER = timedelta(minutes=1)


def told(ticket: TicketId, *, times: int = 1) -> list[tuple[str, str]]:
    """Lets notify read all that happened to the ticket; the notices as (to, subject), oldest first."""
    for _ in range(times):
        for event in events(f"ticket:{ticket}"):
            for reader in readers(type(event)):
                if reader.name.startswith("notify.") and reader.when(event):
                    reader.handler(event)
    mails = OutboundMail.objects.filter(kind=OutboundMail.NOTICE).order_by("id")
    return [(mail.recipient.partition("@")[0], mail.subject) for mail in mails]


def to(ticket: TicketId) -> list[str]:
    return sorted(name for name, _ in told(ticket))


def wants(actor: Actor, **chosen: bool) -> None:
    choose(actor=actor, **{"assigned": False, "replied": False, "team_new": False, **chosen})


def give(cast: Cast, ticket: TicketId, whom: Actor, now: datetime, *, by: Actor | None = None) -> None:
    change(actor=by or cast.carla, ticket_id=ticket, changes={"assignee": whom.person_id}, now=now)


@pytest.fixture
def ticket(cast: Cast, now: datetime) -> TicketId:
    return opened(cast, now)


def test_who_is_given_a_ticket_hears_it_in_their_language(cast: Cast, ticket: TicketId, now: datetime) -> None:
    give(cast, ticket, cast.bruno, now)
    assert told(ticket) == [("bruno", f"[TD-{ticket}] is yours: The printer is on fire")]
    mail = OutboundMail.objects.get(kind=OutboundMail.NOTICE)
    assert (mail.ticket_id, mail.person_id) == (ticket, cast.bruno.person_id)


def test_who_takes_a_ticket_is_not_told(cast: Cast, ticket: TicketId, now: datetime) -> None:
    give(cast, ticket, cast.bruno, now, by=cast.bruno)
    assert told(ticket) == []
    said(cast.bruno, opened(cast, now), "I take it by answering", now)
    assert told(TicketId(ticket + 1)) == []


def test_a_ticket_opened_for_somebody_is_told_to_them(cast: Cast, now: datetime) -> None:
    assert to(opened(cast, now, actor=cast.carla, assignee=person(cast.bruno))) == ["bruno"]
    own = opened(cast, now, actor=cast.carla, assignee=person(cast.carla))
    assert to(own) == ["bruno"]  # still only the first


def test_who_lost_it_again_is_not_told(cast: Cast, ticket: TicketId, now: datetime) -> None:
    give(cast, ticket, cast.bruno, now)
    give(cast, ticket, cast.dante, now + LATER)
    assert to(ticket) == ["dante"]


def test_being_given_it_twice_is_two_occasions_and_each_is_told_once(
    cast: Cast, ticket: TicketId, now: datetime
) -> None:
    give(cast, ticket, cast.bruno, now)
    change(actor=cast.carla, ticket_id=ticket, changes={"assignee": None}, now=now + LATER)
    give(cast, ticket, cast.bruno, now + 2 * LATER)
    assert len(told(ticket, times=3)) == 2


def test_assignee_and_followers_hear_what_was_written_outside(cast: Cast, ticket: TicketId, now: datetime) -> None:
    said(cast.bruno, ticket, "Which one?", now)
    add_participant(
        actor=cast.carla, ticket_id=ticket, person=person(cast.dante), kind=ParticipantKind.FOLLOWER, now=now
    )
    said(cast.alice, ticket, "The big one", now)
    subject = f"[TD-{ticket}] Alice Andrade wrote: The printer is on fire"
    assert sorted(told(ticket, times=2)) == [("bruno", subject), ("dante", subject)]
    assert set(OutboundMail.objects.filter(kind="notice").values_list("text", flat=True)) == {"The big one"}


def test_colleagues_words_and_the_opening_are_not_told(cast: Cast, ticket: TicketId, now: datetime) -> None:
    give(cast, ticket, cast.bruno, now, by=cast.bruno)
    said(cast.carla, ticket, "I answered", now)
    noted(cast.carla, ticket, "I noted", now)
    noted(SYSTEM, ticket, "Out of office", now)
    assert told(ticket) == []


def test_an_analyst_who_asks_is_heard_and_does_not_hear_oneself(cast: Cast, now: datetime) -> None:
    own = opened(cast, now, actor=cast.bruno, requester=person(cast.bruno))
    give(cast, own, cast.carla, now, by=cast.carla)
    add_participant(actor=cast.carla, ticket_id=own, person=person(cast.bruno), kind=ParticipantKind.FOLLOWER, now=now)
    said(cast.bruno, own, "Any news?", now)
    assert to(own) == ["carla"]


def test_the_team_hears_of_a_new_ticket_where_it_asked_to(cast: Cast, now: datetime) -> None:
    wants(cast.bruno, team_new=True)
    wants(cast.carla)
    ticket = opened(cast, now)
    assert told(ticket, times=2) == [("bruno", f"[TD-{ticket}] New: The printer is on fire")]
    assert to(opened(cast, now, actor=cast.carla, team=cast.specialists)) == ["bruno"]  # not his team
    assert to(opened(cast, now, actor=cast.bruno)) == ["bruno"]  # his own doing


def test_the_team_is_told_nothing_that_somebody_has_taken(cast: Cast, ticket: TicketId, now: datetime) -> None:
    wants(cast.bruno, team_new=True)
    give(cast, ticket, cast.carla, now, by=cast.carla)
    assert told(ticket) == []


def test_only_who_may_answer_in_the_team_is_told(cast: Cast, now: datetime) -> None:
    wants(cast.bruno, team_new=True)
    set_membership(actor=SYSTEM, team_id=cast.first_line, person_id=person(cast.bruno), right=TeamRight.SEE, now=now)
    assert told(opened(cast, now)) == []


@pytest.mark.parametrize("what", ["assigned", "replied"])
def test_who_does_not_want_it_does_not_hear_it(cast: Cast, ticket: TicketId, now: datetime, what: str) -> None:
    wants(cast.bruno, **{what: True})
    give(cast, ticket, cast.bruno, now)
    said(cast.alice, ticket, "Hello?", now)
    (subject,) = [subject for _, subject in told(ticket)]
    assert ("is yours" in subject) is (what == "assigned")


def test_nobody_is_told_of_what_was_taken_in_from_history(cast: Cast, ticket: TicketId, now: datetime) -> None:
    wants(cast.bruno, team_new=True, replied=True)
    old = opened(cast, now)
    opening = next(event for event in events(f"ticket:{old}") if isinstance(event, TicketOpened)).message
    give(cast, old, cast.bruno, now, by=cast.bruno)
    answer = said(cast.alice, old, "From years ago", now)
    for number in (opening, answer):
        file = files.put_bytes(f"mail {number}".encode())
        InboundMail.objects.create(
            file=file, fingerprint=file.sha256, received_at=now, ticket_id=old, said_id=number, answer=False
        )
    assert told(old) == []


def test_nothing_is_told_of_what_is_gone(cast: Cast, ticket: TicketId, now: datetime) -> None:
    give(cast, ticket, cast.bruno, now)
    said(cast.alice, ticket, "Cheap pills", now)
    mark_spam(actor=cast.bruno, ticket_id=ticket, now=now)
    assert told(ticket) == []


def test_words_that_were_merged_are_told_where_they_are_now(cast: Cast, ticket: TicketId, now: datetime) -> None:
    into = opened(cast, now)
    give(cast, into, cast.bruno, now, by=cast.bruno)
    said(cast.alice, ticket, "Hello?", now)
    merge(actor=cast.carla, source_id=ticket, into_id=into, now=now)
    assert told(ticket) == [("bruno", f"[TD-{into}] Alice Andrade wrote: The printer is on fire")]


def test_who_was_switched_off_hears_nothing(cast: Cast, ticket: TicketId, now: datetime) -> None:
    give(cast, ticket, cast.bruno, now)
    switch_off(actor=SYSTEM, person_id=person(cast.bruno), now=now)
    assert told(ticket) == []


def test_who_left_the_team_hears_no_more_of_what_they_follow(cast: Cast, now: datetime) -> None:
    ticket = opened(cast, now)
    add_participant(
        actor=cast.carla, ticket_id=ticket, person=person(cast.bruno), kind=ParticipantKind.FOLLOWER, now=now
    )
    role = role_with_key(key="requester")
    change_person(actor=SYSTEM, person_id=person(cast.bruno), role_id=role, now=now)
    said(cast.alice, ticket, "Hello?", now)
    assert "bruno" not in to(ticket)


def test_everybody_chooses_for_oneself(cast: Cast) -> None:
    assert choice_of(actor=cast.bruno) == Choice(assigned=True, replied=True, team_new=False)
    wants(cast.bruno, team_new=True)
    wants(cast.bruno, replied=True)
    assert choice_of(actor=cast.bruno) == Choice(assigned=False, replied=True, team_new=False)
    assert choice_of(actor=cast.carla) == Choice()
    for who in (cast.alice, cast.elena, SYSTEM):
        with pytest.raises(NotAllowedError):
            choose(actor=who, assigned=True, replied=True, team_new=True)


def lost(ticket: TicketId, message: int, recipient: str, now: datetime, kind: str = OutboundMail.REPLY) -> None:
    """A mail of this message failed."""
    row = OutboundMail.objects.create(
        kind=kind, occasion=f"{kind}:{message}:{recipient}", ticket_id=ticket, said_id=message, recipient=recipient,
        message_id=f"{kind}{message}{recipient}", queued_at=now, state=OutboundMail.FAILED,
    )  # fmt: skip
    with transaction.atomic():
        record(MailFailed(ticket=ticket, mail=row.pk, recipient=recipient, reason="550 5.1.1 no", at=now, by=None))


def test_author_and_assignee_hear_once_that_a_message_did_not_arrive(
    cast: Cast, ticket: TicketId, now: datetime
) -> None:
    answer = said(cast.bruno, ticket, "Which one?", now)
    give(cast, ticket, cast.carla, now, by=cast.carla)
    for recipient in ("alice@acme.test", "anna@acme.test"):
        lost(ticket, answer, recipient, now)
    notices = told(ticket, times=2)
    assert sorted(name for name, _ in notices) == ["bruno", "carla"]
    assert notices[0][1] == f"[TD-{ticket}] Not delivered to alice@acme.test: The printer is on fire"
    assert "550 5.1.1 no" in OutboundMail.objects.filter(kind="notice")[0].text


def test_a_notice_that_did_not_arrive_makes_no_further_one(cast: Cast, ticket: TicketId, now: datetime) -> None:
    answer = said(cast.bruno, ticket, "Which one?", now)
    lost(ticket, answer, "bruno@desk.test", now, kind=OutboundMail.NOTICE)
    assert [subject for _, subject in told(ticket)] == [""], "only the lost one itself"


def test_who_wrote_a_reply_for_later_hears_that_it_did_not_leave(cast: Cast, ticket: TicketId, now: datetime) -> None:
    event = ScheduledFailed(ticket=ticket, scheduled=7, author=person(cast.bruno), reason="answered", at=now, by=None)
    with transaction.atomic():
        record(event)
    assert told(ticket, times=2) == [("bruno", f"[TD-{ticket}] Your reply did not leave: The printer is on fire")]


def test_only_what_concerns_somebody_costs_a_job(now: datetime) -> None:
    def heard(event: Any) -> set[str]:
        return {
            reader.name for reader in readers(type(event)) if reader.name.startswith("notify.") and reader.when(event)
        }

    base: dict[str, Any] = {"ticket": 1, "at": now, "by": None}
    spoken: dict[str, Any] = {"message": 1, "side": "requester", "channel": "web", "author": 1, **base}
    assert heard(MessageAdded(visibility="public", **spoken)) == {"notify.replied"}
    assert heard(MessageAdded(visibility="internal", **spoken)) == set()
    assert heard(MessageAdded(visibility="public", first=True, **spoken)) == set()
    assert heard(TicketChanged(changes={"status": ("new", "open")}, **base)) == set()
    assert heard(TicketChanged(changes={"assignee": ("3", "")}, **base)) == set()
    assert heard(TicketChanged(changes={"assignee": ("", "3")}, **base)) == {"notify.assigned"}
    opening: dict[str, Any] = {"subject": "s", "requester": 1, "channel": "web", "message": 1, "side": "requester"}
    assert heard(TicketOpened(team=1, **opening, **base)) == {"notify.team"}
    assert heard(TicketOpened(team=1, assignee=2, **opening, **base)) == {"notify.assigned"}
    assert subscribers.team_new  # declared
