"""Writing a new person's rows; both ways of adding somebody end here."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password

from tridesk.identity.events import PersonAdded
from tridesk.identity.models import Address, Person, Role
from tridesk.identity.types import Actor
from tridesk.infra import outbox
from tridesk.infra.inserting import insert


def new_person(
    *,
    actor: Actor,
    name: str,
    address: str,
    role: Role,
    language: str = "",
    time_zone: str = "",
    phone: str = "",
    title: str = "",
    verified: bool = False,
    now: datetime,
) -> Person:
    """Checked values in, rows and the event out. Raises IntegrityError where the address has an owner."""
    person = Person(
        email=address,
        role=role,
        language=language or settings.LANGUAGE_CODE,
        time_zone=time_zone or settings.TIME_ZONE,
        phone=phone,
        title=title,
        created_at=now,
        password=make_password(None),
    )
    person.rename(name)
    insert(person)
    if address:
        insert(Address(person=person, address=address, verified=verified, created_at=now))
    outbox.record(
        PersonAdded(
            person=person.pk,
            person_name=name,
            email=address,
            role=role.name,
            at=now,
            by=actor.person_id,
            ip=actor.ip,
        )
    )
    return person
