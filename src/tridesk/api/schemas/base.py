"""What all bodies share."""

from datetime import datetime
from typing import Annotated

from ninja import Schema
from pydantic import ConfigDict, Field

Id = Annotated[str, Field(min_length=3, max_length=40, examples=["tk_3q2h7m5k1x0c9v8b4n6a2s7d1f"])]
Moment = datetime


class Out(Schema):
    """An answer: nothing but what is told here."""

    model_config = ConfigDict(extra="forbid")


class In(Schema):
    """A body: an unknown name is a mistake and not passed over."""

    model_config = ConfigDict(extra="forbid", str_max_length=1_000_000)


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
