from datetime import datetime

from django.db import transaction

from tridesk.identity import rules, store
from tridesk.identity.events import PersonChanged
from tridesk.identity.types import Actor
from tridesk.infra import outbox
from tridesk.kernel.errors import NotAllowedError


def set_preferences(
    *,
    actor: Actor,
    name: str | None = None,
    language: str | None = None,
    time_zone: str | None = None,
    now: datetime,
) -> None:
    """One's own name, language and time zone; None leaves one alone. Needs no right but a record of one's own.

    Whoever came by a link does not rename anybody: a forwarded mail would let others do it.
    """
    if actor.person_id is None or (name is not None and actor.ticket_only is not None):
        raise NotAllowedError(right="person")
    wanted = {
        "name": rules.checked_text(name, field="name", limit=rules.MAX_NAME) if name is not None else None,
        "language": rules.checked_language(language) if language is not None else None,
        "time_zone": rules.checked_zone(time_zone) if time_zone is not None else None,
    }
    with transaction.atomic():
        person = store.locked_person(actor.person_id)
        changes = {
            field: (str(getattr(person, field)), value)
            for field, value in wanted.items()
            if value is not None and value != getattr(person, field)
        }
        if not changes:
            return
        for field, (_, value) in changes.items():
            if field == "name":
                person.rename(value)
            else:
                setattr(person, field, value)
        person.save(update_fields=[*changes, "name_key"])
        outbox.record(PersonChanged(person=actor.person_id, changes=changes, at=now, by=actor.person_id, ip=actor.ip))
