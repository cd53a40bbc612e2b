from collections.abc import Iterator

import pytest
from tests.infra.outbox import story


@pytest.fixture(autouse=True)
def _nothing_told() -> Iterator[None]:
    story.TROUBLE.clear()
    story.DONE.clear()
    yield
    story.TROUBLE.clear()
