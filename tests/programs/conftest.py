"""A desk that serves, and a token of each role: what programs meet."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest
from tests.journeys.harness import Installation, installation

_HIRE = """
import json
from tests.cast import hire, person
from tests.web.world import _reader
from tridesk.identity.actions.issue_token import issue_token
from tridesk.identity.types import Scope
from tridesk.kernel.clock import now

cast = hire(now=now())
people = {name: getattr(cast, name) for name in ("alice", "bruno", "carla", "dante", "elena")}
people["rita"] = _reader(cast, now())
print(json.dumps({
    name: issue_token(actor=actor, name="Test", scopes=tuple(Scope), expires_at=None, now=now()).token
    for name, actor in people.items()
}))
"""


@dataclass(frozen=True, slots=True)
class Served:
    """Where it is, and a token with every scope for each of the cast."""

    desk: Installation
    address: str
    tokens: Mapping[str, str]


@pytest.fixture(scope="session")
def served() -> Iterator[Served]:
    with installation(api_per_minute="0", log_level="error") as made:
        tokens = json.loads(made.python(_HIRE).splitlines()[-1])
        made.start("web")
        made.wait_until(lambda: answers(made.address))
        yield Served(made, made.address, tokens)


def answers(address: str) -> bool:
    import httpx

    try:
        return httpx.get(f"{address}/health").status_code == 200
    except httpx.TransportError:
        return False
