"""Somebody is put into several organisations at the same instant."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from django.db import connection

from tridesk.identity import actions as identity
from tridesk.identity.types import SYSTEM
from tridesk.kernel.errors import ConflictError
from tridesk.kernel.ids import OrganisationId
from tridesk.orgs import actions
from tridesk.orgs.models import Affiliation


@pytest.mark.django_db(transaction=True)
def test_one_of_several_organisations_at_once_is_the_primary_one(now: datetime) -> None:
    person = identity.add_person(actor=SYSTEM, name="Zoe", now=now)
    places = [actions.add_organisation(actor=SYSTEM, name=f"House {number}", now=now) for number in range(4)]
    together = Barrier(4)

    def put(organisation: OrganisationId) -> bool:
        try:
            together.wait(timeout=10)
            actions.affiliate(actor=SYSTEM, person_id=person, organisation_id=organisation, now=now)
        except ConflictError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as threads:
        put_there = list(threads.map(put, places))
    assert Affiliation.objects.filter(person=person).count() == put_there.count(True) > 0
    assert Affiliation.objects.filter(person=person, is_primary=True).count() == 1
