"""Why others believe a mailbox: the key it signs with, and who we are at its provider."""

from typing import Any

from tridesk.api import shapes_mailboxes as shapes
from tridesk.api.call import Call
from tridesk.api.endpoints.mailboxes import body_of, number_of, require_match, routes
from tridesk.api.examples_mail import DKIM, MAILBOX
from tridesk.api.ids import Kind, meant
from tridesk.api.schemas import mailboxes as schemas
from tridesk.channels.actions.dkim_key import check_dkim_record, remove_dkim_key, set_dkim_key, share_dkim_key
from tridesk.channels.actions.grants import disconnect, set_provider
from tridesk.channels.queries import signing_of
from tridesk.channels.queries.mailboxes import hold_mailbox
from tridesk.identity.types import Scope
from tridesk.kernel.ids import MailboxId
from tridesk.wording.mail_servers import dkim_record

__all__ = ["routes"]

_KEY: dict[str, Any] = {"scope": Scope.SETTINGS_WRITE, "gives": schemas.Dkim, "example": DKIM}
_BOX: dict[str, Any] = {"scope": Scope.SETTINGS_WRITE, "gives": schemas.Mailbox, "example": MAILBOX}


def _key(call: Call, number: MailboxId) -> dict[str, Any]:
    return shapes.dkim(signing_of(actor=call.actor, mailbox_id=number))


def _require_key(call: Call, number: MailboxId) -> None:
    def current() -> dict[str, Any]:
        hold_mailbox(actor=call.actor, mailbox_id=number)
        return _key(call, number)

    call.require_match(current)


@routes.read("/mailboxes/{id}/dkim", scope=Scope.SETTINGS_READ, gives=schemas.Dkim, example=DKIM)
def get_dkim(call: Call, id: str) -> Any:
    """How a mailbox signs what it sends

    With the record to publish. The private key is shown to nobody.
    """
    return _key(call, number_of(id))


@routes.write("PUT", "/mailboxes/{id}/dkim", takes={"domain": "desk.example", "selector": "tridesk1-20260310"}, **_KEY)
def set_dkim(call: Call, id: str, body: schemas.DkimKey) -> Any:
    """Sign with a new key

    One that is made now, or one of your own. Publish the record before others look for it.
    """
    number = number_of(id)
    _require_key(call, number)
    set_dkim_key(actor=call.actor, mailbox_id=number, now=call.now, **body.model_dump())
    return _key(call, number)


@routes.write("POST", "/mailboxes/{id}/dkim/share", takes={"mailbox": MAILBOX["id"]}, **_KEY)
def share_dkim(call: Call, id: str, body: schemas.DkimOf) -> Any:
    """Sign with the key of another mailbox

    One record does for both.
    """
    number, other = number_of(id), MailboxId(meant(Kind.MAILBOX, body.mailbox, field="mailbox"))
    share_dkim_key(actor=call.actor, mailbox_id=number, other_id=other, now=call.now)
    return _key(call, number)


@routes.write("DELETE", "/mailboxes/{id}/dkim", **_KEY)
def remove_dkim(call: Call, id: str) -> Any:
    """Sign no more

    The key is forgotten.
    """
    number = number_of(id)
    _require_key(call, number)
    remove_dkim_key(actor=call.actor, mailbox_id=number, now=call.now)
    return _key(call, number)


@routes.ask(
    "/mailboxes/{id}/dkim/check", scope=Scope.SETTINGS_WRITE, gives=schemas.DkimFound,
    example={"found": "ours", "words": "The record is there and it is right: others can check the signatures."},
)  # fmt: skip
def check_dkim(call: Call, id: str) -> Any:
    """Ask the name servers for the record

    Of a mailbox that has a key.
    """
    found = check_dkim_record(actor=call.actor, mailbox_id=number_of(id))
    return {"found": found.value, "words": dkim_record(found.value)}


@routes.write(
    "PUT", "/mailboxes/{id}/grant", takes={"provider": "google", "client_id": "…", "client_secret": "…"}, **_BOX
)
def set_grant(call: Call, id: str, body: schemas.GrantIn) -> Any:
    """Say who we are at a mailbox's provider

    A known provider's servers are filled in. Somebody must then consent in a browser, on the mailbox's page: that no
    program can do for them. A consent that was given to another client ends.
    """
    number = number_of(id)
    require_match(call, number)
    values = {name: getattr(value, "value", value) for name, value in body.model_dump().items()}
    set_provider(actor=call.actor, mailbox_id=number, values=values, now=call.now)
    return body_of(call, number)


@routes.write("DELETE", "/mailboxes/{id}/grant", **_BOX)
def remove_grant(call: Call, id: str) -> Any:
    """Disconnect a mailbox from its provider

    Nothing is fetched or sent until somebody connects it again.
    """
    number = number_of(id)
    require_match(call, number)
    disconnect(actor=call.actor, mailbox_id=number, now=call.now)
    return body_of(call, number)
