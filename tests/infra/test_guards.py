from datetime import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from tridesk.infra.guards import drop_audit_guard, raise_audit_guard
from tridesk.infra.models import EventRecord


def test_an_audit_line_cannot_be_changed_or_deleted(db: None, now: datetime) -> None:
    line = EventRecord.objects.create(at=now, name="a", audit=True, data="{}")
    for attempt in (
        lambda: EventRecord.objects.filter(pk=line.pk).update(name="b"),
        lambda: EventRecord.objects.filter(pk=line.pk).update(audit=False),
        lambda: EventRecord.objects.filter(pk=line.pk).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()
    assert EventRecord.objects.get(pk=line.pk).name == "a"


def test_lines_outside_the_audit_trail_may_go(db: None, now: datetime) -> None:
    line = EventRecord.objects.create(at=now, name="a", data="{}")
    EventRecord.objects.filter(pk=line.pk).update(name="b")
    assert EventRecord.objects.filter(pk=line.pk).delete()[0] == 1


def test_the_guard_is_lowered_and_raised_as_often_as_wanted(db: None, now: datetime) -> None:
    line = EventRecord.objects.create(at=now, name="a", audit=True, data="{}")
    for _ in range(2):
        drop_audit_guard(connection)
    EventRecord.objects.filter(pk=line.pk).update(name="b")
    for _ in range(2):
        raise_audit_guard(connection)
    with pytest.raises(IntegrityError), transaction.atomic():
        EventRecord.objects.filter(pk=line.pk).delete()
