from datetime import datetime

import pytest
from tests.cast import Cast, person

from tridesk.identity import actions, queries
from tridesk.kernel.errors import NotAllowedError


def test_the_trail_says_who_did_what_and_from_where(cast: Cast, now: datetime) -> None:
    dante = cast.dante.coming_from("192.0.2.7")
    actions.change_person(actor=dante, person_id=person(cast.alice), title="Buyer", now=now)
    line = queries.audit(actor=cast.dante).rows[0]
    assert (line.name, line.stream, line.by_name, line.ip, line.at) == (
        "person.changed",
        f"person:{cast.alice.person_id}",
        "Dante Dias",
        "192.0.2.7",
        now,
    )
    assert line.data["changes"] == {"title": ["", "Buyer"]}


def test_the_trail_is_filtered_and_paged(cast: Cast, now: datetime) -> None:
    for attempt in range(5):
        actions.record_failed_sign_in(email=f"x{attempt}@y.test", ip="192.0.2.9", now=now)
    actions.record_sign_in(person_id=person(cast.bruno), method="password", ip="192.0.2.9", now=now)
    failed = queries.audit(actor=cast.dante, name="person.sign_in_failed", limit=3)
    rest = queries.audit(actor=cast.dante, name="person.sign_in_failed", limit=3, cursor=failed.older)
    assert [row.data["email"] for row in (*failed.rows, *rest.rows)] == [f"x{n}@y.test" for n in (4, 3, 2, 1, 0)]
    assert (failed.newer, rest.older) == (None, None)
    assert [row.name for row in queries.audit(actor=cast.dante, by=person(cast.bruno)).rows] == ["person.signed_in"]
    assert len(queries.audit(actor=cast.dante, stream=f"person:{cast.otto.person_id}").rows) == 1


@pytest.mark.parametrize("who", ["alice", "bruno", "carla", "elena", "otto"])
def test_the_trail_is_seen_by_administrators_only(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowedError):
        queries.audit(actor=getattr(cast, who))
