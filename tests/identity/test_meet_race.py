"""Two mails of one stranger arrive at the same instant, each in a transaction of its own."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from django.db import connection

from tridesk.identity import actions
from tridesk.identity.models import Address, Person
from tridesk.identity.types import SYSTEM
from tridesk.kernel.ids import PersonId


@pytest.mark.django_db(transaction=True)
def test_two_mails_of_one_stranger_make_one_person(now: datetime) -> None:
    together = Barrier(4)

    def arrive(_: int) -> PersonId:
        try:
            together.wait(timeout=10)
            return actions.meet(actor=SYSTEM, address="stranger@elsewhere.test", name="Stranger", now=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        met = set(threads.map(arrive, range(4)))
    assert len(met) == 1
    assert Person.objects.filter(email="stranger@elsewhere.test").count() == 1
    assert Address.objects.filter(address="stranger@elsewhere.test").count() == 1
