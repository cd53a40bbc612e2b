from datetime import datetime

from django.db import IntegrityError, transaction

from tridesk.identity import rules, store
from tridesk.identity.actions._new_person import new_person
from tridesk.identity.events import PersonChanged
from tridesk.identity.models import Address, Person
from tridesk.identity.types import Actor
from tridesk.infra import outbox
from tridesk.kernel.ids import PersonId


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
        _learn_name(actor, known, key, said, now)
        return PersonId(known.pk)


def _owner(key: str) -> Person | None:
    row = Address.objects.select_related("person").filter(address=key).first()
    return row.person if row else None


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


def _learn_name(actor: Actor, person: Person, key: str, said: str, now: datetime) -> None:
    old = person.name
    if not said or said == old or old != rules.name_from_address(key)[: rules.MAX_NAME]:
        return
    person.rename(said)
    if Person.objects.filter(pk=person.pk, name=old).update(name=person.name, name_key=person.name_key):
        change = PersonChanged(person=person.pk, changes={"name": (old, said)}, at=now, by=actor.person_id, ip=actor.ip)
        outbox.record(change)
