from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, models, transaction
from tests.cast import Cast

from tridesk.channels.models import InboundMail, OutboundMail
from tridesk.identity.models import Address
from tridesk.infra.inserting import insert, insert_once
from tridesk.infra.models import EventRecord, Job, StoredFile
from tridesk.tickets.models import Participant, Ticket

AT = datetime(2026, 3, 10, 9, 30, 15, 123456, tzinfo=UTC)


def event(**values: object) -> EventRecord:
    return EventRecord(**{"at": AT, "name": "x.y", "stream": "x:1", "audit": True, "by": None, "data": "{}", **values})


def ticket(cast: Cast, **values: object) -> Ticket:
    return Ticket(
        **{
            "subject": "Ünïcode 漢字 '\"; --",
            "type": "incident",
            "status": "new",
            "priority": 3,
            "impact": 2,
            "urgency": 2,
            "requester_id": cast.alice.person_id,
            "holder": "analyst",
            "holder_since": AT,
            "channel": "email",
            "created_at": AT,
            "updated_at": AT,
            "last_message_at": AT,
            **values,
        }
    )


def inbound(file: StoredFile, mark: str) -> InboundMail:
    return InboundMail(file=file, fingerprint=mark, received_at=AT, heard=["a@b.test", "ü@b.test"], answer=False)


def rows(cast: Cast) -> list[models.Model]:
    file = StoredFile(sha256="a" * 64, size=2**40, touched_at=AT)
    insert(file)
    opened = ticket(cast)
    insert(opened)
    return [
        file,
        opened,
        ticket(cast, deleted_at=AT, submission_key="once"),
        event(by=cast.alice.person_id, ip="2001:db8::1"),
        Job(lane="events", queue="q", created_at=AT, run_at=AT, payload='{"a": 1}', unique_key=None),
        inbound(file, "m" * 64),
        Participant(ticket=opened, person_id=cast.elena.person_id, kind="cc"),
        Address(person_id=cast.alice.person_id, address="more@acme.test", verified=True, created_at=AT),
        OutboundMail(kind="notice", occasion="o", recipient="a@b.test", message_id="<1@x>", queued_at=AT),
    ]


def stored(row: models.Model) -> dict[str, object]:
    """What the database has, read the usual way."""
    again = type(row)._default_manager.get(pk=row.pk)
    return {f.attname: getattr(again, f.attname) for f in row._meta.concrete_fields if not f.generated}


@pytest.mark.django_db
def test_what_was_written_is_what_the_object_says(cast: Cast):
    for row in rows(cast):
        if row.pk is None:
            insert(row)
        said = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if not f.generated}
        kept = stored(row)
        if isinstance(row, EventRecord):  # PostgreSQL itself stamps an event with its transaction
            said["tx"] = kept["tx"]
        assert kept == said
        assert not row._state.adding


@pytest.mark.django_db
def test_several_get_their_numbers_in_their_order():
    made = [event(name=f"x.{number}") for number in range(5)]
    insert(*made)
    assert [EventRecord.objects.get(pk=one.pk).name for one in made] == [one.name for one in made]


@pytest.mark.django_db
def test_nothing_is_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        insert()


@pytest.mark.django_db
def test_the_database_says_no_as_it_does_to_save(cast: Cast):
    for broken in (ticket(cast, status="nonsense"), ticket(cast, requester_id=None)):
        with pytest.raises(IntegrityError), transaction.atomic():
            insert(broken)


@pytest.mark.django_db
def test_once_means_once_and_the_transaction_goes_on():
    file = StoredFile(sha256="b" * 64, size=1, touched_at=AT)
    insert(file)
    first, second = inbound(file, "n" * 64), inbound(file, "n" * 64)
    assert insert_once(first)
    assert not insert_once(second)
    assert second.pk is None
    assert list(InboundMail.objects.values_list("pk", flat=True)) == [first.pk]
