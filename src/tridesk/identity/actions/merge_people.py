from datetime import datetime

from django.db import transaction

from tridesk.identity import policies, store
from tridesk.identity.actions._addresses import forget_sign_in_address
from tridesk.identity.actions._grants import end_all_of
from tridesk.identity.events import PersonsMerged
from tridesk.identity.models import Address, Membership, Person, Session
from tridesk.identity.types import Actor, TeamRight
from tridesk.infra import outbox
from tridesk.kernel.errors import InvalidError
from tridesk.kernel.ids import PersonId


def merge_people(*, actor: Actor, person_id: PersonId, other_id: PersonId, now: datetime) -> None:
    """Two records of one person become one: everything of `other_id` goes to `person_id`.

    The other record stays, switched off, and says whom it became; links mailed to it open for the one that
    stays; its programs' tokens end. Rooms above move what is theirs when they hear PersonsMerged. Raises
    InvalidError where either was merged before or both are the same, LastAdministratorError where the other
    alone managed roles.
    """
    with transaction.atomic():
        store.lock_administrators()
        person, other = store.locked_pair(person_id, other_id)
        policies.require_over(actor, (*person.role.permissions, *other.role.permissions))
        if person.pk == other.pk or person.merged_into_id or other.merged_into_id:
            raise InvalidError(field="person", reason="merged")
        _hand_over_addresses(person, other)
        _hand_over_teams(person, other)
        Session.objects.filter(person=other).delete()
        end_all_of(other.pk, now=now, by=actor.person_id)
        # Whoever was merged into the other before is found in one step again.
        Person.objects.filter(merged_into=other).update(merged_into=person)
        Person.objects.filter(pk=other.pk).update(merged_into=person, is_active=False)
        store.require_an_administrator()
        event = PersonsMerged(person=person_id, other=other_id, at=now, by=actor.person_id, ip=actor.ip)
        outbox.record(event)


def _hand_over_addresses(person: Person, other: Person) -> None:
    forget_sign_in_address(other.email)
    address, other.email = other.email, ""
    other.save(update_fields=["email"])
    Address.objects.filter(person=other).update(person=person)
    filled = {"email": address, "phone": other.phone, "title": other.title}
    wanting = [field for field, value in filled.items() if value and not getattr(person, field)]
    for field in wanting:
        setattr(person, field, filled[field])
    if wanting:
        person.save(update_fields=wanting)


def _hand_over_teams(person: Person, other: Person) -> None:
    """The stronger right of the two stays; somebody who does not work tickets gets none."""
    own = {row.team_id: row for row in Membership.objects.filter(person=person)}
    for row in Membership.objects.filter(person=other):
        kept = own.get(row.team_id)
        if kept is not None and TeamRight(row.right).covers(TeamRight(kept.right)):
            Membership.objects.filter(pk=kept.pk).update(right=row.right)
        elif kept is None and person.role.side == other.role.side:
            Membership.objects.filter(pk=row.pk).update(person=person)
    Membership.objects.filter(person=other).delete()
