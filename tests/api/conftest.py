"""The API's answers are held against its own docs in every test."""

from datetime import datetime

import pytest
from tests.cast import Cast
from tests.replay import replayed, rolls_back
from tests.web.world import World, build


@pytest.fixture(autouse=True)
def _answers_are_checked(settings) -> None:
    settings.API_CHECK_ANSWERS = True


@pytest.fixture
def world(request: pytest.FixtureRequest, cast: Cast, now: datetime) -> World:
    return replayed("world", lambda: build(cast, now)) if rolls_back(request) else build(cast, now)
