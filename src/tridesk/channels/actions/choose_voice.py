"""Through which mailbox a ticket speaks from now on."""

from datetime import datetime

from django.db import transaction

from tridesk.channels.events import VoiceChosen
from tridesk.channels.models import TicketVoice
from tridesk.channels.queries import voices_for
from tridesk.identity.types import Actor
from tridesk.infra import outbox
from tridesk.kernel.errors import InvalidError, NotAllowedError
from tridesk.kernel.ids import MailboxId, TicketId
from tridesk.tickets.queries import abilities, facts_of


def choose_voice(*, actor: Actor, ticket_id: TicketId, mailbox_id: MailboxId, now: datetime) -> None:
    """Remembers it for the ticket, for whoever may answer there. The one that speaks already is no change.

    Raises TicketNotFoundError, NotAllowedError, InvalidError (`voice`: a mailbox that may not speak for this ticket).
    """
    with transaction.atomic():
        facts = facts_of(actor=actor, ticket_id=ticket_id)
        if not (actor.is_staff and abilities(actor=actor, facts=facts).reply):
            raise NotAllowedError(right="reply_public")
        choice = {voice.id: voice for voice in voices_for(ticket=ticket_id, team=facts.team)}
        chosen = choice.get(mailbox_id)
        if chosen is None:
            raise InvalidError(field="voice", reason="not_theirs")
        if chosen.speaks:
            return
        TicketVoice.objects.update_or_create(ticket_id=ticket_id, defaults={"mailbox_id": mailbox_id})
        outbox.record(
            VoiceChosen(
                ticket=ticket_id, mailbox=mailbox_id, address=chosen.address, at=now, by=actor.person_id, ip=actor.ip
            )
        )
