"""What a body names, and what it leaves alone."""

from collections.abc import Collection
from typing import Any

from ninja import Schema

from tridesk.kernel.errors import InvalidError


def named_in(body: Schema, *, may_be_empty: Collection[str] = ()) -> dict[str, Any]:
    """Only what the body names; raises InvalidError for a null where there must be something."""
    values = {name: getattr(body, name) for name in body.model_fields_set}
    for name, value in values.items():
        if value is None and name not in may_be_empty:
            raise InvalidError(field=name, reason="required")
    return values
