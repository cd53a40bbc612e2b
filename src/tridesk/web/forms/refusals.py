"""Puts a room's refusal beside the field it speaks about."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django import forms

from tridesk.kernel.errors import ConflictError, DomainError, InvalidError
from tridesk.web.explain import explain, field_of


@contextmanager
def told(form: forms.BaseForm, fields: Mapping[str, str] | None = None) -> Iterator[None]:
    """Turns InvalidError and ConflictError inside the block into errors of the form; ask `form.is_valid()` after.

    `fields` maps the room's name of a field to the form's where they differ.
    """
    try:
        yield
    except (InvalidError, ConflictError) as error:
        refuse(form, error, fields)


def refuse(form: forms.BaseForm, error: DomainError, fields: Mapping[str, str] | None = None) -> None:
    """Adds the refusal to its field, or to the form where it has no such field."""
    name = field_of(error)
    name = (fields or {}).get(name, name) if name else None
    form.add_error(name if name in form.fields else None, explain(error))
