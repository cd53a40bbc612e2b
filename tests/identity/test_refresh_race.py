"""A refresh token, or a code, that many show at the same instant."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from django.db import connection
from tests.cast import Cast, person
from tests.events import names
from tests.identity.programs import code_for, exchange, refresh, register, works

from tridesk.identity.errors import GrantRefusedError
from tridesk.identity.models import AccessToken
from tridesk.identity.types import GivenToken

THREADS = 8


def all_at_once(attempt: Callable[[], GivenToken]) -> list[GivenToken]:
    """What those got who got something."""
    together = Barrier(THREADS)

    def one(_number: int) -> GivenToken | None:
        try:
            together.wait(timeout=10)
            return attempt()
        except GrantRefusedError:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as threads:
        return [given for given in threads.map(one, range(THREADS)) if given is not None]


@pytest.mark.django_db(transaction=True)
def test_exactly_one_refreshes_and_the_grant_ends(cast: Cast, now: datetime) -> None:
    app = register(cast, now)
    first = exchange(app, code_for(app, cast.alice, now), now)
    (winner,) = all_at_once(lambda: refresh(app, first.refresh, now))
    assert not works(winner.access, now), "nobody can tell the thief from the robbed (RFC 9700 section 4.14.2)"
    assert not AccessToken.objects.filter(revoked_at=None).exists()
    assert names(f"person:{person(cast.alice)}").count("token.grant_ended") == 1


@pytest.mark.django_db(transaction=True)
def test_exactly_one_exchanges_a_code_and_the_grant_ends(cast: Cast, now: datetime) -> None:
    app = register(cast, now)
    code = code_for(app, cast.alice, now)
    (winner,) = all_at_once(lambda: exchange(app, code, now))
    assert not works(winner.access, now)
