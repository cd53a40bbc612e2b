from datetime import datetime

import pytest
from tests.cast import Cast
from tests.web.world import World, build


@pytest.fixture
def world(cast: Cast, now: datetime) -> World:
    """A desk with one of each thing."""
    return build(cast, now)
