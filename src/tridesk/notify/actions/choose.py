"""A person says what they want to hear."""

from tridesk.identity.types import Actor
from tridesk.kernel.errors import NotAllowedError
from tridesk.notify.models import Preference


def choose(*, actor: Actor, assigned: bool, replied: bool, team_new: bool) -> None:
    """Sets the actor's own choice. Raises NotAllowedError for those who do not work here."""
    if not actor.is_staff or actor.person_id is None:
        raise NotAllowedError(right="staff")
    values = {"assigned": assigned, "replied": replied, "team_new": team_new}
    Preference.objects.update_or_create(person_id=actor.person_id, defaults=values)
