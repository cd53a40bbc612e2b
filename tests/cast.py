"""The people of every test, made through the product's own actions.

Alice asks (requester at Acme), Bruno answers on the first line, Carla is specialist and lead, Dante
administrates, Elena is Fabrikam's contact (the vendor), Otto belongs to nobody.
"""

from dataclasses import dataclass
from datetime import datetime

from tridesk.identity.actions.add_person import add_person
from tridesk.identity.actions.add_team import add_team
from tridesk.identity.actions.ensure_defaults import ensure_defaults
from tridesk.identity.actions.set_membership import set_membership
from tridesk.identity.queries.actors import actor_of
from tridesk.identity.queries.roles import role_with_key
from tridesk.identity.queries.teams import default_team
from tridesk.identity.types import SYSTEM, Actor, TeamRight
from tridesk.kernel.ids import OrganisationId, PersonId, TeamId
from tridesk.orgs.actions.add_organisation import add_organisation
from tridesk.orgs.actions.affiliate import affiliate
from tridesk.orgs.types import OrganisationKind


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody as the actor they are when signed in; `alice.person_id` is never None here."""

    alice: Actor
    bruno: Actor
    carla: Actor
    dante: Actor
    elena: Actor
    otto: Actor
    first_line: TeamId
    specialists: TeamId
    acme: OrganisationId
    fabrikam: OrganisationId


def person(actor: Actor) -> PersonId:
    """The id of an actor who is a person."""
    assert actor.person_id is not None
    return actor.person_id


def hire(*, now: datetime) -> Cast:
    """Adds the cast to an empty desk. Bruno replies on the first line; Carla manages both teams."""
    ensure_defaults()
    first_line, specialists = default_team(), add_team(actor=SYSTEM, name="Specialists", now=now)
    acme = add_organisation(actor=SYSTEM, name="Acme", domains=["acme.test"], now=now)
    fabrikam = add_organisation(
        actor=SYSTEM, name="Fabrikam", kind=OrganisationKind.VENDOR, domains=["fabrikam.test"], now=now
    )
    alice = _add("Alice Andrade", "alice@acme.test", "requester", now, language="pt-br", time_zone="America/Sao_Paulo")
    bruno = _add("Bruno Bianchi", "bruno@desk.test", "analyst", now, time_zone="Europe/Madrid")
    carla = _add("Carla Cruz", "carla@desk.test", "lead", now, language="es", time_zone="America/Mexico_City")
    dante = _add("Dante Dias", "dante@desk.test", "administrator", now)
    elena = _add("Elena Engel", "elena@fabrikam.test", "vendor_contact", now)
    otto = _add("Otto Olsen", "otto@elsewhere.test", "requester", now)
    for someone, team, right in (
        (bruno, first_line, TeamRight.REPLY),
        (carla, first_line, TeamRight.MANAGE),
        (carla, specialists, TeamRight.MANAGE),
    ):
        set_membership(actor=SYSTEM, team_id=team, person_id=someone, right=right, now=now)
    affiliate(actor=SYSTEM, person_id=alice, organisation_id=acme, now=now)
    affiliate(actor=SYSTEM, person_id=elena, organisation_id=fabrikam, now=now)
    actors = (actor_of(person_id=someone) for someone in (alice, bruno, carla, dante, elena, otto))
    return Cast(*actors, first_line=first_line, specialists=specialists, acme=acme, fabrikam=fabrikam)


def _add(name: str, email: str, role: str, now: datetime, *, language: str = "en", time_zone: str = "UTC") -> PersonId:
    return add_person(
        actor=SYSTEM,
        name=name,
        email=email,
        role_id=role_with_key(key=role),
        language=language,
        time_zone=time_zone,
        verified=True,
        now=now,
    )
