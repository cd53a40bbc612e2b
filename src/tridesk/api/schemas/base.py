"""What all bodies share."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from ninja import Schema
from pydantic import AwareDatetime, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

Id = Annotated[str, Field(min_length=3, max_length=40, examples=["tk_3q2h7m5k1x0c9v8b4n6a2s7d1f"])]
Moment = datetime


def _written(value: Any) -> Any:
    """RFC 3339 as we say, and no number of seconds, which pydantic would take as well."""
    if isinstance(value, str) and "-" not in value[1:]:
        raise PydanticCustomError("datetime_parsing", "Write it as 2026-03-10T09:30:00Z")
    return value


WrittenMoment = Annotated[AwareDatetime, BeforeValidator(_written)]


class Out(Schema):
    """An answer: nothing but what is told here."""

    model_config = ConfigDict(extra="forbid")


class In(Schema):
    """A body: an unknown name is a mistake and not passed over."""

    model_config = ConfigDict(extra="forbid", str_max_length=1_000_000)

    @model_validator(mode="before")
    @classmethod
    def _without_nul(cls, given: Any) -> Any:
        """PostgreSQL keeps no NUL."""
        if isinstance(given, dict) and _has_nul(given):
            raise PydanticCustomError("nul", "NUL (U+0000) cannot be kept")
        return given


def _has_nul(given: Any) -> bool:
    if isinstance(given, str):
        return "\0" in given
    if isinstance(given, dict):
        return any(_has_nul(key) or _has_nul(value) for key, value in given.items())
    return isinstance(given, list) and any(map(_has_nul, given))


class Listed[Row](Out):
    """A page of a list. `next` leads on, `previous` back: each is a `cursor`, null at an end."""

    items: list[Row]
    next: str | None
    previous: str | None


class Active(StrEnum):
    """Only what is in use, only what is not, or both."""

    YES = "true"
    NO = "false"
    ALL = "all"

    @property
    def wanted(self) -> bool | None:
        return None if self is Active.ALL else self is Active.YES


class Named(Out):
    """Something another thing points to, with `expand`."""

    id: str
    name: str


class Problem(Schema):
    """Problem details (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[dict[str, str]] = []
    reference: str = ""
