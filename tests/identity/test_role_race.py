"""A role is removed at the instant in which somebody is given it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from django.db import connection

from tridesk.identity import actions
from tridesk.identity.errors import RoleInUseError
from tridesk.identity.models import Person, Role
from tridesk.identity.types import SYSTEM, Side
from tridesk.kernel.errors import NotFoundError


@pytest.mark.django_db(transaction=True)
def test_a_role_is_either_gone_or_somebody_s(now: datetime) -> None:
    role = actions.add_role(actor=SYSTEM, name="Short lived", side=Side.REQUESTER, permissions=[], now=now)
    together = Barrier(2)

    def refused(number: int) -> bool:
        try:
            together.wait(timeout=10)
            if number:
                actions.add_person(actor=SYSTEM, name="Zoe", role_id=role, now=now)
            else:
                actions.remove_role(actor=SYSTEM, role_id=role, now=now)
        except (RoleInUseError, NotFoundError):
            return True
        finally:
            connection.close()
        return False

    with ThreadPoolExecutor(2) as threads:
        outcome = list(threads.map(refused, range(2)))
    assert sorted(outcome) == [False, True]
    assert Role.objects.filter(pk=role).exists() is Person.objects.filter(name="Zoe").exists()
