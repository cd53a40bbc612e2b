from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.db import transaction

from tridesk.identity import policies, rules, store
from tridesk.identity.actions._addresses import forget_sign_in_address
from tridesk.identity.events import MembershipSet, PersonChanged
from tridesk.identity.models import Membership, Person, Role
from tridesk.identity.types import Actor, Side
from tridesk.infra import outbox
from tridesk.kernel.errors import InvalidError
from tridesk.kernel.ids import PersonId, RoleId


def change_person(
    *,
    actor: Actor,
    person_id: PersonId,
    name: str | None = None,
    language: str | None = None,
    time_zone: str | None = None,
    phone: str | None = None,
    title: str | None = None,
    email: str | None = None,
    role_id: RoleId | None = None,
    now: datetime,
) -> None:
    """Changes what is given; None leaves a value alone. `email` must be one of the person's addresses.

    A role on the analysts' side is given and taken by those who manage roles only; who leaves that side
    leaves their teams. Raises LastAdministratorError, InvalidError, NotAllowedError.
    """
    given = {
        "name": name,
        "language": language,
        "time_zone": time_zone,
        "phone": phone,
        "title": title,
        "email": email,
    }
    wanted = {field: _CHECKS[field](value) for field, value in given.items() if value is not None}
    with transaction.atomic():
        if role_id is not None:
            store.lock_administrators()
        person = store.locked_person(person_id)
        policies.require_over(actor, person.role.permissions)
        store.require_unmerged(person)
        changes = {field: (str(getattr(person, field)), value) for field, value in wanted.items()}
        changes = {field: pair for field, pair in changes.items() if pair[0] != pair[1]}
        for field, (old, new) in changes.items():
            _set(person, field, old, new)
        if role_id is not None and role_id != person.role_id:
            changes["role"] = _give_role(actor, person, store.locked_role(role_id), now)
        if changes:
            person.save()
            store.require_an_administrator()
            event = PersonChanged(person=person_id, changes=changes, at=now, by=actor.person_id, ip=actor.ip)
            outbox.record(event)


_CHECKS: dict[str, Callable[[str], str]] = {
    "name": partial(rules.checked_text, field="name", limit=rules.MAX_NAME),
    "language": rules.checked_language,
    "time_zone": rules.checked_zone,
    "phone": partial(rules.checked_text, field="phone", limit=40, blank=True),
    "title": partial(rules.checked_text, field="title", limit=120, blank=True),
    "email": rules.checked_address,
}


def _set(person: Person, field: str, old: str, new: str) -> None:
    if field == "name":
        person.rename(new)
        return
    if field == "email":
        if not person.addresses.filter(address=new).exists():
            raise InvalidError(field="email", reason="not_theirs")
        forget_sign_in_address(old)
    setattr(person, field, new)


def _give_role(actor: Actor, person: Person, role: Role, now: datetime) -> tuple[str, str]:
    old = person.role
    policies.require_role_given(actor, (Side(old.side), old.permissions), (Side(role.side), role.permissions))
    person.role = role
    if role.side != Side.ANALYST:
        memberships = Membership.objects.filter(person=person)
        outbox.record(
            *(
                MembershipSet(team=team, person=person.pk, right="", at=now, by=actor.person_id, ip=actor.ip)
                for team in memberships.values_list("team_id", flat=True)
            )
        )
        memberships.delete()
    return old.name, role.name
