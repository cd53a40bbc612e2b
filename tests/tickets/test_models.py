"""What the database itself refuses, and that the tables come and go."""

from datetime import datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from tests.cast import Cast
from tests.tickets.desk import opened

from tridesk.tickets.models import Attachment, FieldValue, Link, Message, Participant, Ticket
from tridesk.tickets.rules import holder_of
from tridesk.tickets.types import DONE, WAITING, Status

WRONG: list[dict[str, Any]] = [
    {"status": "lost"},
    {"type": "party"},
    {"channel": "pigeon"},
    {"priority": 0},
    {"priority": 5},
    {"impact": 0},
    {"urgency": 4},
    {"subject": ""},
    {"holder": "nobody"},
    {"holder": "requester"},
    {"holder": ""},
    {"status": "waiting_vendor"},  # and still held by an analyst
    {"status": "solved", "holder": ""},  # since when?
    {"solved_at": datetime(2026, 1, 1).astimezone()},
    {"closed_at": datetime(2026, 1, 1).astimezone()},
    {"status": "closed", "holder": "", "solved_at": datetime(2026, 1, 1).astimezone()},
    {"submission_key": ""},
]


@pytest.mark.parametrize("wrong", WRONG, ids=[",".join(f"{k}={v}" for k, v in each.items())[:40] for each in WRONG])
def test_the_database_refuses_a_ticket_that_cannot_be(cast: Cast, now: datetime, wrong: dict[str, Any]) -> None:
    ticket = opened(cast, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=ticket).update(**wrong)


def test_a_merged_ticket_is_closed_and_never_into_itself(cast: Cast, now: datetime) -> None:
    ticket, other = opened(cast, now), opened(cast, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=ticket).update(merged_into=other)
    closed = {"status": "closed", "holder": "", "solved_at": now, "closed_at": now}
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=ticket).update(merged_into=ticket, **closed)
    Ticket.objects.filter(pk=ticket).update(merged_into=other, **closed)
    assert not Ticket.objects.get(pk=ticket).listed


@pytest.mark.parametrize("status", Status)
def test_the_database_works_out_what_lists_ask(cast: Cast, now: datetime, status: Status) -> None:
    ticket = opened(cast, now)
    done = now if status in DONE else None
    Ticket.objects.filter(pk=ticket).update(
        status=status.value,
        holder=holder_of(status).value,
        solved_at=done,
        closed_at=done if status is Status.CLOSED else None,
    )

    def worked_out() -> tuple[str, bool, bool]:
        return Ticket.objects.values_list("phase", "listed", "active").get(pk=ticket)

    phase = "done" if status in DONE else "waiting" if status in WAITING else "todo"
    assert worked_out() == (phase, True, status not in DONE)
    for column in ("spam_at", "deleted_at"):
        Ticket.objects.filter(pk=ticket).update(**{column: now})
        assert worked_out() == (phase, False, False)
        Ticket.objects.filter(pk=ticket).update(**{column: None})


def test_the_database_refuses_messages_and_ties_that_cannot_be(cast: Cast, now: datetime) -> None:
    ticket, other = opened(cast, now), opened(cast, now)
    good = {
        "ticket_id": ticket, "author_id": cast.alice.person_id, "side": "requester", "visibility": "public",
        "channel": "web", "at": now,
    }  # fmt: skip
    wrongs: list[tuple[Any, dict[str, Any]]] = [
        *((Message, {**good, **wrong}) for wrong in (
            {"visibility": "secret"}, {"side": "moon"}, {"channel": "pigeon"}, {"author_id": None},
            {"submission_key": ""},
        )),
        (Participant, {"ticket_id": ticket, "person_id": cast.otto.person_id, "kind": "spy"}),
        (Link, {"ticket_id": ticket, "other_id": ticket, "kind": "relates"}),
        (Link, {"ticket_id": ticket, "other_id": other, "kind": "likes"}),
    ]  # fmt: skip
    for model, values in wrongs:
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.create(**values)
    assert Message.objects.create(**{**good, "author_id": None, "side": "system"})


@pytest.mark.django_db(transaction=True)
def test_the_tables_go_and_come_back() -> None:
    for model in (FieldValue, Attachment, Message, Ticket):
        assert not model.objects.exists()
    try:
        call_command("migrate", "tickets", "zero", verbosity=0)
        assert "tickets_ticket" not in connection.introspection.table_names()
    finally:
        call_command("migrate", verbosity=0)
    assert "tickets_merge" in connection.introspection.table_names()


def test_models_and_migrations_are_in_step(db: None) -> None:
    call_command("makemigrations", "tickets", "notify", check=True, dry_run=True, verbosity=0)
