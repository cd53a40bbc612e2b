from datetime import datetime

from django.db import IntegrityError, transaction

from tridesk.identity import policies, rules, store
from tridesk.identity.events import TeamChanged
from tridesk.identity.models import Team
from tridesk.identity.types import Actor, Permission
from tridesk.infra import outbox
from tridesk.kernel.errors import InvalidError
from tridesk.kernel.ids import TeamId


def change_team(
    *, actor: Actor, team_id: TeamId, name: str | None = None, make_default: bool = False, now: datetime
) -> None:
    """Renames a team, or makes it the one where unclaimed tickets wait (the other one is that no more).

    Raises InvalidError for a taken name and for an archived team that should be the default.
    """
    policies.require(actor, Permission.TEAMS_MANAGE)
    with transaction.atomic():
        if make_default:
            store.lock_teams()
        team = store.locked_team(team_id)
        changes: dict[str, tuple[str, str]] = {}
        if name is not None and (line := rules.checked_text(name, field="name", limit=80)) != team.name:
            changes["name"], team.name = (team.name, line), line
        if make_default and not team.is_default:
            if not team.is_active:
                raise InvalidError(field="default", reason="archived")
            Team.objects.filter(is_default=True).update(is_default=False)
            team.is_default, changes["default"] = True, ("no", "yes")
        if not changes:
            return
        try:
            with transaction.atomic():
                team.save()
        except IntegrityError:
            raise InvalidError(field="name", reason="taken") from None
        outbox.record(TeamChanged(team=team_id, changes=changes, at=now, by=actor.person_id, ip=actor.ip))
