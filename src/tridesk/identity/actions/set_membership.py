from datetime import datetime

from django.db import transaction

from tridesk.identity import policies, store
from tridesk.identity.events import MembershipSet
from tridesk.identity.models import Membership
from tridesk.identity.types import Actor, Side, TeamRight
from tridesk.infra import outbox
from tridesk.kernel.errors import InvalidError
from tridesk.kernel.ids import PersonId, TeamId


def set_membership(
    *, actor: Actor, team_id: TeamId, person_id: PersonId, right: TeamRight | None, now: datetime
) -> None:
    """Gives somebody a right in a team, or takes them out with None. Whoever manages the team may do it too.

    Raises InvalidError where the person does not work tickets.
    """
    policies.require_team_management(actor, team_id)
    with transaction.atomic():
        team, person = store.locked_team(team_id), store.locked_person(person_id)
        if right is not None and (person.role.side != Side.ANALYST or not person.is_active):
            raise InvalidError(field="person", reason="not_staff")
        old = Membership.objects.filter(team=team, person=person).first()
        if (old.right if old else None) == right:
            return
        if right is None:
            Membership.objects.filter(team=team, person=person).delete()
        else:
            Membership.objects.update_or_create(team=team, person=person, defaults={"right": right.value})
        outbox.record(
            MembershipSet(
                team=team_id,
                person=person_id,
                right=right.value if right else "",
                at=now,
                by=actor.person_id,
                ip=actor.ip,
            )
        )
