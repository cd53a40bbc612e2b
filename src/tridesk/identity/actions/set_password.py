from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from tridesk.identity import policies, store
from tridesk.identity.events import PersonChanged
from tridesk.identity.models import Person, Session
from tridesk.identity.types import Actor
from tridesk.infra import outbox
from tridesk.kernel.errors import InvalidError, NotFoundError
from tridesk.kernel.ids import PersonId


def set_password(
    *, actor: Actor, person_id: PersonId, password: str | None, keep_session: str = "", now: datetime
) -> None:
    """Sets a password, or with None takes it away; all sessions but `keep_session` (its key) end.

    Raises InvalidError(field="password", reason=...) with the first rule that it breaks.
    """
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise NotFoundError(person=person_id)
    if password is not None:
        _check(password, person)
    hashed = make_password(password)  # some 300 ms by design: not while rows are locked
    with transaction.atomic():
        person = store.locked_person(person_id)
        policies.require_self_or_over(actor, person_id, person.role.permissions)
        person.password = hashed
        person.save(update_fields=["password"])
        Session.objects.filter(person=person).exclude(session_key=keep_session).delete()
        outbox.record(
            PersonChanged(person=person_id, changes={"password": ("", "")}, at=now, by=actor.person_id, ip=actor.ip)
        )


def _check(password: str, person: Person) -> None:
    try:
        validate_password(password, person)
    except ValidationError as error:
        reason = error.error_list[0].code or "invalid"
        raise InvalidError(field="password", reason=reason) from error
