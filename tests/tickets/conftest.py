"""What several files of this room share."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.cast import Cast, person
from tests.tickets.desk import Desk, opened

from tridesk.tickets.actions.change import change
from tridesk.tickets.actions.merge import merge
from tridesk.tickets.actions.participants import add_participant
from tridesk.tickets.actions.remove import delete, mark_spam
from tridesk.tickets.types import ParticipantKind

MINUTE = timedelta(minutes=1)


@pytest.fixture
def desk(cast: Cast, now: datetime) -> Desk:
    """One ticket of each state, a minute apart, the first the oldest."""
    made: Desk = {}
    for age, name in enumerate(
        ("new", "mine", "carlas", "waiting", "held", "solved", "closed", "spam", "deleted", "merged", "far", "free")
    ):
        made[name] = opened(cast, now + age * MINUTE, actor=cast.carla, subject=f"Ticket {name}", tags=(name,))
    at = now + timedelta(hours=1)

    def set_(name: str, **changes: Any) -> None:
        change(actor=cast.carla, ticket_id=made[name], changes=changes, now=at)

    set_("mine", assignee=cast.bruno.person_id, priority=1)
    set_("carlas", assignee=cast.carla.person_id, status="open")
    set_("waiting", assignee=cast.bruno.person_id, status="waiting_requester")
    set_("held", status="on_hold")
    set_("solved", status="solved")
    set_("closed", status="closed")
    mark_spam(actor=cast.carla, ticket_id=made["spam"], now=at)
    delete(actor=cast.carla, ticket_id=made["deleted"], now=at)
    merge(actor=cast.carla, source_id=made["merged"], into_id=made["new"], now=at)
    set_("far", team=cast.specialists)
    set_("free", team=None)
    add_participant(
        actor=cast.carla, ticket_id=made["held"], person=person(cast.bruno), kind=ParticipantKind.FOLLOWER, now=at
    )
    return made
