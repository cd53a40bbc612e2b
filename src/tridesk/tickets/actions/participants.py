"""Who else belongs to the conversation: CC outside, followers here."""

from datetime import datetime

from django.db import transaction

from tridesk.identity.types import Actor
from tridesk.infra import outbox
from tridesk.kernel.ids import PersonId, TicketId
from tridesk.tickets import policies, store
from tridesk.tickets.actions.references import require_fit
from tridesk.tickets.events import ParticipantAdded, ParticipantRemoved
from tridesk.tickets.models import Participant, Ticket
from tridesk.tickets.types import ParticipantKind


def add_participant(
    *, actor: Actor, ticket_id: TicketId, person: PersonId, kind: ParticipantKind, now: datetime
) -> bool:
    """Adds the person; False when they take part so already, or are the requester (for CC).

    Raises InvalidError for a follower who does not work here.
    """
    with transaction.atomic():
        ticket = _allowed(actor, ticket_id, person, kind)
        if kind is ParticipantKind.CC and person == ticket.requester_id:
            return False
        require_fit(kind.value, person)
        _, fresh = Participant.objects.get_or_create(ticket=ticket, person_id=person, kind=kind.value)
        if fresh:
            outbox.record(
                ParticipantAdded(
                    ticket=ticket_id, person=person, kind=kind.value, at=now, by=actor.person_id, ip=actor.ip
                )
            )
        return fresh


def remove_participant(
    *, actor: Actor, ticket_id: TicketId, person: PersonId, kind: ParticipantKind, now: datetime
) -> bool:
    """Takes the person out; False when they did not take part."""
    with transaction.atomic():
        ticket = _allowed(actor, ticket_id, person, kind)
        gone, _ = Participant.objects.filter(ticket=ticket, person_id=person, kind=kind.value).delete()
        if gone:
            outbox.record(
                ParticipantRemoved(
                    ticket=ticket_id, person=person, kind=kind.value, at=now, by=actor.person_id, ip=actor.ip
                )
            )
        return bool(gone)


def _allowed(actor: Actor, ticket_id: TicketId, person: PersonId, kind: ParticipantKind) -> Ticket:
    ticket, facts = store.writable(actor, ticket_id)
    oneself = kind is ParticipantKind.FOLLOWER and person == actor.person_id and policies.may_see_notes(actor, facts)
    policies.require(oneself or policies.may_change(actor, facts), actor, facts, right="participants")
    return ticket
