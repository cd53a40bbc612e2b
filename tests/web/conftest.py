from datetime import datetime

import pytest
from tests.cast import Cast
from tests.replay import replayed, rolls_back
from tests.web.world import World, build


@pytest.fixture
def world(request: pytest.FixtureRequest, cast: Cast, now: datetime) -> World:
    """A desk with one of each thing."""
    return replayed("world", lambda: build(cast, now)) if rolls_back(request) else build(cast, now)
