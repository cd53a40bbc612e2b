"""Mailboxes: lists, one, adding, changing, trying, the address that mail is posted to."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse

from tridesk.api import shapes_mailboxes as shapes
from tridesk.api.bodies import named_in
from tridesk.api.call import Call
from tridesk.api.examples_directory import listed
from tridesk.api.examples_mail import MAILBOX, MAILBOX_BRIEF, TRIAL
from tridesk.api.ids import Kind, given, named, told
from tridesk.api.pages import page_answer
from tridesk.api.routes import Answer, Routes
from tridesk.api.schemas import mailboxes as schemas
from tridesk.channels.actions.mail_hooks import make_hook, revoke_hook
from tridesk.channels.actions.mailboxes import add_mailbox
from tridesk.channels.actions.mailboxes import change_mailbox as change
from tridesk.channels.actions.mailboxes import remove_mailbox as remove
from tridesk.channels.actions.try_mailbox import try_mailbox as attempt
from tridesk.channels.queries import mailbox as mailbox_query
from tridesk.channels.queries import mailboxes
from tridesk.channels.queries.mailboxes import hold_mailbox
from tridesk.identity.types import Scope
from tridesk.kernel import clock
from tridesk.kernel.errors import InvalidError
from tridesk.kernel.ids import MailboxId

if TYPE_CHECKING:
    from ninja import Schema

routes = Routes("mailboxes", "Addresses that people write to: their servers, how they fare, how they sign.")
_ONE: dict[str, Any] = {"scope": Scope.SETTINGS_WRITE, "gives": schemas.Mailbox, "example": MAILBOX}


def number_of(id: str) -> MailboxId:
    return MailboxId(named(Kind.MAILBOX, id))


def body_of(call: Call, number: MailboxId) -> dict[str, Any]:
    return shapes.mailbox(mailbox_query(actor=call.actor, mailbox_id=number))


def require_match(call: Call, number: MailboxId) -> None:
    """Raises ChangedSinceError where the caller saw another state; locks the row where it asks."""
    call.require_match(lambda: shapes.mailbox(hold_mailbox(actor=call.actor, mailbox_id=number)))


@routes.read("/mailboxes", scope=Scope.SETTINGS_READ, gives=schemas.Mailboxes, example=listed(MAILBOX_BRIEF))
def list_mailboxes(call: Call) -> Answer:
    """Mailboxes by address, and how each fares

    All of them on one page.
    """
    rows = [shapes.mailbox_brief(row) for row in mailboxes(actor=call.actor)]
    return page_answer(call, rows, newer=None, older=None)


@routes.read("/mailboxes/{id}", scope=Scope.SETTINGS_READ, gives=schemas.Mailbox, example=MAILBOX)
def get_mailbox(call: Call, id: str) -> Any:
    """One mailbox

    Everything that is set, but no password; and how it fares, with what is wrong and what to do.
    """
    return body_of(call, number_of(id))


@routes.write("POST", "/mailboxes", status=201, takes={
    "address": "help@desk.example", "fetch_host": "imap.desk.example", "fetch_user": "help", "fetch_password": "…",
    "smtp_host": "smtp.desk.example", "smtp_user": "help", "smtp_password": "…",
}, **_ONE)  # fmt: skip
def create_mailbox(call: Call, body: schemas.NewMailbox) -> Answer:
    """Add a mailbox

    Try it before you rely on it.
    """
    number = add_mailbox(actor=call.actor, values=_values(body), now=call.now)
    return Answer(body_of(call, number), 201, {"Location": f"/api/v1/mailboxes/{told(Kind.MAILBOX, number)}"})


@routes.write("PATCH", "/mailboxes/{id}", takes={"acknowledge": False}, **_ONE)
def change_mailbox(call: Call, id: str, body: schemas.MailboxChange) -> Any:
    """Change a mailbox

    What was wrong with it is forgotten until it is tried, at once.
    """
    number, values = number_of(id), _values(body)
    require_match(call, number)
    change(actor=call.actor, mailbox_id=number, values=values, now=call.now)
    return body_of(call, number)


@routes.write("DELETE", "/mailboxes/{id}", scope=Scope.SETTINGS_WRITE, gives=None, status=204)
def remove_mailbox(call: Call, id: str) -> None:
    """Remove a mailbox

    Its mails and tickets stay.
    """
    number = number_of(id)
    require_match(call, number)
    remove(actor=call.actor, mailbox_id=number, now=call.now)


@routes.ask("/mailboxes/{id}/try", scope=Scope.SETTINGS_WRITE, gives=schemas.MailboxTrial, example=TRIAL)
def try_mailbox(call: Call, id: str) -> Any:
    """Try both servers of a mailbox

    Connects as the worker would and tells what they answer; this can take some seconds. No mail is touched.
    """
    return shapes.trial(attempt(actor=call.actor, mailbox_id=number_of(id), clock=clock.now))


@routes.write(
    "POST", "/mailboxes/{id}/hook", scope=Scope.SETTINGS_WRITE, gives=schemas.HookAddress, status=201,
    example={"address": "https://desk.example.org/hooks/mail/…"},
)  # fmt: skip
def make_mailbox_hook(call: Call, id: str) -> Answer:
    """Make an address that a provider can post mail to

    It is shown this once, and whoever knows it can bring mail. The one before it ends.
    """
    token = make_hook(actor=call.actor, mailbox_id=number_of(id), now=call.now)
    address = f"{settings.CONFIG.public_url.rstrip('/')}{reverse('mail_hook', kwargs={'token': token})}"
    return Answer({"address": address}, 201, tagged=False)


@routes.write("DELETE", "/mailboxes/{id}/hook", **_ONE)
def revoke_mailbox_hook(call: Call, id: str) -> Any:
    """End the address that mail is posted to"""
    number = number_of(id)
    require_match(call, number)
    revoke_hook(actor=call.actor, mailbox_id=number, now=call.now)
    return body_of(call, number)


def _values(body: "Schema") -> dict[str, Any]:
    """As the action takes them; raises InvalidError."""
    values = named_in(body, may_be_empty=("team",))
    if "team" in values:
        values["team"] = given(Kind.TEAM, values["team"], field="team")
    if "active" in values:
        values["is_active"] = values.pop("active")
    if values.get("language") and values["language"] not in dict(settings.LANGUAGES):
        raise InvalidError(field="language", reason="unknown")
    if values.get("folder") == "":
        raise InvalidError(field="folder", reason="required")
    return {name: getattr(value, "value", value) for name, value in values.items()}
