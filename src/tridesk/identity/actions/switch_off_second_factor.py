from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction

from tridesk.identity import policies, store
from tridesk.identity.events import SecondFactorSwitchedOff
from tridesk.identity.models import Session
from tridesk.identity.types import Actor
from tridesk.infra import outbox
from tridesk.kernel.ids import PersonId


def switch_off_second_factor(*, actor: Actor, person_id: PersonId, now: datetime) -> None:
    """Takes app, passkeys and recovery codes from somebody who lost their device; all their sessions end.

    Not for oneself: one's own page asks for proof first. Nothing happens where there is none.
    """
    with transaction.atomic():
        person = store.locked_person(person_id)
        policies.require_over_other(actor, person_id, person.role.permissions)
        theirs = Authenticator.objects.filter(user=person)
        kinds = sorted(set(theirs.values_list("type", flat=True)))
        if not kinds:
            return
        theirs.delete()
        Session.objects.filter(person=person).delete()
        event = SecondFactorSwitchedOff(person=person_id, kinds=kinds, at=now, by=actor.person_id, ip=actor.ip)
        outbox.record(event)
