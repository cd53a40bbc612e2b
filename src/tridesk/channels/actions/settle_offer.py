"""Somebody of the team answers what a mail made us ask."""

from datetime import datetime

from django.db import transaction

from tridesk.channels.actions.queue_mail import queue_acknowledgement
from tridesk.channels.errors import OfferNotFoundError
from tridesk.channels.events import OfferDeclined
from tridesk.channels.models import MailOffer
from tridesk.channels.queries import Offer, offers_of
from tridesk.identity.actions.meet import meet
from tridesk.identity.queries import assignable
from tridesk.identity.types import Actor
from tridesk.infra import outbox
from tridesk.kernel.ids import PersonId, TicketId
from tridesk.orgs.actions.affiliate_by_domain import affiliate_by_domain
from tridesk.tickets.actions.change import change
from tridesk.tickets.actions.participants import add_participant
from tridesk.tickets.queries import abilities, facts_of
from tridesk.tickets.types import ParticipantKind, Visibility


def make_requester(
    *, actor: Actor, ticket_id: TicketId, offer_id: int, tell: bool, now: datetime
) -> dict[str, tuple[str, str]]:
    """The ticket is for whose mail was passed on; returns what changed, to be taken back as any other change.

    Who passed it on hears of it further. What they wrote above the mail becomes a note with it, before the new
    requester can read it. With `tell` that one gets the number by mail, as far as the mailbox acknowledges at all.
    Raises OfferNotFoundError, TicketNotFoundError, InvalidError (a person who cannot be).
    """
    with transaction.atomic():
        offer = _settled(actor, ticket_id, offer_id, MailOffer.PASSED_ON, accepted=True, now=now)
        person = meet(actor=actor, address=offer.original, name=offer.original_name, now=now)
        affiliate_by_domain(person_id=person, address=offer.original, now=now)
        wish: dict[str, object] = {"requester": person}
        if offer.cover:
            wish["opening"] = Visibility.INTERNAL.value
        done = change(actor=actor, ticket_id=ticket_id, changes=wish, now=now)
        kind = ParticipantKind.FOLLOWER if assignable(person_id=offer.person) else ParticipantKind.CC
        add_participant(actor=actor, ticket_id=ticket_id, person=PersonId(offer.person), kind=kind, now=now)
        if tell:
            queue_acknowledgement(ticket=ticket_id, message_id=offer.message, now=now, asked=True)
        return done


def decline_offer(*, actor: Actor, ticket_id: TicketId, offer_id: int, now: datetime) -> None:
    """It is not so, and is asked no more. Raises OfferNotFoundError, TicketNotFoundError."""
    with transaction.atomic():
        offer = _settled(actor, ticket_id, offer_id, "", accepted=False, now=now)
        outbox.record(
            OfferDeclined(
                ticket=ticket_id,
                kind=offer.kind,
                person=offer.person,
                other=offer.other,
                at=now,
                by=actor.person_id,
                ip=actor.ip,
            )
        )


def _settled(actor: Actor, ticket_id: TicketId, offer_id: int, kind: str, *, accepted: bool, now: datetime) -> Offer:
    """The open question, answered now. What the actor may not answer is not there for them."""
    list(MailOffer.objects.select_for_update().filter(pk=offer_id).values_list("pk"))
    may = abilities(actor=actor, facts=facts_of(actor=actor, ticket_id=ticket_id))
    offers = offers_of(actor=actor, ticket_id=ticket_id, may=may)
    offer = next((each for each in offers if each.id == offer_id and kind in ("", each.kind)), None)
    if offer is None:
        raise OfferNotFoundError(offer=offer_id)
    MailOffer.objects.filter(pk=offer_id).update(accepted=accepted, settled_at=now, settled_by=actor.person_id)
    return offer
