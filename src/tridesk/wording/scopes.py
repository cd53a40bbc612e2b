"""What programs may be let do, a sentence each: on the page of consent, beside boxes, in the API's description."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tridesk.identity.types import Scope

SCOPES: dict[Scope, Promise] = {
    Scope.TICKETS_READ: _("Read your tickets, with their messages and files"),
    Scope.TICKETS_WRITE: _("Read, open, answer and change tickets in your name"),
    Scope.PEOPLE_READ: _("Read who people are and how to reach them"),
    Scope.PEOPLE_WRITE: _("Read, add and change people"),
    Scope.ORGS_READ: _("Read organisations and their sites"),
    Scope.ORGS_WRITE: _("Read, add and change organisations and their sites"),
    Scope.SETTINGS_READ: _("Read teams, roles, fields and other settings"),
    Scope.SETTINGS_WRITE: _("Read and change teams, roles, fields and other settings"),
    Scope.MAIL_MANAGE: _("See all mail that came and went, and manage mailboxes"),
    Scope.EVENTS_READ: _("Follow what happens on the desk"),
    Scope.AUDIT_READ: _("Read the audit trail"),
    Scope.WEBHOOKS_WRITE: _("Set up other programs that are told what happens"),
}
# Groups of scopes as pages show them, in the order of `Scope`.
SCOPE_GROUPS: tuple[tuple[Promise, tuple[Scope, ...]], ...] = (
    (_("Tickets"), (Scope.TICKETS_READ, Scope.TICKETS_WRITE)),
    (_("People and organisations"), (Scope.PEOPLE_READ, Scope.PEOPLE_WRITE, Scope.ORGS_READ, Scope.ORGS_WRITE)),
    (_("The desk"), (Scope.SETTINGS_READ, Scope.SETTINGS_WRITE, Scope.MAIL_MANAGE)),
    (_("What happens"), (Scope.EVENTS_READ, Scope.AUDIT_READ, Scope.WEBHOOKS_WRITE)),
)


def in_words(scopes: Iterable[str]) -> list[str]:
    """Each as a sentence; what another one includes is left out."""
    given = [Scope(scope) for scope in scopes if scope in set(Scope)]
    covered = {less for scope in given for less in scope.covers if less != scope}
    return [str(SCOPES[scope]) for scope in given if scope not in covered]
