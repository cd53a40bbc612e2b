"""The mail that brought a message of a ticket, opened, for those who work on it."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tridesk.channels.queries.insides import inside, mail_of_message, raw_of
from tridesk.identity.types import Actor, Permission
from tridesk.infra.files import FileInfectedError
from tridesk.infra.files.answering import answer
from tridesk.kernel.ids import InboundMailId, MessageId, TicketId
from tridesk.tickets.queries import require_inside
from tridesk.web.auth import actor_of, staff_required
from tridesk.wording import mail_words
from tridesk.wording import ticket_words as words


@require_safe
@staff_required
def mail(request: HttpRequest, ticket_id: int, message_id: int) -> HttpResponseBase:
    """Its head, its words, what was found of its origin, what could not be read."""
    found = _mail(actor_of(request), ticket_id, message_id)
    context = {
        "inside": inside(mail_id=found),
        "told": mail_words,
        "section": "tickets",
        "ticket_id": ticket_id,
        "message_id": message_id,
        "number": words.number(ticket_id),
    }
    return render(request, "tickets/mail.html", context)


@require_safe
@staff_required
def raw(request: HttpRequest, ticket_id: int, message_id: int) -> HttpResponseBase:
    """The mail as it came, to be saved. One with a virus in it is only for who looks after mail."""
    actor = actor_of(request)
    file, signature = raw_of(mail_id=_mail(actor, ticket_id, message_id))
    careful = actor.may(Permission.MAIL_PARKED)
    if signature and not careful:
        raise FileInfectedError(file=file.pk, signature=signature)
    name, kind = f"{words.number(ticket_id)}-{message_id}.eml", "application/octet-stream"
    return answer(request, file, name=name, content_type=kind, infected_too=careful)


def _mail(actor: Actor, ticket_id: int, message_id: int) -> InboundMailId:
    """Raises TicketNotFoundError, NotAllowedError, MailNotFoundError."""
    require_inside(actor=actor, ticket_id=TicketId(ticket_id), message_id=MessageId(message_id))
    return mail_of_message(message_id=message_id)
