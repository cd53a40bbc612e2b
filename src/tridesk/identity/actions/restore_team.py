from datetime import datetime

from django.db import transaction

from tridesk.identity import policies, store
from tridesk.identity.events import TeamRestored
from tridesk.identity.types import Actor, Permission
from tridesk.infra import outbox
from tridesk.kernel.ids import TeamId


def restore_team(*, actor: Actor, team_id: TeamId, now: datetime) -> None:
    """Takes an archived team back into work."""
    policies.require(actor, Permission.TEAMS_MANAGE)
    with transaction.atomic():
        team = store.locked_team(team_id)
        if team.is_active:
            return
        team.is_active = True
        team.save(update_fields=["is_active"])
        outbox.record(TeamRestored(team=team_id, at=now, by=actor.person_id, ip=actor.ip))
