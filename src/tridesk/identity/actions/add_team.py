from datetime import datetime

from django.db import IntegrityError, transaction

from tridesk.identity import policies, rules
from tridesk.identity.events import TeamAdded
from tridesk.identity.models import Team
from tridesk.identity.types import Actor, Permission
from tridesk.infra import outbox
from tridesk.kernel.errors import InvalidError
from tridesk.kernel.ids import TeamId


def add_team(*, actor: Actor, name: str, now: datetime) -> TeamId:
    """Adds a team without members. Raises InvalidError where the name is empty, too long or taken."""
    policies.require(actor, Permission.TEAMS_MANAGE)
    line = rules.checked_text(name, field="name", limit=80)
    try:
        with transaction.atomic():
            team = Team.objects.create(name=line)
            outbox.record(TeamAdded(team=team.pk, team_name=line, at=now, by=actor.person_id, ip=actor.ip))
    except IntegrityError:
        raise InvalidError(field="name", reason="taken") from None
    return TeamId(team.pk)
