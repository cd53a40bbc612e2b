"""The house's codes as words for people. Templates know this module as `words`."""

from collections.abc import Mapping

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tridesk.identity.types import Permission, Side, TeamRight
from tridesk.orgs.types import OrganisationKind
from tridesk.tickets.types import FieldKind, TicketType
from tridesk.wording.mail_servers import (  # noqa: F401 - the templates ask us
    dkim_record,
    mail_trouble,
    retry_pace,
    signing_trouble,
    unread_mails,
)

ROLES: dict[str, Promise] = {
    "requester": _("Requester"),
    "vendor_contact": _("Vendor contact"),
    "analyst": _("Analyst"),
    "lead": _("Lead"),
    "administrator": _("Administrator"),
}
PROVIDERS: dict[str, Promise] = {"google": _("Google"), "microsoft": _("Microsoft"), "other": _("the provider")}
SIDES: dict[str, Promise] = {
    Side.REQUESTER: _("Requesters"),
    Side.ANALYST: _("Our analysts"),
    Side.VENDOR: _("Vendors"),
    Side.SYSTEM: _("The desk itself"),
}
RIGHTS: dict[str, Promise] = {
    TeamRight.SEE: _("sees the team's tickets"),
    TeamRight.REPLY: _("works the team's tickets"),
    TeamRight.MANAGE: _("works them and manages the team"),
}
ORGANISATION_KINDS: dict[str, Promise] = {
    OrganisationKind.CUSTOMER: _("Customer"),
    OrganisationKind.VENDOR: _("Vendor"),
    OrganisationKind.OWN: _("Our own house"),
}
FIELD_KINDS: dict[str, Promise] = {
    FieldKind.TEXT: _("Text"),
    FieldKind.NUMBER: _("Number"),
    FieldKind.DATE: _("Date"),
    FieldKind.CHOICE: _("One of several choices"),
    FieldKind.CHOICES: _("Several choices"),
    FieldKind.PERSON: _("Person"),
    FieldKind.YES_NO: _("Yes or no"),
}
TICKET_TYPES: dict[str, Promise] = {
    TicketType.INCIDENT: _("Incident"),
    TicketType.SERVICE_REQUEST: _("Service request"),
    TicketType.QUESTION: _("Question"),
    TicketType.PROBLEM: _("Problem"),
    TicketType.CHANGE: _("Change"),
}
MAIL_KINDS: dict[str, Promise] = {
    "acknowledgement": _("Acknowledgement"),
    "reply": _("Answer"),
    "notice": _("Notice to the team"),
}
MAIL_KINDS_SAY: dict[str, Promise] = {
    "acknowledgement": _("Goes to the requester at once when a ticket is opened: its number, and what happens next."),
    "reply": _("Carries what you write in public to the requester and to people in copy."),
    "notice": _("Tells your own people: a ticket is theirs, somebody answered, a new one waits."),
}
# What a template of a mail can name, and what it gives.
PLACEHOLDERS: dict[str, Promise] = {
    "body": _("What was written. Stands on a line of its own."),
    "name": _("The name of the person the mail goes to."),
    "author": _("The name of the one who answers."),
    "number": _("The ticket's number. By it an answer finds its ticket."),
    "subject": _("What it is about."),
    "standing": _("A sentence: with whom the ticket is now, and what happens next."),
    "link": _("The address of the ticket's page. The requester needs no password there."),
    "others": _("The names of the other people in the conversation."),
    "files": _("Files that are too large for the mail."),
    "infected": _("Files that were left out because a virus was found in them."),
    "history": _("The message before, quoted. Stands on a line of its own."),
    "signature": _("The mailbox's signature. Stands on a line of its own."),
    "answers": _("A sentence: that an answer to this mail goes to the requester."),
    "site": _("The name of your desk."),
}
# Groups of permissions, each permission with what it lets somebody do.
PERMISSIONS: dict[str, tuple[Promise, Mapping[Permission, Promise]]] = {
    "tickets": (
        _("Tickets"),
        {
            Permission.TICKETS_OPEN: _("Open tickets"),
            Permission.TICKETS_REPLY: _("Answer in public"),
            Permission.TICKETS_NOTE: _("Write internal notes"),
            Permission.TICKETS_CHANGE: _("Change status, priority and fields, mark spam"),
            Permission.TICKETS_ASSIGN: _("Give tickets to teams and people"),
            Permission.TICKETS_MERGE: _("Merge, split and link tickets"),
            Permission.TICKETS_DELETE: _("Delete tickets and bring them back"),
            Permission.TICKETS_ALL_TEAMS: _("See the tickets of all teams"),
        },
    ),
    "people": (
        _("People"),
        {
            Permission.PEOPLE_SEE: _("See people and organisations"),
            Permission.PEOPLE_MANAGE: _("Add, change, merge and switch off people"),
            Permission.ORGS_MANAGE: _("Manage organisations, their sites and mail domains"),
            Permission.TEAMS_MANAGE: _("Manage teams and who is in them"),
            Permission.ROLES_MANAGE: _("Manage roles, and give the roles of analysts"),
        },
    ),
    "desk": (
        _("The desk"),
        {
            Permission.FIELDS_MANAGE: _("Manage the fields of tickets"),
            Permission.MAILBOXES_MANAGE: _("Manage mailboxes and their passwords"),
            Permission.MAIL_PARKED: _("See all mail, also what became no ticket, and decide on it"),
            Permission.WEBHOOKS_MANAGE: _("Manage webhooks and inbound hooks"),
            Permission.JOBS_MANAGE: _("Run failed background work again"),
            Permission.AUDIT_SEE: _("Read the audit trail"),
        },
    ),
}


