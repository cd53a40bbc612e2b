from datetime import datetime

from django.db import transaction

from tridesk.identity import policies, store
from tridesk.identity.events import TeamArchived
from tridesk.identity.types import Actor, Permission
from tridesk.infra import outbox
from tridesk.kernel.errors import InvalidError
from tridesk.kernel.ids import TeamId


def archive_team(*, actor: Actor, team_id: TeamId, now: datetime) -> None:
    """Gives the team no new tickets; those it has stay its members'.

    Raises InvalidError for the default team.
    """
    policies.require(actor, Permission.TEAMS_MANAGE)
    with transaction.atomic():
        team = store.locked_team(team_id)
        if team.is_default:
            raise InvalidError(field="team", reason="default")
        if not team.is_active:
            return
        team.is_active = False
        team.save(update_fields=["is_active"])
        outbox.record(TeamArchived(team=team_id, at=now, by=actor.person_id, ip=actor.ip))
