"""Many at once: a list goes in, a result for each comes out."""

from typing import Annotated

from pydantic import Field

from tridesk.api.schemas.base import Id, In, Out, Problem
from tridesk.api.schemas.tickets import NewTicketIn, Ticket, TicketChange

MAX = 200


class BulkChange(In):
    """`if_match` is the ETag that was read: the item is refused with 412 if somebody changed the ticket since."""

    id: Id
    changes: TicketChange
    if_match: Annotated[str, Field(max_length=200)] | None = None


class BulkChanges(In):
    items: list[BulkChange] = Field(min_length=1, max_length=MAX)


class BulkCreate(In):
    items: list[NewTicketIn] = Field(min_length=1, max_length=MAX)


class Result(Out):
    """`status` is what the single call would have answered; then either the `ticket` or the `problem`."""

    status: int
    id: str | None
    ticket: Ticket | None
    problem: Problem | None


class Results(Out):
    """In the order of what was asked; `failed` of them were refused."""

    items: list[Result]
    failed: int
