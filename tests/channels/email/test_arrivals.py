from datetime import UTC, datetime
from io import BytesIO

import pytest

from tridesk.channels.kinds.email.arrivals import arrived_at

RECEIVED = b"Received: from a by mx.test with LMTP\r\n\tid 7; Tue, 10 Mar 2026 09:00:00 +0100\r\n"
OLDER = b"Received: from b by a; Mon, 1 Jan 2001 00:00:00 +0000\r\n"
DATE = b"date: Wed, 11 Mar 2026 09:00:00 +0000\r\n"
BODY = b"\r\nReceived: x; Mon, 1 Jan 1990 00:00:00 +0000\r\n"


@pytest.mark.parametrize(
    ("raw", "moment"),
    [
        (RECEIVED + OLDER + DATE + BODY, datetime(2026, 3, 10, 8, tzinfo=UTC)),
        (b"Subject: x\r\n" + DATE + BODY, datetime(2026, 3, 11, 9, tzinfo=UTC)),
        (b"Received: nonsense\n" + DATE.replace(b"\r", b""), datetime(2026, 3, 11, 9, tzinfo=UTC)),
        (b"Subject: x\r\n" + BODY, None),
        (b"\xff\x00;;;", None),
        (b"", None),
    ],
)
def test_the_topmost_received_counts_then_date(raw: bytes, moment: datetime | None) -> None:
    content = BytesIO(raw)
    assert arrived_at(content) == moment
    assert content.read() == raw
