from datetime import datetime

from django.db import IntegrityError, transaction

from tridesk.identity.types import Actor
from tridesk.infra import outbox
from tridesk.kernel.ids import OrganisationId
from tridesk.orgs import policies, rules, store
from tridesk.orgs.errors import OrganisationNameTakenError
from tridesk.orgs.events import OrganisationChanged
from tridesk.orgs.models import Organisation
from tridesk.orgs.types import OrganisationKind


def change_organisation(
    *,
    actor: Actor,
    organisation_id: OrganisationId,
    name: str | None = None,
    kind: OrganisationKind | None = None,
    notes: str | None = None,
    active: bool | None = None,
    colleagues_join: bool | None = None,
    now: datetime,
) -> None:
    """Changes what is given; None leaves a value alone.

    An inactive one is offered in no picker and takes nobody in. Raises OrganisationNameTakenError,
    InvalidError, NotFoundError.
    """
    policies.require_manage(actor)
    with transaction.atomic():
        row = store.locked_organisation(organisation_id)
        changes = _applied(row, name=name, kind=kind, notes=notes, active=active, join=colleagues_join)
        if not changes:
            return
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:
            raise OrganisationNameTakenError(field="name", name=row.name) from None
        outbox.record(
            OrganisationChanged(organisation=organisation_id, changes=changes, at=now, by=actor.person_id, ip=actor.ip)
        )


def _applied(
    row: Organisation,
    *,
    name: str | None,
    kind: OrganisationKind | None,
    notes: str | None,
    active: bool | None,
    join: bool | None,
) -> dict[str, tuple[str, str]]:
    changes: dict[str, tuple[str, str]] = {}
    if name is not None and (line := rules.checked_line(name, field="name", limit=200)) != row.name:
        changes["name"] = (row.name, line)
        row.rename(line)
    if kind is not None and kind != row.kind:
        changes["kind"], row.kind = (row.kind, kind.value), kind.value
    if notes is not None and (text := notes.strip()) != row.notes:
        changes["notes"], row.notes = (row.notes, text), text
    if active is not None and active != row.is_active:
        changes["active"] = (str(row.is_active).lower(), str(active).lower())
        row.is_active = active
    if join is not None and join != row.colleagues_join:
        changes["colleagues_join"] = (str(row.colleagues_join).lower(), str(join).lower())
        row.colleagues_join = join
    return changes
