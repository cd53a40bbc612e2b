"""What is done to one person: addresses, merging, switching off and on, links, the second step."""

from typing import Any

from tridesk.api.call import Call
from tridesk.api.endpoints.people import body_of, require_match, routes
from tridesk.api.examples import TICKET
from tridesk.api.examples_directory import ALICE
from tridesk.api.ids import Kind, meant, named
from tridesk.api.routes import Answer
from tridesk.api.schemas import people as schemas
from tridesk.identity.actions import (
    add_address,
    merge_people,
    remove_address,
    revive_address,
    revoke_link,
    switch_off,
    switch_off_second_factor,
    switch_on,
    verify_address,
)
from tridesk.identity.queries import person_detail, second_factors_of
from tridesk.identity.types import Scope
from tridesk.kernel.errors import NotAllowedError, NotFoundError
from tridesk.kernel.ids import PersonId, TicketId
from tridesk.tickets.queries import abilities, facts_of

__all__ = ["routes"]

_PERSON: dict[str, Any] = {"scope": Scope.PEOPLE_WRITE, "gives": schemas.Person, "example": ALICE}


@routes.write("POST", "/people/{id}/addresses", status=201, takes={"address": "alice.andrade@acme.example"}, **_PERSON)
def add_person_address(call: Call, id: str, body: schemas.NewAddress) -> Answer:
    """Add an address

    The first one becomes the main one.
    """
    number = PersonId(named(Kind.PERSON, id))
    add_address(actor=call.actor, person_id=number, address=body.address, now=call.now)
    return Answer(body_of(call, number), 201, {"Location": f"/api/v1/people/{id}"})


@routes.write("DELETE", "/people/{id}/addresses/{address}", **_PERSON)
def remove_person_address(call: Call, id: str, address: str) -> Any:
    """Remove an address

    Not the main one while there is another to take its place.
    """
    number = PersonId(named(Kind.PERSON, id))
    require_match(call, number)
    remove_address(actor=call.actor, person_id=number, address=address, now=call.now)
    return body_of(call, number)


@routes.write("POST", "/people/{id}/addresses/{address}/verify", **_PERSON)
def verify_person_address(call: Call, id: str, address: str) -> Any:
    """Say that an address is theirs

    Somebody made sure of it otherwise; of your own only a mailed code can tell.
    """
    number = PersonId(named(Kind.PERSON, id))
    if number == call.actor.person_id:
        raise NotAllowedError(right="somebody_else")
    verify_address(actor=call.actor, person_id=number, address=address, now=call.now)
    return body_of(call, number)


@routes.write("POST", "/people/{id}/addresses/{address}/revive", **_PERSON)
def revive_person_address(call: Call, id: str, address: str) -> Any:
    """Say that an address works again

    Though a mail to it came back: mails go there again.
    """
    number = PersonId(named(Kind.PERSON, id))
    detail = person_detail(actor=call.actor, person_id=number)
    if address.lower() not in {row.address for row in detail.addresses}:
        raise NotFoundError(address=address)
    revive_address(actor=call.actor, address=address, now=call.now)
    return body_of(call, number)


@routes.write("POST", "/people/{id}/merge", takes={"other": TICKET["assignee"]}, **_PERSON)
def merge_person(call: Call, id: str, body: schemas.PersonMerge) -> Any:
    """Make two records of one person one

    Everything of `other` goes to this person, and `other` is switched off. This cannot be taken back.
    """
    number, other = PersonId(named(Kind.PERSON, id)), PersonId(meant(Kind.PERSON, body.other, field="other"))
    merge_people(actor=call.actor, person_id=number, other_id=other, now=call.now)
    return body_of(call, number)


@routes.write("POST", "/people/{id}/switch-off", **_PERSON)
def switch_person_off(call: Call, id: str) -> Any:
    """Let somebody in no more

    Their sessions, tokens and links stop working at once; nothing of theirs is lost.
    """
    number = PersonId(named(Kind.PERSON, id))
    switch_off(actor=call.actor, person_id=number, now=call.now)
    return body_of(call, number)


@routes.write("POST", "/people/{id}/switch-on", **_PERSON)
def switch_person_on(call: Call, id: str) -> Any:
    """Let somebody in again"""
    number = PersonId(named(Kind.PERSON, id))
    switch_on(actor=call.actor, person_id=number, now=call.now)
    return body_of(call, number)


@routes.write(
    "POST",
    "/people/{id}/links/revoke",
    scope=Scope.PEOPLE_WRITE,
    gives=schemas.LinkRevoked,
    takes={"ticket": TICKET["id"]},
    example={"revoked": True},
)
def revoke_person_link(call: Call, id: str, body: schemas.LinkOf) -> Any:
    """Stop somebody's mailed link to a ticket

    It stops at once; the next mail to them brings a new one.
    """
    number, ticket = PersonId(named(Kind.PERSON, id)), TicketId(meant(Kind.TICKET, body.ticket, field="ticket"))
    facts = facts_of(actor=call.actor, ticket_id=ticket)
    if not abilities(actor=call.actor, facts=facts).change:
        raise NotAllowedError(right="links")
    return {
        "revoked": revoke_link(actor=call.actor, person_id=number, subject=f"ticket:{ticket}", now=call.now)
    }  # fmt: skip


@routes.read(
    "/people/{id}/second-factors",
    scope=Scope.PEOPLE_READ,
    gives=schemas.SecondFactors,
    example={"totp": 1, "webauthn": 0, "recovery_codes": 1},
)
def get_second_factors(call: Call, id: str) -> Any:
    """What somebody proves themselves by, beside a password or a mailed code

    How many of each; what they are stays theirs.
    """
    return _factors(call, PersonId(named(Kind.PERSON, id)))


@routes.write(
    "DELETE",
    "/people/{id}/second-factors",
    scope=Scope.PEOPLE_WRITE,
    gives=schemas.SecondFactors,
    example={"totp": 0, "webauthn": 0, "recovery_codes": 0},
)
def remove_second_factors(call: Call, id: str) -> Any:
    """Switch off somebody's second step

    For who lost their device. Their sessions end, and they are told by mail. Not for yourself.
    """
    number = PersonId(named(Kind.PERSON, id))
    call.require_match(lambda: _factors(call, number))
    switch_off_second_factor(actor=call.actor, person_id=number, now=call.now)
    return _factors(call, number)


def _factors(call: Call, number: PersonId) -> dict[str, int]:
    person_detail(actor=call.actor, person_id=number)  # nobody has none
    found = second_factors_of(actor=call.actor, person_id=number)
    return {kind: found.get(kind, 0) for kind in ("totp", "webauthn", "recovery_codes")}
