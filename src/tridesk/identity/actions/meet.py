from datetime import datetime

from django.db import IntegrityError, transaction

from tridesk.identity import rules, store
from tridesk.identity.actions._new_person import new_person
from tridesk.identity.events import PersonChanged
from tridesk.identity.models import Person
from tridesk.identity.types import Actor
from tridesk.infra import outbox
from tridesk.infra.asking import ask_one
from tridesk.kernel.ids import PersonId

_OWNER = """
SELECT p.id, p.name FROM identity_address a JOIN identity_person p ON p.id = a.person_id WHERE a.address = %s
"""


def meet(*, actor: Actor, address: str, name: str = "", language: str = "", now: datetime) -> PersonId:
    """Whose address this is; a new requester where nobody's. Needs no right: it is how strangers come in.

    A name that we made from the address gives way to a real one; other names stay. An unknown `language` is
    the desk's own. Raises InvalidError where the address cannot be one.
    """
    key = rules.checked_address(address)
    said = rules.given_name(name, key)
    with transaction.atomic():
        known = _owner(key)
        if known is None:
            try:
                with transaction.atomic():
                    return _new_requester(actor, key, said, language, now)
            except IntegrityError:  # two mails of one stranger at once: the other made the person
                known = _owner(key)
                if known is None:
                    raise
        person, name = known
        _learn_name(actor, person, name, key, said, now)
        return person


def _owner(key: str) -> tuple[PersonId, str] | None:
    row = ask_one(_OWNER, key)
    return (PersonId(row[0]), row[1]) if row else None


def _new_requester(actor: Actor, key: str, said: str, language: str, now: datetime) -> PersonId:
    person = new_person(
        actor=actor,
        name=said or rules.name_from_address(key)[: rules.MAX_NAME],
        address=key,
        role=store.requester_role(),
        language=language if language in rules.LANGUAGES else "",
        now=now,
    )
    return PersonId(person.pk)


def _learn_name(actor: Actor, person: PersonId, old: str, key: str, said: str, now: datetime) -> None:
    if not said or said == old or old != rules.name_from_address(key)[: rules.MAX_NAME]:
        return
    renamed = Person(pk=person)
    renamed.rename(said)
    if Person.objects.filter(pk=person, name=old).update(name=renamed.name, name_key=renamed.name_key):
        change = PersonChanged(person=person, changes={"name": (old, said)}, at=now, by=actor.person_id, ip=actor.ip)
        outbox.record(change)