def mail_template(kind: str, language: str) -> str:
    """A kind of mail in a language, "Answer · Español"."""
    return f"{MAIL_KINDS.get(kind, kind)} · {dict(settings.LANGUAGES).get(language, language)}"


def role(name: str, key: str | None) -> str:
    """A role's name: translated for one that came with the product, else as it was given."""
    return str(ROLES[key]) if key in ROLES else name


def provider(value: str) -> str:
    return str(PROVIDERS.get(value, value))


def side(value: str) -> str:
    return str(SIDES.get(value, value))


def right(value: str) -> str:
    return str(RIGHTS.get(value, value))


def organisation_kind(value: str) -> str:
    return str(ORGANISATION_KINDS.get(value, value))


def field_kind(value: str) -> str:
    return str(FIELD_KINDS.get(value, value))


def ticket_type(value: str) -> str:
    return str(TICKET_TYPES.get(value, value))


def permission(value: str) -> str:
    for _title, group in PERMISSIONS.values():
        if value in group:
            return str(group[Permission(value)])
    return value


_DELIVERY_ERRORS: dict[str, Promise] = {
    "private": _("the host lies inside a network that is not reached from here"),
    "unknown_host": _("nobody knows the host"),
    "refused": _("nobody listens there"),
    "timeout": _("no answer in time"),
    "tls": _("no safe connection: look at the certificate"),
    "broken": _("what came back was no answer"),
    "off": _("the webhook was switched off"),
    "unseen": _("its owner may not know of this any more"),
    "secret_lost": _("the secret cannot be read: the installation's key was changed; make a new secret"),
}


def delivery_error(code: str) -> str:
    """Why a webhook's delivery failed."""
    return str(_DELIVERY_ERRORS.get(code, code))


_OUTCOMES: dict[str, Promise] = {
    "opened": _("opened a ticket"),
    "added": _("added to a ticket"),
    "resolved": _("told the end of it"),
    "repeated": _("came twice, counted once"),
    "nothing": _("told the end of what nobody knew of"),
    "refused": _("refused"),
}
_REFUSALS_OF_CALLS: dict[str, Promise] = {
    "signature": _("the signature is missing or wrong"),
    "malformed": _("the body is neither JSON nor a form"),
    "empty": _("neither subject nor text came of it"),
}


def outcome(code: str) -> str:
    """What a call of a hook led to."""
    return str(_OUTCOMES.get(code, code))


def call_refusal(code: str) -> str:
    """Why a call was refused."""
    return str(_REFUSALS_OF_CALLS.get(code, code))
