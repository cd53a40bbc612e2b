"""Several people make different teams the default one at the same instant."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from django.db import connection

from tridesk.identity import actions
from tridesk.identity.models import Team
from tridesk.identity.types import SYSTEM
from tridesk.kernel.ids import TeamId


@pytest.mark.django_db(transaction=True)
def test_teams_that_become_the_default_at_once_come_one_after_the_other(now: datetime) -> None:
    teams = [actions.add_team(actor=SYSTEM, name=f"Team {number}", now=now) for number in range(4)]
    together = Barrier(4)

    def choose(team: TeamId) -> None:
        try:
            together.wait(timeout=10)
            actions.change_team(actor=SYSTEM, team_id=team, make_default=True, now=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(choose, teams))
    assert Team.objects.get(is_default=True).pk in teams
