"""People for lists, pickers, profiles and mails."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from tridesk.identity import policies
from tridesk.identity.models import AccessLink, Address, Membership, Person
from tridesk.identity.types import Actor, Permission, Side, TeamRight
from tridesk.infra import keyset
from tridesk.infra.asking import ask, ask_one, marks
from tridesk.kernel.errors import NotFoundError
from tridesk.kernel.ids import PersonId, RoleId, TeamId
from tridesk.kernel.paging import Page
from tridesk.kernel.text import folded


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One line of a list of people.

    `role` is the name in English of a built-in role (`role_key`), or its own.
    """

    id: PersonId
    name: str
    email: str
    title: str
    role: str
    role_key: str | None
    side: Side
    is_active: bool
    role_id: RoleId


@dataclass(frozen=True, slots=True)
class AddressRow:
    """`dead_since` is when a mail to it came back for good, `dead_reason` what the server said."""

    address: str
    verified: bool
    primary: bool
    dead_since: datetime | None = None
    dead_reason: str = ""


@dataclass(frozen=True, slots=True)
class PersonDetail:
    """Everything about one person that a profile shows."""

    id: PersonId
    name: str
    email: str
    phone: str
    title: str
    language: str
    time_zone: str
    role_id: RoleId
    role: str
    role_key: str | None
    side: Side
    is_active: bool
    merged_into: PersonId | None
    created_at: datetime
    last_login: datetime | None
    has_password: bool
    addresses: list[AddressRow]
    teams: list[tuple[TeamId, str, TeamRight]]


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody in a picker."""

    id: PersonId
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Recipient:
    """What a mail or a notice to somebody needs to know."""

    id: PersonId
    name: str
    email: str
    language: str
    zone: str
    side: Side
    is_active: bool


_RECIPIENTS = """
SELECT DISTINCT k.id, k.name, k.email, k.language, k.time_zone, r.side, k.is_active FROM identity_person p
JOIN identity_person k ON k.id = coalesce(p.merged_into_id, p.id)
JOIN identity_role r ON r.id = k.role_id WHERE p.id IN ({}) ORDER BY k.id
"""
_MERGED = "SELECT 1 FROM identity_person WHERE merged_into_id = %s AND id IN ({}) LIMIT 1"
_NAMES = "SELECT id, name FROM identity_person WHERE id IN ({})"
_ROW = ("name_key", "id", "name", "email", "title", "role__name", "role__key", "role__side", "is_active", "role_id")


def people(
    *,
    actor: Actor,
    search: str = "",
    role: RoleId | None = None,
    side: Side | None = None,
    active: bool | None = True,
    among: QuerySet[Any, Any] | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[PersonRow]:
    """People by name; those merged into others are left out. `active` None: switched-off people too. `among` gives ids:
    a room above narrows the list by what it knows.

    Raises NotAllowedError without the right to see people, InvalidError for a foreign cursor.
    """
    policies.require(actor, Permission.PEOPLE_SEE)
    rows = _searched(Person.objects.filter(merged_into=None), search)
    if active is not None:
        rows = rows.filter(is_active=active)
    if role is not None:
        rows = rows.filter(role_id=role)
    if side is not None:
        rows = rows.filter(role__side=side.value)
    if among is not None:
        rows = rows.filter(pk__in=among)
    return keyset.page(rows.values_list(*_ROW), key=("name_key", "id"), make=_row, cursor=cursor, limit=limit)


def _row(row: tuple[Any, ...]) -> PersonRow:
    _, pk, name, email, title, role, role_key, side, is_active, role_id = row
    return PersonRow(PersonId(pk), name, email, title, role, role_key, Side(side), is_active, RoleId(role_id))


def _searched(rows: QuerySet[Person], search: str) -> QuerySet[Person]:
    """Every word must begin a word of the name, or the whole begins one of the addresses."""
    words = folded(search).split()[:5]
    if not words:
        return rows
    named = Q()
    for word in words:
        named &= Q(name_key__startswith=word) | Q(name_key__contains=f" {word}")
    addressed = Address.objects.filter(address__startswith=search.strip().lower()).values("person_id")
    return rows.filter(named | Q(pk__in=addressed))


def person_detail(*, actor: Actor, person_id: PersonId) -> PersonDetail:
    """One profile, in three statements. Oneself may always look; else NotAllowedError, or NotFoundError."""
    if actor.person_id != person_id or actor.ticket_only is not None:
        policies.require(actor, Permission.PEOPLE_SEE)
    person = Person.objects.select_related("role").filter(pk=person_id).first()
    if person is None:
        raise NotFoundError(person=person_id)
    addresses = person.addresses.order_by("pk").values_list("address", "verified", "dead_since", "dead_reason")
    teams = (
        Membership.objects.filter(person=person).order_by("team__name").values_list("team_id", "team__name", "right")
    )
    return PersonDetail(
        id=person_id,
        name=person.name,
        email=person.email,
        phone=person.phone,
        title=person.title,
        language=person.language,
        time_zone=person.time_zone,
        role_id=RoleId(person.role_id),
        role=person.role.name,
        role_key=person.role.key,
        side=Side(person.role.side),
        is_active=person.is_active,
        merged_into=PersonId(person.merged_into_id) if person.merged_into_id else None,
        created_at=person.created_at,
        last_login=person.last_login,
        has_password=person.has_usable_password(),
        addresses=[
            AddressRow(address, verified, address == person.email, dead_since, reason)
            for address, verified, dead_since, reason in addresses
        ],
        teams=[(TeamId(team), name, TeamRight(right)) for team, name, right in teams],
    )


def names(*, person_ids: Collection[PersonId]) -> dict[PersonId, str]:
    """Names by id, for whatever shows who did something; people merged and switched off too."""
    wanted = set(person_ids)
    return {PersonId(pk): name for pk, name in (ask(_NAMES.format(marks(wanted)), *wanted) if wanted else ())}


def recipients(*, person_ids: Collection[PersonId]) -> list[Recipient]:
    """Where and how these people are written to, ordered by id; `email` may be empty. One statement.

    Somebody merged into another is the one who stays, at once: what points to them follows a little later.
    """
    wanted = set(person_ids)
    return [
        Recipient(PersonId(pk), name, email, language, zone, Side(side), bool(is_active))
        for pk, name, email, language, zone, side, is_active in (
            ask(_RECIPIENTS.format(marks(wanted)), *wanted) if wanted else ()
        )
    ]


def stands_for(*, person_id: PersonId, people: Collection[PersonId]) -> bool:
    """Whether one of these people was merged into this one, and what points to them has not followed yet."""
    wanted = set(people)
    return bool(wanted) and ask_one(_MERGED.format(marks(wanted)), person_id, *wanted) is not None


def assignable_people(*, actor: Actor, team: TeamId | None = None, search: str = "", limit: int = 20) -> list[Choice]:
    """Analysts who can be given a ticket: active, and with `team` those who may reply in it.

    Staff may ask.
    """
    policies.require_staff(actor)
    rows = _searched(Person.objects.filter(is_active=True, role__side=Side.ANALYST.value), search)
    if team is not None:
        may_reply = [right.value for right in TeamRight if right.covers(TeamRight.REPLY)]
        rows = rows.filter(pk__in=Membership.objects.filter(team_id=team, right__in=may_reply).values("person_id"))
    return _choices(rows, limit)


def assignable(*, person_id: PersonId) -> bool:
    """Whether a ticket can be given to this person: an analyst who is active."""
    return Person.objects.filter(pk=person_id, is_active=True, role__side=Side.ANALYST.value).exists()


def has_staff() -> bool:
    """Whether anybody works here yet."""
    return Person.objects.filter(role__side=Side.ANALYST.value).exists()


def person_choices(*, actor: Actor, search: str, limit: int = 20) -> list[Choice]:
    """Active people of any side for a picker (requester, CC, follower). Needs the right to see people."""
    policies.require(actor, Permission.PEOPLE_SEE)
    return _choices(_searched(Person.objects.filter(is_active=True), search), limit)


def _choices(rows: QuerySet[Person], limit: int) -> list[Choice]:
    found = rows.order_by("name_key", "pk").values_list("pk", "name", "email")[: max(1, min(limit, 200))]
    return [Choice(PersonId(pk), name, email) for pk, name, email in found]


def links_to(*, subject: str) -> list[tuple[PersonId, datetime, datetime | None]]:
    """Who can reach a subject by link: person, expiry, last use. Revoked ones are left out."""
    rows = AccessLink.objects.filter(subject=subject, revoked_at=None).order_by("pk")
    return [(PersonId(p), ends, used) for p, ends, used in rows.values_list("person_id", "expires_at", "last_used_at")]
