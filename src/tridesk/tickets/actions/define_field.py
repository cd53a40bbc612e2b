"""Custom fields are added and changed; values already given are kept."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from tridesk.identity.types import Actor, Permission
from tridesk.infra import outbox
from tridesk.kernel.errors import ConflictError, InvalidError, NotFoundError
from tridesk.kernel.ids import FieldId
from tridesk.tickets.events import FieldAdded, FieldChanged
from tridesk.tickets.models import Field
from tridesk.tickets.types import FieldKind, TicketType

_MAX_OPTIONS = 200
_MAX_POSITION = 10_000
_SETTABLE = ("names", "options", "ticket_types", "required", "for_requester", "is_active", "position")


class FieldKeyTakenError(ConflictError):
    """Another field has this key."""

    code = "field_key_taken"


def add_field(*, actor: Actor, key: str, kind: FieldKind, values: Mapping[str, Any], now: datetime) -> FieldId:
    """Adds a field; `values` as in `change_field`, at least one name. An empty key is made from the name.

    Raises NotAllowedError, FieldKeyTakenError, InvalidError.
    """
    actor.require(Permission.FIELDS_MANAGE)
    with transaction.atomic():
        field = Field(kind=FieldKind(kind).value)
        _set(field, {"names": {}, **values})
        field.key = slugify(key or next(iter(field.names.values())))[:40].replace("-", "_")
        if not field.key:
            raise InvalidError(field="key", reason="required")
        try:
            with transaction.atomic():
                field.save(force_insert=True)
        except IntegrityError as error:
            raise FieldKeyTakenError(key=field.key) from error
        outbox.record(
            FieldAdded(field=field.pk, key=field.key, kind=field.kind, at=now, by=actor.person_id, ip=actor.ip)
        )
        return FieldId(field.pk)


def change_field(*, actor: Actor, field_id: FieldId, values: Mapping[str, Any], now: datetime) -> None:
    """Changes names (by language), options, ticket_types, required, for_requester, is_active, position.

    Key and kind stay: values already given would lose their meaning. Raises NotAllowedError, NotFoundError,
    InvalidError.
    """
    actor.require(Permission.FIELDS_MANAGE)
    with transaction.atomic():
        field = Field.objects.select_for_update().filter(pk=field_id).first()
        if field is None:
            raise NotFoundError(field=field_id)
        changes = _set(field, values)
        if changes:
            field.save()
            outbox.record(FieldChanged(field=field.pk, changes=changes, at=now, by=actor.person_id, ip=actor.ip))


def _set(field: Field, values: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    changes: dict[str, tuple[str, str]] = {}
    for name, value in values.items():
        if name not in _SETTABLE:
            raise InvalidError(field=name, reason="unknown")
        clean = _checked(name, value)
        before = getattr(field, name)
        if before != clean:
            changes[name] = (str(before), str(clean))
            setattr(field, name, clean)
    if not field.names:
        raise InvalidError(field="names", reason="required")
    if field.kind in (FieldKind.CHOICE, FieldKind.CHOICES) and not field.options:
        raise InvalidError(field="options", reason="required")
    return changes


def _checked(name: str, value: Any) -> Any:
    if name == "names":
        return {language: text.strip()[:80] for language, text in value.items() if text.strip()}
    if name == "options":
        options = list(dict.fromkeys(option.strip()[:120] for option in value if option.strip()))
        if len(options) > _MAX_OPTIONS:
            raise InvalidError(field=name, reason="too_many")
        return options
    if name == "ticket_types":
        if unknown := [kind for kind in value if kind not in list(TicketType)]:
            raise InvalidError(field=name, reason="unknown_value", value=unknown[0])
        return [TicketType(kind).value for kind in value]
    if name == "position":
        return _position(value)
    return bool(value)


def _position(value: Any) -> int:
    try:
        position = int(value)
    except (TypeError, ValueError):
        position = -1
    if not 0 <= position <= _MAX_POSITION:
        raise InvalidError(field="position", reason="unknown_value")
    return position
