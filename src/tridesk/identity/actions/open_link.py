import re
from datetime import datetime, timedelta

from django.db.models import Q

from tridesk.identity.actions.grant_link import PURPOSE
from tridesk.identity.errors import LinkInvalidError
from tridesk.identity.models import AccessLink, Person
from tridesk.identity.types import Actor, Permission, Side
from tridesk.infra.secrets import signed
from tridesk.kernel.ids import PersonId, TicketId

_TOKEN = re.compile(r"([0-9]{1,18})-([a-z2-7]{16})")
_USED_STEP = timedelta(hours=1)  # how exactly the last use is kept: not worth a write on every look


def open_link(*, token: str, now: datetime) -> tuple[Actor, str]:
    """Who came by this link, and to which subject. The actor may reply there and reaches nothing else.

    An analyst who follows a link of their own stands on the requesters' side there. Raises LinkInvalidError
    for a link that is unknown, forged, expired or revoked, and for somebody switched off.
    """
    link = genuine(token)
    if link is None or link.revoked_at is not None or link.expires_at <= now:
        raise LinkInvalidError
    person = link.person.merged_into or link.person
    if not person.is_active:
        raise LinkInvalidError
    _used(link, now)
    return _actor(person, link.subject), link.subject


def genuine(token: str) -> AccessLink | None:
    """The row of the link where the token is one of ours, whatever became of it since."""
    match = _TOKEN.fullmatch(token.lower())
    if match is None:
        return None
    rows = AccessLink.objects.select_related("person__role", "person__merged_into__role")
    link = rows.filter(pk=int(match[1])).first()
    if link is None or not signed(PURPOSE, f"{link.pk}:{link.generation}", match[2]):
        return None
    return link


def _used(link: AccessLink, now: datetime) -> None:
    stale = Q(last_used_at=None) | Q(last_used_at__lte=now - _USED_STEP)
    if link.last_used_at is None or link.last_used_at <= now - _USED_STEP:
        AccessLink.objects.filter(stale, pk=link.pk).update(last_used_at=now)


def _actor(person: Person, subject: str) -> Actor:
    kind, _, number = subject.partition(":")
    if kind != "ticket":
        raise LinkInvalidError
    return Actor(
        person_id=PersonId(person.pk),
        name=person.name,
        side=Side.VENDOR if person.role.side == Side.VENDOR else Side.REQUESTER,
        email=person.email,
        permissions=frozenset({Permission.TICKETS_REPLY.value}),
        language=person.language,
        zone=person.time_zone,
        ticket_only=TicketId(int(number)),
    )
