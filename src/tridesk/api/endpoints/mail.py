"""Mail that came and went: what is stuck, what became of the rest, what can be done about it."""

from typing import Annotated, Any

from django.http.response import HttpResponseBase
from pydantic import Field

from tridesk.api import shapes_mail as shapes
from tridesk.api.call import Call
from tridesk.api.endpoints.organisations import Cursor
from tridesk.api.endpoints.people import Limit
from tridesk.api.examples import TICKET
from tridesk.api.examples_directory import listed
from tridesk.api.examples_mail import CAME, OPENED, SENT
from tridesk.api.ids import Kind, cursor_in, given, named, told
from tridesk.api.pages import page_of
from tridesk.api.routes import Answer, Routes
from tridesk.api.schemas import mail as schemas
from tridesk.api.schemas.base import Id
from tridesk.channels.actions.make_ticket import make_ticket
from tridesk.channels.actions.parked import discard, take_in_again
from tridesk.channels.actions.send_again import send_again
from tridesk.channels.queries.insides import inside, raw_of
from tridesk.channels.queries.mail_log import Search, incoming, incoming_mail, outgoing, outgoing_mail
from tridesk.identity.types import Scope
from tridesk.infra.files.answering import answer
from tridesk.kernel.ids import InboundMailId, OutboundMailId

routes = Routes("mail", "All mail that came and went, and what can be done about what is stuck.")
_CAME: dict[str, Any] = {"scope": Scope.MAIL_MANAGE, "gives": schemas.CameMail, "example": CAME}
WholeAddress = Annotated[str, Field(max_length=320, description="A whole mail address.")]


def _search(address: str, ticket: str | None) -> Search:
    return Search(address=address.strip().lower(), ticket=given(Kind.TICKET, ticket, field="ticket"))


def _came(id: str) -> InboundMailId:
    return InboundMailId(named(Kind.MAIL, id))


def _ours(id: str) -> OutboundMailId:
    return OutboundMailId(named(Kind.MAIL_OUT, id))


@routes.read("/mail/incoming", scope=Scope.MAIL_MANAGE, gives=schemas.IncomingMails, example=listed(CAME))
def list_incoming_mail(
    call: Call,
    show: schemas.ShowIncoming = schemas.ShowIncoming.ALL,
    address: WholeAddress = "",
    ticket: Id | None = None,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Answer:
    """Mails that came, and what became of them

    The newest first: all of them, those that are parked, or those that were only recorded; of one sender or one ticket
    where asked.
    """
    page = incoming(
        actor=call.actor, show=show.show, search=_search(address, ticket), cursor=cursor_in(cursor), limit=limit
    )
    return page_of(call, page, shapes.came)


@routes.read("/mail/incoming/{id}", scope=Scope.MAIL_MANAGE, gives=schemas.OpenedMail, example=OPENED)
def get_incoming_mail(call: Call, id: str) -> Any:
    """One mail that came, opened

    Its headers, words, the names of its files, and what could not be read.
    """
    row = incoming_mail(actor=call.actor, mail_id=_came(id))
    return shapes.opened(row, inside(mail_id=row.id))


@routes.read("/mail/incoming/{id}/raw", scope=Scope.MAIL_MANAGE, gives=None, media="application/octet-stream")
def get_raw_mail(call: Call, id: str) -> HttpResponseBase:
    """A mail as it came, byte for byte

    To be saved; also one in which a virus was found.
    """
    row = incoming_mail(actor=call.actor, mail_id=_came(id))
    file, _signature = raw_of(mail_id=row.id)
    kind = "application/octet-stream"
    return answer(call.request, file, name=f"{id}.eml", content_type=kind, infected_too=True)


@routes.write("POST", "/mail/incoming/{id}/again", **_CAME)
def take_mail_in_again(call: Call, id: str) -> Any:
    """Take a parked mail in again

    If it cannot be understood this time either, it is parked again.
    """
    number = _came(id)
    take_in_again(actor=call.actor, mail_id=number, now=call.now)
    return shapes.came(incoming_mail(actor=call.actor, mail_id=number))


@routes.write("POST", "/mail/incoming/{id}/set-aside", **_CAME)
def set_mail_aside(call: Call, id: str) -> Any:
    """Set a mail aside

    One that is parked, or was recorded without a ticket. It stays in the store.
    """
    number = _came(id)
    discard(actor=call.actor, mail_id=number, now=call.now)
    return shapes.came(incoming_mail(actor=call.actor, mail_id=number))


@routes.write(
    "POST",
    "/mail/incoming/{id}/ticket",
    scope=Scope.MAIL_MANAGE,
    gives=schemas.MailTicket,
    status=201,
    example={"ticket": TICKET["id"]},
)
def make_ticket_of_mail(call: Call, id: str) -> Answer:
    """Make a ticket of a mail that became none

    In its sender's name; in yours where it names nobody that could be answered.
    """
    word = told(Kind.TICKET, make_ticket(actor=call.actor, mail_id=_came(id), now=call.now))
    return Answer({"ticket": word}, 201, {"Location": f"/api/v1/tickets/{word}"})


@routes.read("/mail/outgoing", scope=Scope.MAIL_MANAGE, gives=schemas.OutgoingMails, example=listed(SENT))
def list_outgoing_mail(
    call: Call,
    show: schemas.ShowOutgoing = schemas.ShowOutgoing.ALL,
    address: WholeAddress = "",
    ticket: Id | None = None,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Answer:
    """Mails of ours, and how they fare

    The newest first: all of them, those that wait, or those that failed; to one address or of one ticket where asked.
    """
    page = outgoing(
        actor=call.actor, show=show.show, search=_search(address, ticket), cursor=cursor_in(cursor), limit=limit
    )
    return page_of(call, page, shapes.sent)


@routes.read("/mail/outgoing/{id}", scope=Scope.MAIL_MANAGE, gives=schemas.SentMail, example=SENT)
def get_outgoing_mail(call: Call, id: str) -> Any:
    """One mail of ours"""
    return shapes.sent(outgoing_mail(actor=call.actor, mail_id=_ours(id)))


@routes.write(
    "POST", "/mail/outgoing/{id}/again", scope=Scope.MAIL_MANAGE, gives=schemas.SentMail,
    example={**SENT, "state": "queued", "sent_at": None, "words": "It waits to be sent."},
)  # fmt: skip
def send_mail_again(call: Call, id: str) -> Any:
    """Send a mail that failed again

    It is tried for two more days, with the Message-ID it has: who got it after all sees one.
    """
    number = _ours(id)
    send_again(actor=call.actor, mail_id=number, now=call.now)
    return shapes.sent(outgoing_mail(actor=call.actor, mail_id=number))
