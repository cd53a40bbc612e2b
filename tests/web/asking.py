"""One row a route, and who asks: the one who may, an outsider, somebody read-only, nobody, and a malformed address.

Rows lie in `tests/web/routes/*.py`, each file with its own `ROUTES`. `test_routes.py` asks them all and fails for an
address that has no row; `test_sql_counts.py` counts the statements of every page that is read.
"""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib.auth import get_user_model
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse
from tests.web.world import World

from tridesk.identity.types import Actor
from tridesk.web import urls as pages

type Values = Callable[[World], dict[str, Any]]

SIGN_IN = 302
REFUSED = 403
GONE = 404


def nothing(world: World) -> dict[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class Route:
    """What each asker gets from one address, as status codes.

    `values` fills the address, `query` its question mark, `data` the form (then it is sent by POST). `may` is one
    of the cast; "nobody" for pages without sign-in. `works` is their answer; `nobody` is 302 for a page that leads
    to sign-in. `malformed`: what an address gets whose numbers are nobody's (`broken` fills it); None where it
    takes none. `sql` is the number of statements of the page for the one who may, session included; only for GET.
    """

    name: str
    values: Values = nothing
    query: str = ""
    data: Values | None = None
    may: str = "dante"
    works: int = 200
    outsider: int = REFUSED
    read_only: int = REFUSED
    nobody: int = SIGN_IN
    malformed: int | None = None
    broken: Mapping[str, Any] = field(default_factory=dict)
    sql: int | None = None
    file: str = ""  # of tests/web/routes; filled in when the rows are gathered

    @property
    def id(self) -> str:
        return f"{self.name}{' ' + self.query if self.query else ''}{' (sent)' if self.data else ''}"

    def address(self, world: World) -> str:
        return reverse(self.name, kwargs=self.values(world)) + self.query

    def broken_address(self, world: World) -> str:
        """The same with every number one that no row has."""
        values = {key: NOT_THERE if isinstance(each, int) else each for key, each in self.values(world).items()}
        return reverse(self.name, kwargs={**values, **self.broken}) + self.query

    def ask(self, world: World, asker: str, address: str) -> int:
        """The status that this person gets; a file is read to its end."""
        client = client_of(world.someone(asker))
        return whole(client.get(address) if self.data is None else client.post(address, self.data(world))).status_code


NOT_THERE = 10**17


def client_of(actor: Actor | None) -> Client:
    """A browser in which this person signed in."""
    client = Client(raise_request_exception=True)
    if actor is not None:
        client.force_login(get_user_model().objects.get(pk=actor.person_id))
    return client


def whole[Answer: HttpResponseBase](answer: Answer) -> Answer:
    """The same answer, read to its end as a browser would."""
    if answer.streaming:
        for _piece in answer.streaming_content:  # type: ignore[attr-defined]
            pass
    return answer


def all_routes() -> list[Route]:
    """The rows of all files in `tests/web/routes`, in the files' order."""
    folder = importlib.import_module("tests.web.routes")
    modules = sorted(module.name for module in pkgutil.iter_modules(folder.__path__))
    return [
        replace(route, file=name)
        for name in modules
        for route in importlib.import_module(f"tests.web.routes.{name}").ROUTES
    ]


def all_names() -> set[str]:
    """The name of every address of the pages."""
    return set(_names(pages.urlpatterns))


def _names(patterns: list[URLPattern | URLResolver]) -> list[str]:
    found: list[str] = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found += _names(pattern.url_patterns)
        else:
            assert pattern.name, f"the address {pattern.pattern} has no name"
            found.append(pattern.name)
    return found
