"""What can go wrong in the house's own words. Doors turn these into sentences and status codes."""

from typing import ClassVar


class DomainError(Exception):
    """A refusal with a stable code and the plain values a sentence about it needs.

    `code` is the stable name (for API problem types, translations and tests); `values` are shown, never secrets.
    """

    code: ClassVar[str] = "error"

    def __init__(self, **values: object) -> None:
        super().__init__(self.code, values)
        self.values = values

    def __str__(self) -> str:
        shown = ", ".join(f"{key}={value!r}" for key, value in self.values.items())
        return f"{self.code}({shown})"


class NotFoundError(DomainError):
    """There is no such thing, or this reader may not know of it: the two are never told apart."""

    code = "not_found"


class NotAllowedError(DomainError):
    """The actor may see the thing but not do this to it. `right` names what was missing."""

    code = "not_allowed"


class InvalidError(DomainError):
    """A value cannot be taken. `field` says which, `reason` (a code) says why."""

    code = "invalid"


class ConflictError(DomainError):
    """Somebody else changed the same thing meanwhile; nothing was written."""

    code = "conflict"
