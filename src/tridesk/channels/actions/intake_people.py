"""The people of an incoming mail: who wrote it, who reads along, who may join."""

from datetime import datetime

from tridesk.channels import rules
from tridesk.channels.actions import intake_origin
from tridesk.channels.actions.find_ticket import Found
from tridesk.channels.actions.intake_mail import ReadMail
from tridesk.channels.kinds.email.own_marks import ticket_of_address
from tridesk.channels.queries import own_addresses
from tridesk.channels.rules import Joining
from tridesk.channels.types import Concern, IncomingMessage
from tridesk.identity.actions.meet import meet
from tridesk.identity.queries import find_person_by_address, stands_for
from tridesk.identity.types import SYSTEM
from tridesk.kernel.errors import InvalidError
from tridesk.kernel.ids import OrganisationId, PersonId
from tridesk.kernel.text import MailAddress
from tridesk.orgs.actions.affiliate_by_domain import affiliate_by_domain
from tridesk.orgs.queries import bonds
from tridesk.orgs.types import Bond
from tridesk.tickets.actions.participants import add_participant
from tridesk.tickets.queries import MailFacts
from tridesk.tickets.types import ParticipantKind

_MAX_CC = 30


def known(message: IncomingMessage) -> PersonId | None:
    """The sender, if we know the address."""
    return find_person_by_address(address=message.sender.key) if message.sender else None


def meet_sender(message: IncomingMessage, *, language: str, now: datetime) -> PersonId:
    """The sender as a person, made now if need be. Raises InvalidError for an address that cannot be one."""
    assert message.sender is not None  # noqa: S101 - the caller has looked
    return _meet(message.sender, language=language, now=now)


def _met(address: MailAddress, *, language: str, now: datetime) -> PersonId:
    found = find_person_by_address(address=address.key)
    return _meet(address, language=language, now=now) if found is None else found


def _meet(address: MailAddress, *, language: str, now: datetime) -> PersonId:
    person = meet(actor=SYSTEM, address=address.address, name=address.name, language=language, now=now)
    affiliate_by_domain(person_id=person, address=address.key, now=now)
    return person


def cc(message: IncomingMessage, *, besides: PersonId, now: datetime) -> tuple[PersonId, ...]:
    """Who else the mail went to, our own addresses left out; at most 30: more is a mailing, not a conversation."""
    others = {
        a.key: a
        for a in (*message.to, *message.cc)
        if a.key and ticket_of_address(a.key) is None and not rules.is_robots_address(a.key)
    }
    if len(others) > _MAX_CC:
        return ()
    ours = own_addresses(addresses=others) | set(message.marks.delivered_to)
    people = []
    for key, address in others.items():
        if key in ours:
            continue
        try:
            people.append(_met(address, language="", now=now))
        except InvalidError:
            continue  # an address that cannot be one hears nothing
    return tuple(person for person in dict.fromkeys(people) if person != besides)


def may_join(found: Found, person: PersonId | None, read: ReadMail) -> bool:
    """Whether the writer joins the ticket their mail names. Most take part already: only for others more is asked."""
    takes_part = found.facts is not None and person in found.facts.people
    who = Joining(proven=found.proven, takes_part=takes_part, posted=read.posted)
    if rules.may_join(who) or found.facts is None or person is None or read.posted:
        return rules.may_join(who)
    if stands_for(person_id=person, people=[PersonId(other) for other in found.facts.people]):
        return rules.may_join(Joining(takes_part=True))
    robot = rules.is_robot(read.message)
    doubted = not robot and intake_origin.concern(read.as_sent, read.origin) is not Concern.NONE
    tied = _bonds(found.facts, person) if not robot and not doubted else ()
    return rules.may_join(Joining(robot=robot, doubted=doubted, bonds=tied))


def _bonds(facts: MailFacts, person: PersonId) -> tuple[Bond, ...]:
    return bonds(
        person_id=person,
        organisation=OrganisationId(facts.organisation) if facts.organisation else None,
        requester=PersonId(facts.requester),
        outside=[PersonId(other) for other in facts.outside],
    )


def add_to_conversation(
    message: IncomingMessage, *, facts: MailFacts, person: PersonId, joins: bool, now: datetime
) -> None:
    """The writer who `joins` takes part from now on, and so does whoever they copied in, up to 30 in all."""
    writer, copied = (person,) if joins else (), cc(message, besides=person, now=now)
    fresh = [other for other in dict.fromkeys((*writer, *copied)) if other not in facts.people]
    room = max(_MAX_CC - len(facts.outside), 0)
    for place, other in enumerate(fresh):
        if place < room or other in writer:
            add_participant(actor=SYSTEM, ticket_id=facts.number, person=other, kind=ParticipantKind.CC, now=now)
