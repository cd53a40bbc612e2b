"""What a person wants to hear."""

from dataclasses import dataclass

from tridesk.identity.types import Actor
from tridesk.notify.models import Preference


@dataclass(frozen=True, slots=True)
class Choice:
    assigned: bool = True
    replied: bool = True
    team_new: bool = False


def choice_of(*, actor: Actor) -> Choice:
    """The actor's own choice."""
    row = Preference.objects.filter(person=actor.person_id).values_list("assigned", "replied", "team_new").first()
    return Choice(*row) if row else Choice()
