"""Inbound hooks."""

from typing import Annotated

from pydantic import Field

from tridesk.api.schemas.base import Id, In, Moment, Out
from tridesk.webhooks.types import Outcome

type Template = Annotated[str, Field(max_length=4000)]


class HookMapping(In):
    """Words with places in what is posted: `{{ alerts.0.labels.host }}`, `{{ this | that }}` for the first that is not
    empty."""

    subject: Annotated[str, Field(min_length=1, max_length=4000)]
    body: Template = ""
    requester: Template = ""
    priority: Template = ""
    tags: Template = ""
    key: Template = ""
    sender_id: Template = ""
    resolved_field: Template = ""
    resolved_value: Template = ""


class Hook(Out):
    id: str
    name: str
    preset: str
    mapping: HookMapping
    requester: str
    team: str | None
    solves: bool
    signature_header: str | None
    active: bool
    created_at: Moment
    updated_at: Moment


class NewHook(Hook):
    """The address is told this once."""

    url: str


class Hooks(Out):
    items: list[Hook]


class InboundHookAddress(Out):
    url: str


class HookIn(In):
    """Without `mapping` the preset's counts; without `requester`, the caller."""

    name: Annotated[str, Field(max_length=120)]
    preset: Annotated[str, Field(max_length=20)] = "generic"
    mapping: HookMapping | None = None
    requester: Id | None = None
    team: Id | None = None
    solves: bool = False
    signature_header: Annotated[str, Field(max_length=80)] = ""
    secret: Annotated[str, Field(max_length=500)] = ""
    active: bool = True


class HookChange(In):
    """Only what is named is changed; an empty `secret` takes it away."""

    name: Annotated[str, Field(max_length=120)] | None = None
    mapping: HookMapping | None = None
    requester: Id | None = None
    team: Id | None = None
    solves: bool | None = None
    signature_header: Annotated[str, Field(max_length=80)] | None = None
    secret: Annotated[str, Field(max_length=500)] | None = None
    active: bool | None = None


class HookSample(In):
    """What a program posts, as text."""

    sample: Annotated[str, Field(max_length=256_000)]


class HookTrial(Out):
    """What would come of it; nothing was opened."""

    subject: str
    body: str
    requester: str
    priority: int | None
    tags: list[str]
    key: str
    sender_id: str
    resolved: bool


class HookCall(Out):
    at: Moment
    outcome: Outcome
    reason: str | None
    ticket: str | None
    body: str
    ip: str


class HookCalls(Out):
    items: list[HookCall]
