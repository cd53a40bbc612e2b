"""One call: who makes it, how far it may go, what it wants to have held."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.http import HttpRequest

from tridesk.api.errors import ChangedSinceError, ScopeMissingError
from tridesk.identity.types import Actor, Scope
from tridesk.infra.allowance import Policy, Standing

encode = msgspec.json.Encoder().encode


@dataclass(slots=True)
class Call:
    """`scopes` None: our own page asks with its session, which may all that its person may.

    `owner` says whose idempotency keys these are. `standing` is where the caller's measure stands. `taken` is what came
    in with the call where that is no JSON.
    """

    request: HttpRequest
    actor: Actor
    now: datetime
    owner: str
    scopes: frozenset[Scope] | None = None
    application: int | None = None
    policy: Policy | None = None
    standing: Standing | None = None
    taken: Any = None

    def require(self, scope: Scope) -> None:
        """Raises ScopeMissingError."""
        if self.scopes is not None and scope not in self.scopes:
            raise ScopeMissingError(right=scope.value, scope=scope.value)

    def require_match(self, current: Callable[[], Any]) -> None:
        """Raises ChangedSinceError where If-Match names another state; `current` gives the present representation, its
        row locked. Without If-Match nothing is asked."""
        wanted = self.request.headers.get("If-Match", "")
        if wanted and wanted.strip() != "*" and tag_of(encode(current())) not in tags_in(wanted):
            raise ChangedSinceError


def tag_of(body: bytes) -> str:
    """The entity tag of a representation (RFC 9110 section 8.8.3)."""
    return f'"{hashlib.blake2b(body, digest_size=9).hexdigest()}"'


def tags_in(header: str) -> set[str]:
    """The tags that If-Match or If-None-Match names, compared weakly where it may be (section 13.1.2)."""
    return {tag.strip().removeprefix("W/") for tag in header.split(",")}
