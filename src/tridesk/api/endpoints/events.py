"""What happened, for programs that follow it."""

from typing import Annotated, Literal

from ninja import Query, Schema
from pydantic import ConfigDict, Field

from tridesk.api.call import Call
from tridesk.api.examples import TICKET
from tridesk.api.ids import cursor_in, cursor_out
from tridesk.api.pages import MAX_LIMIT
from tridesk.api.routes import Answer, Routes
from tridesk.api.schemas import events as schemas
from tridesk.identity.types import Scope
from tridesk.webhooks.queries.feed import piece

routes = Routes("events", "What happened, in order, for programs that follow it.")
_EXAMPLE = {
    "type": "ticket.opened",
    "version": 1,
    "id": "ev_3q2h7m5k4x6c7v5b4n6a2s7d3f",
    "at": "2026-03-10T09:30:00Z",
    "data": {"ticket": TICKET["id"], "number": 4711, "subject": TICKET["subject"], "requester": TICKET["requester"]},
}


class Following(Schema):
    """`from` counts without a cursor: `now`, or `start` for all that is kept."""

    model_config = ConfigDict(extra="ignore")

    cursor: str = ""
    from_: Annotated[Literal["now", "start"], Field(alias="from")] = "now"
    type: Annotated[
        list[Annotated[str, Field(max_length=80)]],
        Field(max_length=100, description="Names of events, or `ticket.*`; without any, all."),
    ] = []
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = 100


@routes.read(
    "/events",
    scope=Scope.EVENTS_READ,
    gives=schemas.Events,
    example={"items": [_EXAMPLE], "next": "fHh3…", "more": False},
)
def list_events(call: Call, following: Query[Following]) -> Answer:
    """Follow what happens

    Every event that you may know of, in order, each once: keep `next` and hand it over as `cursor`. Ask again at once
    while `more` is true, else after some seconds. A piece may be empty and still lead on. Without a cursor it begins
    now.
    """
    found = piece(
        actor=call.actor,
        cursor=cursor_in(following.cursor),
        from_start=following.from_ == "start",
        types=following.type,
        limit=following.limit,
    )
    body = {"items": found.items, "next": cursor_out(found.cursor), "more": found.more}
    return Answer(body, tagged=False)
