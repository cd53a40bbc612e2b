"""Who acts: the hottest reads of the house, one statement each."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

import msgspec

from tridesk.identity.types import Actor, Side, TeamRight
from tridesk.infra.asking import Row, ask
from tridesk.kernel.errors import NotFoundError
from tridesk.kernel.ids import PersonId, TeamId

_OF_SESSION = """
SELECT s.session_data, p.id, p.name, p.email, p.language, p.time_zone, r.side, r.permissions, m.team_id,
m."right" FROM identity_session s JOIN identity_person p ON p.id = s.person_id JOIN identity_role r ON r.id
= p.role_id LEFT JOIN identity_membership m ON m.person_id = p.id WHERE s.session_key = %s AND s.expire_date
> %s AND p.is_active
"""
_OF_PERSON = """
SELECT '', p.id, p.name, p.email, p.language, p.time_zone, r.side, r.permissions, m.team_id, m."right"
FROM identity_person p
JOIN identity_role r ON r.id = p.role_id
LEFT JOIN identity_membership m ON m.person_id = p.id
WHERE p.id = %s AND p.is_active
"""


def actor_of_session(*, session_key: str, now: datetime) -> tuple[str, Actor] | None:
    """The session's data, still encoded, and who signed in; None for no, an expired or a nobody's session.

    Somebody switched off is nobody.
    """
    rows = ask(_OF_SESSION, session_key, now)
    return (rows[0][0], actor_from(rows=rows)) if rows else None


def actor_of(*, person_id: PersonId) -> Actor:
    """The actor a person is when they are signed in.

    Raises NotFoundError for nobody and for people switched off.
    """
    rows = ask(_OF_PERSON, person_id)
    if not rows:
        raise NotFoundError(person=person_id)
    return actor_from(rows=rows)


def actor_from(*, rows: Sequence[Row]) -> Actor:
    """The actor of joined rows: data, person, role, and a row for each team."""
    _, person, name, email, language, zone, side, permissions, _, _ = rows[0]
    return Actor(
        person_id=PersonId(person),
        name=name,
        side=_SIDES[side],
        email=email,
        permissions=_permissions(permissions),
        teams={TeamId(row[8]): _RIGHTS[row[9]] for row in rows if row[8] is not None},
        language=language,
        zone=zone,
    )


_SIDES = {side.value: side for side in Side}
_RIGHTS = {right.value: right for right in TeamRight}


@lru_cache(maxsize=256)
def _permissions(text: str) -> frozenset[str]:
    return frozenset(msgspec.json.decode(text, type=list[str]))
