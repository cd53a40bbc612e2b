"""What a hook would make of a sample, without making it."""

from collections.abc import Mapping

from tridesk.webhooks.rules.mapping import mapped
from tridesk.webhooks.rules.posted import read
from tridesk.webhooks.types import Mapped


def tried(*, mapping: Mapping[str, str], sample: str) -> Mapped | None:
    """None where the sample is neither JSON nor a form."""
    text = sample.strip()
    kind = "application/json" if text[:1] in ("{", "[") else "application/x-www-form-urlencoded"
    try:
        return mapped(mapping, read(text.encode("utf-8", "replace"), kind))
    except ValueError:
        return None
