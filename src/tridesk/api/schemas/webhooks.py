"""Webhooks and their deliveries."""

from typing import Annotated

from pydantic import Field

from tridesk.api.schemas.base import Id, In, Moment, Out
from tridesk.webhooks.types import DeliveryState, Operator

type EventName = Annotated[str, Field(max_length=80, examples=["ticket.opened", "ticket.*", "*"])]


class Condition(Out):
    """`field` is a path into the payload's data, as `changes.status.after`; `in` takes several values by commas."""

    field: str
    operator: Operator
    value: str


class ConditionIn(In):
    field: Annotated[str, Field(min_length=1, max_length=120)]
    operator: Operator
    value: Annotated[str, Field(max_length=500)]


class Webhook(Out):
    """Values of headers are never told. `off_reason`: gone or failing, where the desk itself switched it off."""

    id: str
    name: str
    url: str
    owner: str
    events: list[str]
    conditions: list[Condition]
    teams: list[str]
    headers: list[str]
    active: bool
    off_reason: str | None
    off_at: Moment | None
    created_at: Moment
    updated_at: Moment
    last_success_at: Moment | None
    failing_since: Moment | None
    old_secret_until: Moment | None


class NewWebhook(Webhook):
    """The secret is told this once."""

    secret: str


class Webhooks(Out):
    items: list[Webhook]


class Secret(Out):
    """Told this once. The one before it signs along until `old_secret_until`."""

    secret: str
    old_secret_until: Moment


type Headers = Annotated[dict[Annotated[str, Field(max_length=80)], str | None], Field(max_length=20)]


class WebhookIn(In):
    """What is sent is what the caller may know."""

    name: Annotated[str, Field(max_length=120)]
    url: Annotated[str, Field(max_length=2000)]
    events: Annotated[list[EventName], Field(max_length=100)] = ["*"]
    conditions: Annotated[list[ConditionIn], Field(max_length=20)] = []
    teams: Annotated[list[Id], Field(max_length=100)] = []
    headers: Headers = {}
    active: bool = True


class WebhookChange(In):
    """Only what is named is changed. `headers` are all of them; one whose value is null stays as it is."""

    name: Annotated[str, Field(max_length=120)] | None = None
    url: Annotated[str, Field(max_length=2000)] | None = None
    events: Annotated[list[EventName], Field(max_length=100)] | None = None
    conditions: Annotated[list[ConditionIn], Field(max_length=20)] | None = None
    teams: Annotated[list[Id], Field(max_length=100)] | None = None
    headers: Headers | None = None
    active: bool | None = None


class Delivery(Out):
    """`response` is the first KB of what was answered. `body` is null for those who may know less than the owner."""

    id: str
    webhook: str
    type: str
    state: DeliveryState
    created_at: Moment
    attempts: int
    last_attempt_at: Moment | None
    next_attempt_at: Moment | None
    status: int | None
    took_ms: int | None
    error: str | None
    response: str
    body: str | None


class Deliveries(Out):
    items: list[Delivery]
    next: str | None
    previous: str | None


class Redelivered(Out):
    count: int
