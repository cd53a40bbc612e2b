"""One row an operation, and who asks: the one who may, an outsider, somebody read-only, nobody, a token without the
scope, and an id that is nobody's. Rows lie in `tests/api/operations/*.py`, each file with its own `OPERATIONS`.
"""

import importlib
import json
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.test import Client
from tests.web.asking import whole
from tests.web.world import World

from tridesk.identity.actions.issue_token import issue_token
from tridesk.identity.types import Actor, Scope
from tridesk.kernel import clock

type Values = Callable[[World], Mapping[str, Any]]
ROOT = "/api/v1"
NOT_OURS = "aaaaaaaaaaaaaaaaaaaaaaaaaa"
EVERY = tuple(Scope)


def nothing(world: World) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class Operation:
    """What each asker gets from one operation, as status codes.

    `name` is its operationId; `ids` fills the address with our words; `body` is sent as JSON. `may` is one of the cast.
    `scopeless` is what a token without the scope gets, None where none is needed; `malformed` what an id gets that we
    did not make, None where the address has none; `sql` the number of statements for the one who may, the token's own
    included, asked a second time.
    """

    name: str
    method: str
    path: str
    ids: Values = nothing
    query: str = ""
    body: Values | None = None
    may: str = "dante"
    works: int = 200
    outsider: int = 403
    read_only: int = 403
    nobody: int = 401
    scopeless: int | None = 403
    malformed: int | None = None
    sql: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return f"{self.name}{' ' + self.query if self.query else ''}"

    def address(self, world: World) -> str:
        return f"{ROOT}{self.path.format(**self.ids(world))}{self.query}"

    def broken_address(self, world: World) -> str:
        """The same with every id a word that is nobody's."""
        ids = {name: f"{str(word)[:2]}_{NOT_OURS}" for name, word in self.ids(world).items()}
        return f"{ROOT}{self.path.format(**ids)}{self.query}"

    def ask(self, world: World, asker: Actor | None, address: str, *, scopes: tuple[Scope, ...] = EVERY) -> int:
        client = caller(asker, scopes=scopes)
        return whole(self.send(client, world, address)).status_code

    def send(self, client: Client, world: World, address: str) -> HttpResponse:
        more: dict[str, Any] = {"headers": dict(self.headers)}
        if self.body is not None:
            more |= {"data": json.dumps(self.body(world)), "content_type": "application/json"}
        return getattr(client, self.method.lower())(address, **more)


def caller(actor: Actor | None, *, scopes: tuple[Scope, ...] = EVERY) -> Client:
    """A program of this person; None: without a token."""
    if actor is None:
        return Client(raise_request_exception=True)
    made = issue_token(actor=actor, name="Test", scopes=scopes, expires_at=None, now=clock.now())
    return Client(raise_request_exception=True, headers={"Authorization": f"Bearer {made.token}"})


def all_operations() -> list[Operation]:
    """The rows of all files in `tests/api/operations`."""
    folder = importlib.import_module("tests.api.operations")
    modules = sorted(module.name for module in pkgutil.iter_modules(folder.__path__))
    return [row for name in modules for row in importlib.import_module(f"tests.api.operations.{name}").OPERATIONS]
