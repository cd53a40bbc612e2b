"""The demo's people, teams and organisations: a small company, a customer, and a vendor."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tridesk.identity.actions.add_person import add_person
from tridesk.identity.actions.add_team import add_team
from tridesk.identity.actions.change_team import change_team
from tridesk.identity.actions.ensure_defaults import ensure_defaults
from tridesk.identity.actions.set_membership import set_membership
from tridesk.identity.actions.set_password import set_password
from tridesk.identity.queries import actor_of, default_team, role_with_key
from tridesk.identity.types import SYSTEM, Actor, TeamRight
from tridesk.kernel.ids import OrganisationId, TeamId
from tridesk.orgs.actions.add_organisation import add_organisation
from tridesk.orgs.actions.add_site import add_site
from tridesk.orgs.actions.affiliate import affiliate
from tridesk.orgs.types import OrganisationKind

# key, name, address, role, language, zone, title, phone
PEOPLE = (
    ("dante", "Dante Okafor", "dante@desk.example", "administrator", "en", "Europe/Lisbon", "Head of IT", ""),
    ("carla", "Carla Núñez", "carla@desk.example", "lead", "es", "America/Bogota", "Workplace lead", ""),
    ("bruno", "Bruno Lima", "bruno@desk.example", "analyst", "pt-br", "America/Sao_Paulo", "First line", ""),
    ("grace", "Grace Adeyemi", "grace@desk.example", "analyst", "en", "Europe/London", "First line", ""),
    ("mateo", "Mateo Rojas", "mateo@desk.example", "analyst", "es", "America/Santiago", "Networks", ""),
    ("yuki", "Yuki Tanaka", "yuki@desk.example", "analyst", "en", "Asia/Tokyo", "Night shift", ""),
    ("alice", "Alice Moreno", "alice@acme.example", "requester", "es", "America/Bogota", "Warehouse", "+52 5555 0101"),
    ("joao", "João Sá", "joao@acme.example", "requester", "pt-br", "America/Sao_Paulo", "Sales", "+55 11 5555 0102"),
    ("tom", "Tom Hughes", "tom@acme.example", "requester", "en", "Europe/London", "Accounting", ""),
    ("ines", "Inés Paz", "ines@northwind.example", "requester", "es", "America/Lima", "Clinic", ""),
    ("marina", "Marina Duarte", "marina@northwind.example", "requester", "pt-br", "America/Recife", "Reception", ""),
    ("otto", "Otto Weiss", "otto@elsewhere.example", "requester", "en", "Europe/Vienna", "", ""),
    ("elena", "Elena Fabri", "elena@fabrikam.example", "vendor_contact", "en", "Europe/Rome", "Support", ""),
    ("ravi", "Ravi Menon", "ravi@fabrikam.example", "vendor_contact", "en", "Asia/Kolkata", "Engineering", ""),
    ("sofia", "Sofía Vidal", "sofia@fabrikam.example", "vendor_contact", "es", "Europe/Madrid", "Contracts", ""),
)  # fmt: skip
TEAMS = {
    "first": (
        "First line",
        {"bruno": TeamRight.REPLY, "grace": TeamRight.REPLY, "yuki": TeamRight.REPLY, "carla": TeamRight.MANAGE},
    ),
    "workplace": ("Workplace", {"carla": TeamRight.MANAGE, "bruno": TeamRight.REPLY, "mateo": TeamRight.SEE}),
    "networks": ("Networks", {"mateo": TeamRight.MANAGE, "yuki": TeamRight.REPLY, "carla": TeamRight.SEE}),
}  # fmt: skip
WITH_PASSWORD = {"dante": "administrator", "carla": "lead", "bruno": "analyst", "alice": "requester", "elena": "vendor"}


@dataclass(frozen=True, slots=True)
class House:
    """Everybody as the actor they are, teams and organisations, by their keys."""

    people: Mapping[str, Actor]
    teams: Mapping[str, TeamId]
    organisations: Mapping[str, OrganisationId]


def move_in(*, password: str, now: datetime) -> House:
    """Adds them all; those of WITH_PASSWORD can sign in with it."""
    ensure_defaults()
    organisations = _organisations(now)
    ids = {}
    for key, name, email, role, language, zone, title, phone in PEOPLE:
        ids[key] = add_person(
            actor=SYSTEM,
            name=name,
            email=email,
            role_id=role_with_key(key=role),
            language=language,
            time_zone=zone,
            title=title,
            phone=phone,
            verified=True,
            now=now,
        )
        domain = email.partition("@")[2].partition(".")[0]
        if domain in organisations:
            affiliate(actor=SYSTEM, person_id=ids[key], organisation_id=organisations[domain], now=now)
    for key in WITH_PASSWORD:
        set_password(actor=SYSTEM, person_id=ids[key], password=password, now=now)
    teams = _teams(ids, now)
    return House({key: actor_of(person_id=person) for key, person in ids.items()}, teams, organisations)


def _organisations(now: datetime) -> dict[str, OrganisationId]:
    acme = add_organisation(actor=SYSTEM, name="Acme Foods", domains=["acme.example"], now=now)
    add_site(actor=SYSTEM, organisation_id=acme, name="Warehouse 3", address="Puebla", now=now)
    northwind = add_organisation(actor=SYSTEM, name="Northwind Clinics", domains=["northwind.example"], now=now)
    vendor = OrganisationKind.VENDOR
    fabrikam = add_organisation(actor=SYSTEM, name="Fabrikam", kind=vendor, domains=["fabrikam.example"], now=now)
    return {"acme": acme, "northwind": northwind, "fabrikam": fabrikam}


def _teams(ids: Mapping[str, int], now: datetime) -> dict[str, TeamId]:
    teams: dict[str, TeamId] = {}
    for key, (name, members) in TEAMS.items():
        if key == "first":
            teams[key] = default_team()
            change_team(actor=SYSTEM, team_id=teams[key], name=name, now=now)
        else:
            teams[key] = add_team(actor=SYSTEM, name=name, now=now)
        for person, right in members.items():
            set_membership(actor=SYSTEM, team_id=teams[key], person_id=ids[person], right=right, now=now)  # type: ignore[arg-type]
    return teams
