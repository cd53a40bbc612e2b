"""What `expand` puts in place of ids: names, one statement for each kind however many rows there are."""

from collections.abc import Collection, Iterable

from tridesk.api.ids import Kind, told
from tridesk.api.shapes import Named
from tridesk.identity.queries import recipients, team_names
from tridesk.identity.types import Actor
from tridesk.kernel.errors import InvalidError
from tridesk.kernel.ids import OrganisationId, PersonId
from tridesk.orgs.queries import organisation_names
from tridesk.tickets.queries.records import TicketRecord

OF_TICKETS = frozenset({"team", "assignee", "requester", "organisation", "participants", "fields", "messages"})


def asked(expand: str, known: Collection[str]) -> frozenset[str]:
    """The words of `expand=a,b`; raises InvalidError for one that is not known."""
    words = frozenset(word.strip() for word in expand.split(",") if word.strip())
    if unknown := words - set(known):
        raise InvalidError(field="expand", reason="unknown_value", value=min(unknown))
    return words


def names_for(actor: Actor, records: Collection[TicketRecord], wanted: frozenset[str]) -> dict[str, Named]:
    """By expansion, what stands in place of a number. Addresses are told only to those who work here."""
    found: dict[str, Named] = {}
    if wanted & {"assignee", "requester", "participants"}:
        people = _people(
            actor,
            (
                number
                for each in records
                for number in (
                    *((each.assignee_id,) if "assignee" in wanted else ()),
                    *((each.requester_id,) if "requester" in wanted else ()),
                    *((*each.cc, *each.followers) if "participants" in wanted else ()),
                )
            ),
        )
        found |= dict.fromkeys(wanted & {"assignee", "requester", "participants"}, people)
    if "team" in wanted:
        found["team"] = {
            number: {"id": told(Kind.TEAM, number), "name": name} for number, name in team_names(archived=True).items()
        }
    if "organisation" in wanted:
        numbers = {OrganisationId(each.organisation_id) for each in records if each.organisation_id is not None}
        found["organisation"] = {
            number: {"id": told(Kind.ORGANISATION, number), "name": name}
            for number, name in organisation_names(organisation_ids=numbers).items()
        }
    return found


def _people(actor: Actor, numbers: Iterable[int | None]) -> Named:
    wanted = {PersonId(number) for number in numbers if number is not None}
    return {
        each.id: {
            "id": told(Kind.PERSON, each.id),
            "name": each.name,
            "email": address_for(actor, each.id, each.email),
        }
        for each in recipients(person_ids=wanted)
    }


def address_for(actor: Actor, person: int, email: str) -> str:
    """Somebody's address as this reader may know it: who is helped knows their own."""
    return email if actor.is_staff or person == actor.person_id else ""
