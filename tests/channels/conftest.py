import pytest
from tests.channels.post import Post, open_post


@pytest.fixture
def post(cast, now) -> Post:
    """The cast at their desk, with the mailbox help@desk.test."""
    return open_post(now)
