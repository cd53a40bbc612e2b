from datetime import datetime

from django.db import transaction

from tridesk.identity import policies, store
from tridesk.identity.actions._grants import end_all_of
from tridesk.identity.events import PersonSwitchedOff
from tridesk.identity.models import Session
from tridesk.identity.types import Actor
from tridesk.infra import outbox
from tridesk.kernel.ids import PersonId


def switch_off(*, actor: Actor, person_id: PersonId, now: datetime) -> None:
    """Lets somebody in no more: their sessions and their programs' tokens end at once, their links stop
    working.

    Nothing of theirs is lost. Raises LastAdministratorError where nobody would be left who manages roles.
    """
    with transaction.atomic():
        store.lock_administrators()
        person = store.locked_person(person_id)
        policies.require_over(actor, person.role.permissions)
        if not person.is_active:
            return
        person.is_active = False
        person.save(update_fields=["is_active"])
        store.require_an_administrator()
        Session.objects.filter(person=person).delete()
        end_all_of(person.pk, now=now, by=actor.person_id)
        outbox.record(PersonSwitchedOff(person=person_id, at=now, by=actor.person_id, ip=actor.ip))
