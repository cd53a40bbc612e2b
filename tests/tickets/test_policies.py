"""Who may do what: a table of actors and tickets, and that lists and policies never disagree."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import Cast, person
from tests.tickets.desk import opened, row

from tridesk.identity.types import SYSTEM, Actor, Permission, Side, TeamRight
from tridesk.kernel.errors import NotAllowedError
from tridesk.kernel.ids import PersonId, TeamId, TicketId
from tridesk.tickets import policies, store
from tridesk.tickets.errors import TicketNotFoundError
from tridesk.tickets.models import Participant, Ticket
from tridesk.tickets.queries import visible_to
from tridesk.tickets.types import ParticipantKind, Status, TicketFacts, Visibility

ALICE, BRUNO, ELENA, OTTO = PersonId(1), PersonId(2), PersonId(3), PersonId(4)
OURS, THEIRS, TICKET = TeamId(1), TeamId(2), TicketId(7)
WORK = frozenset(Permission) - {Permission.TICKETS_ALL_TEAMS}


def actor(who: PersonId, side: Side, *permissions: Permission, **more: Any) -> Actor:
    return Actor(person_id=who, name="Somebody", side=side, permissions=frozenset(permissions), **more)


def analyst(right: TeamRight | None, **more: Any) -> Actor:
    return actor(BRUNO, Side.ANALYST, *WORK, teams={OURS: right} if right else {}, **more)


alice = actor(ALICE, Side.REQUESTER, Permission.TICKETS_OPEN, Permission.TICKETS_REPLY)
elena = actor(ELENA, Side.VENDOR, Permission.TICKETS_REPLY)
overreaching = actor(ALICE, Side.REQUESTER, *Permission)  # a role for requesters that was given everything
linked = actor(ALICE, Side.REQUESTER, Permission.TICKETS_REPLY, ticket_only=TICKET)
lost = replace(linked, ticket_only=TicketId(8))
lead = actor(BRUNO, Side.ANALYST, *Permission)
facts = TicketFacts(TICKET, Status.OPEN, OURS, None, ALICE)
others = replace(facts, team=THEIRS, requester=OTTO)
nobodys = replace(others, team=None)
his = replace(others, assignee=BRUNO)
followed = replace(others, participants=frozenset({BRUNO}))
away = replace(facts, gone=True, listed=False)
copied = replace(facts, participants=frozenset({ELENA}))

# What an actor may, in this order: see, notes seen, reply, note, change, assign, merge, delete, as requester.
QUESTIONS: list[Callable[[Actor, TicketFacts], bool]] = [
    policies.may_see,
    policies.may_see_notes,
    lambda who, what: policies.may_reply(who, what, Visibility.PUBLIC),
    lambda who, what: policies.may_reply(who, what, Visibility.INTERNAL),
    policies.may_change,
    policies.may_assign,
    policies.may_merge,
    policies.may_delete,
    policies.may_answer_as_requester,
]
TABLE = {
    "the requester": (alice, facts, "s.r.....q"),
    "a requester on somebody else's": (alice, others, "........."),
    "a requester whose role was given everything": (overreaching, facts, "s.r.....q"),
    "the requester of what was deleted or is spam": (alice, away, "........."),
    "somebody by the link to it": (linked, away, "........."),
    "a vendor contact in copy of it": (elena, replace(copied, gone=True), "........."),
    "an analyst who manages, of it": (analyst(TeamRight.MANAGE), away, "snricamd."),
    "somebody by the link": (linked, facts, "s.r.....q"),
    "somebody by a link of another ticket": (lost, facts, "........."),
    "somebody by the link of what is no longer theirs": (linked, others, "........."),
    "an analyst by a link, with all rights": (replace(lead, person_id=ALICE, ticket_only=TICKET), facts, "s.r.....q"),
    "a vendor contact in copy": (elena, copied, "s.r......"),
    "a vendor contact not in copy": (elena, facts, "........."),
    "an analyst who sees": (analyst(TeamRight.SEE), facts, "sn.i....."),
    "an analyst who replies": (analyst(TeamRight.REPLY), facts, "snricam.."),
    "an analyst who manages": (analyst(TeamRight.MANAGE), facts, "snricamd."),
    "an analyst of another team": (analyst(TeamRight.MANAGE), others, "........."),
    "an analyst without a team": (analyst(None), facts, "........."),
    "an analyst on a ticket without a team": (analyst(None), nobodys, "snricam.."),
    "the assignee of another team": (analyst(None), his, "snricam.."),
    "a follower of another team": (analyst(None), followed, "sn.i....."),
    "a lead of all teams": (lead, others, "snricamd."),
    "background work": (SYSTEM, others, "snricamd."),
    "an analyst on a ticket of their own with another team": (
        analyst(None),
        replace(others, requester=BRUNO),
        "s.r.....q",
    ),
    "the same, who follows it or was put in copy": (
        analyst(TeamRight.MANAGE),
        replace(followed, requester=BRUNO),
        "s.r.....q",
    ),
    "an analyst on a ticket of their own with their own team": (
        analyst(TeamRight.SEE),
        replace(facts, requester=BRUNO),
        "snri....q",
    ),
    "an analyst on a ticket of their own without a team": (
        analyst(None),
        replace(nobodys, requester=BRUNO),
        "snricam.q",
    ),
    "an analyst who got their own ticket": (analyst(None), replace(his, requester=BRUNO), "snricam.q"),
    "a lead on a ticket of their own": (lead, replace(others, requester=BRUNO), "snricamdq"),
    "an analyst whose role allows nothing": (
        replace(analyst(TeamRight.MANAGE), permissions=frozenset()),
        facts,
        "sn.......",
    ),
}


@pytest.mark.parametrize(("who", "what", "expected"), list(TABLE.values()), ids=list(TABLE))
def test_who_may_what(who: Actor, what: TicketFacts, expected: str) -> None:
    answers = zip("snricamdq", QUESTIONS, strict=True)
    assert "".join(letter if may(who, what) else "." for letter, may in answers) == expected
    assert policies.may_mark_spam(who, what) is policies.may_change(who, what)


def test_a_refusal_does_not_tell_that_the_ticket_is_there() -> None:
    with pytest.raises(TicketNotFoundError):
        policies.require(False, alice, others, right="change")
    with pytest.raises(NotAllowedError, match="change"):
        policies.require(False, alice, facts, right="change")
    policies.require(True, alice, others, right="change")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_lists_show_exactly_what_the_policy_lets_see(cast: Cast, now: datetime, data: st.DataObject) -> None:
    people = [person(each) for each in (cast.alice, cast.bruno, cast.carla, cast.elena, cast.otto)]
    staff = [person(cast.bruno), person(cast.carla)]
    teams = [cast.first_line, cast.specialists]
    if not Ticket.objects.exists():
        for _ in range(4):
            opened(cast, now)
    tickets = list(Ticket.objects.order_by("id"))
    for ticket in tickets:
        ticket.requester_id = data.draw(st.sampled_from(people))
        ticket.team_id = data.draw(st.sampled_from([None, *teams]))
        ticket.assignee_id = data.draw(st.sampled_from([None, *staff]))
        ticket.spam_at = data.draw(st.sampled_from([None, None, now]))
        ticket.deleted_at = data.draw(st.sampled_from([None, None, now]))
        ticket.save()
        Participant.objects.filter(ticket=ticket).delete()
        for taker in data.draw(st.sets(st.sampled_from(people), max_size=2)):
            kind = data.draw(st.sampled_from(ParticipantKind)).value
            Participant.objects.create(ticket=ticket, person_id=taker, kind=kind)
    who = Actor(
        person_id=data.draw(st.sampled_from(people)),
        name="Anybody",
        side=data.draw(st.sampled_from([Side.REQUESTER, Side.VENDOR, Side.ANALYST, Side.SYSTEM])),
        permissions=data.draw(st.sampled_from([frozenset(), WORK, frozenset(Permission)])),
        teams=data.draw(st.dictionaries(st.sampled_from(teams), st.sampled_from(TeamRight))),
        ticket_only=data.draw(st.sampled_from([None, None, *[TicketId(ticket.pk) for ticket in tickets]])),
    )
    seen = set(visible_to(actor=who).values_list("pk", flat=True))
    allowed = {ticket.pk for ticket in tickets if policies.may_see(who, store.facts(row(TicketId(ticket.pk)), who))}
    if who.side is Side.SYSTEM and who.ticket_only is not None:
        allowed = {ticket.pk for ticket in tickets}  # nobody sends background work by a link
    assert seen == allowed
