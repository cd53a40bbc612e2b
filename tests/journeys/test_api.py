"""Programs at the real server: many at once, interrupted, and still each thing once."""

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from tests.journeys.harness import Installation, installation

MANY = 50
BIG = 100_000_000  # bytes
PIECE = 65_536
_TOKEN = """
from datetime import UTC, datetime
from tridesk.identity.actions.add_person import add_person
from tridesk.identity.actions.ensure_defaults import ensure_defaults
from tridesk.identity.actions.issue_token import issue_token
from tridesk.identity.queries.actors import actor_of
from tridesk.identity.queries.roles import role_with_key
from tridesk.identity.types import SYSTEM, Scope
now = datetime.now(UTC)
ensure_defaults()
role = role_with_key(key="administrator")
person = add_person(actor=SYSTEM, name="Dante Dias", email="dante@desk.test", role_id=role, verified=True, now=now)
made = issue_token(actor=actor_of(person_id=person), name="Test", scopes=tuple(Scope), expires_at=None, now=now)
print(made.token)
"""


@pytest.fixture(scope="module")
def desk() -> Iterator[Installation]:
    with installation(max_upload_mb="150", api_per_minute="0") as made:
        yield made


@pytest.fixture(scope="module")
def server(desk: Installation) -> Iterator[httpx.Client]:
    token = desk.python(_TOKEN).strip().splitlines()[-1]
    desk.serving = desk.serve()  # type: ignore[attr-defined]
    with httpx.Client(
        base_url=f"{desk.address}/api/v1",
        headers={"Authorization": f"Bearer {token}"},
        timeout=120,
        limits=httpx.Limits(max_connections=MANY),
    ) as client:
        yield client


def test_fifty_at_once_with_one_key_make_one_ticket_and_get_one_answer(
    desk: Installation, server: httpx.Client
) -> None:
    body, start = {"subject": "The lift stands still", "text": "Between two floors."}, threading.Barrier(MANY)

    def post(_: int) -> httpx.Response:
        start.wait()
        return server.post("/tickets", json=body, headers={"Idempotency-Key": "lift-1"})

    with ThreadPoolExecutor(MANY) as pool:
        answers = list(pool.map(post, range(MANY)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotency-Replayed" not in answer.headers for answer in answers) == 1
    assert desk.rows("SELECT count(*) FROM tickets_ticket WHERE subject = ?", body["subject"]) == [(1,)]


def test_of_ten_who_change_what_they_read_one_wins(desk: Installation, server: httpx.Client) -> None:
    ticket = server.post("/tickets", json={"subject": "Toner", "text": "Empty."}).json()["id"]
    tag, start = server.get(f"/tickets/{ticket}").headers["ETag"], threading.Barrier(10)

    def change(number: int) -> int:
        start.wait()
        return server.patch(
            f"/tickets/{ticket}", json={"subject": f"Toner {number}"}, headers={"If-Match": tag}
        ).status_code

    with ThreadPoolExecutor(10) as pool:
        assert sorted(pool.map(change, range(10))) == [200] + [412] * 9
    assert server.get(f"/tickets/{ticket}").json()["version"] == 2


def test_a_hundred_megabytes_go_in_whatever_breaks_and_in_little_memory(
    desk: Installation, server: httpx.Client
) -> None:
    """The line breaks in the middle of a piece; then the server is killed and another process takes the rest."""
    process = desk.serving  # type: ignore[attr-defined]
    server.get("/tickets")
    before = _peak(process.pid)
    name = base64.b64encode(b"film.bin").decode()
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": str(BIG), "Upload-Metadata": f"filename {name}"}
    place = server.post("/uploads/resumable", headers=headers).headers["Location"]
    with pytest.raises(ConnectionError):
        _send(desk, server, place, 0, breaks_at=30_000_000)
    at = _settled(desk, server, place)
    assert 20_000_000 < at <= 30_000_000
    process.kill()
    process = desk.serving = desk.serve()  # type: ignore[attr-defined]
    server.get("/tickets")
    before = max(before, _peak(process.pid))
    assert _send(desk, server, place, at) == BIG
    assert _peak(process.pid) - before < 40_000, "kilobytes that the server grew by"
    ticket = server.post(
        "/tickets", json={"subject": "Film", "text": "See.", "uploads": [place.rpartition("/")[2]]}
    ).json()
    (message,) = server.get(f"/tickets/{ticket['id']}/messages").json()["items"]
    digest = hashlib.sha256()
    with server.stream("GET", f"/attachments/{message['attachments'][0]['id']}/content") as answer:
        for piece in answer.iter_raw():
            digest.update(piece)
    assert digest.hexdigest() == hashlib.sha256(b"".join(_content(0))).hexdigest()


def _content(at: int, end: int = BIG) -> Iterator[bytes]:
    """Bytes that tell where they stand."""
    while at < end:
        block = at // PIECE
        piece = hashlib.sha256(str(block).encode()).digest() * (PIECE // 32)
        inside = piece[at - block * PIECE : min(PIECE, end - block * PIECE)]
        yield inside
        at += len(inside)


def _broken(at: int, end: int) -> Iterator[bytes]:
    yield from _content(at, end)
    raise ConnectionError("the line breaks")


def _send(desk: Installation, server: httpx.Client, place: str, at: int, breaks_at: int = BIG) -> int:
    headers = {
        "Tus-Resumable": "1.0.0",
        "Upload-Offset": str(at),
        "Content-Type": "application/offset+octet-stream",
        "Content-Length": str(BIG - at),
    }
    content = _content(at) if breaks_at == BIG else _broken(at, breaks_at)
    answer = server.patch(f"{desk.address}{place}", content=content, headers=headers)
    assert answer.status_code == 204, answer.text
    return int(answer.headers["Upload-Offset"])


def _settled(desk: Installation, server: httpx.Client, place: str) -> int:
    """Where the upload goes on, once the server has noticed that the line broke."""
    seen: list[int] = []

    def still() -> bool:
        answer = server.head(f"{desk.address}{place}", headers={"Tus-Resumable": "1.0.0"})
        seen.append(int(answer.headers["Upload-Offset"]))
        return len(seen) > 3 and seen[-1] == seen[-4] and seen[-1] > 20_000_000

    desk.wait_until(still)
    return seen[-1]


def _peak(pid: int) -> int:
    """The most memory that a process ever had, in kilobytes."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))


def test_the_answer_to_a_key_outlives_the_server(desk: Installation, server: httpx.Client) -> None:
    body = {"items": [{"subject": "Once", "text": "Only."}, {"subject": "Bad", "text": ""}]}
    first = server.post("/tickets/bulk-create", json=body, headers={"Idempotency-Key": "bulk-1"})
    desk.serving.kill()  # type: ignore[attr-defined]
    desk.serving = desk.serve()  # type: ignore[attr-defined]
    again = server.post("/tickets/bulk-create", json=body, headers={"Idempotency-Key": "bulk-1"})
    assert json.loads(first.content)["failed"] == 1
    assert again.content == first.content
    assert desk.rows("SELECT count(*) FROM tickets_ticket WHERE subject = ?", "Once") == [(1,)]
