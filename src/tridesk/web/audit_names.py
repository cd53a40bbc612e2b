"""What audit lines speak of, by name: one statement for each kind of thing on the page, however many lines."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tridesk.channels.queries import mail_template_kinds, mailboxes
from tridesk.identity.queries import names as people_names
from tridesk.identity.queries import role_names, team_names
from tridesk.identity.queries.applications import application_names
from tridesk.identity.queries.audit import AuditRow
from tridesk.identity.types import SYSTEM
from tridesk.kernel.ids import OrganisationId, PersonId, SiteId
from tridesk.orgs.queries import organisation_names, site_names
from tridesk.tickets.queries import field_rows
from tridesk.web import words

type Names = Mapping[str, Mapping[int, str]]  # kind of thing, id, name
KINDS = {
    key: key
    for key in ("person", "team", "role", "organisation", "site", "field", "mailbox", "mail_template", "application")
} | {"other": "person"}  # what a line's field holds the id of
_THINGS: dict[str, Promise] = {
    "person": gettext_lazy("Person %(name)s"),
    "team": gettext_lazy("Team %(name)s"),
    "role": gettext_lazy("Role %(name)s"),
    "organisation": gettext_lazy("Organisation %(name)s"),
    "field": gettext_lazy("Field %(name)s"),
    "mailbox": gettext_lazy("Mailbox %(name)s"),
    "mail_template": gettext_lazy("Mail template %(name)s"),
    "application": gettext_lazy("Program %(name)s"),
    "job": gettext_lazy("Background work %(name)s"),
    "webhook": gettext_lazy("Webhook %(name)s"),
    "hook": gettext_lazy("Inbound hook %(name)s"),
}
# Whoever reads the trail reads these names in its lines anyway, so the house asks for them.
_LOOK_UP: dict[str, Callable[[set[int], str], Mapping[Any, str]]] = {
    "person": lambda ids, _language: people_names(person_ids={PersonId(pk) for pk in ids}),
    "team": lambda _ids, _language: team_names(),
    "role": lambda _ids, _language: {pk: words.role(*each) for pk, each in role_names().items()},
    "organisation": lambda ids, _language: organisation_names(organisation_ids={OrganisationId(pk) for pk in ids}),
    "site": lambda ids, _language: site_names(site_ids={SiteId(pk) for pk in ids}),
    "field": lambda _ids, language: {row.pk: row.spec(language).name for row in field_rows(actor=SYSTEM)},
    "mailbox": lambda _ids, _language: {row.id: row.address for row in mailboxes(actor=SYSTEM)},
    "application": lambda _ids, _language: application_names(),
    "mail_template": lambda _ids, _language: {
        pk: words.mail_template(*each) for pk, each in mail_template_kinds(actor=SYSTEM).items()
    },
}


def names_in(rows: Iterable[AuditRow], *, stream: str = "", language: str) -> Names:
    """Names of all that these lines, and the filter's `stream`, speak of; what is gone has none."""
    wanted: defaultdict[str, set[int]] = defaultdict(set)
    for kind, number in _all(rows, stream):
        wanted[kind].add(number)
    return {kind: look_up(wanted[kind], language) for kind, look_up in _LOOK_UP.items() if kind in wanted}


def _all(rows: Iterable[AuditRow], stream: str) -> Iterator[tuple[str, int]]:
    yield from _numbered(stream)
    for row in rows:
        yield from _numbered(row.stream)
        changed = row.data.get("changes", {}).get("team", ())
        yield from (("team", int(each)) for each in changed if each.isdecimal())
        yield from ((KINDS[key], each) for key, each in row.data.items() if key in KINDS and isinstance(each, int))


def _numbered(stream: str) -> Iterator[tuple[str, int]]:
    kind, _colon, number = stream.partition(":")
    if number.isdecimal() and len(number) < 19:
        yield kind, int(number)


def thing(stream: str, names: Names) -> str:
    """What a line is about, "Team Networks"; with its number where it is gone."""
    kind, _colon, number = stream.partition(":")
    if kind == "sign_in":
        return _("Signing in")
    if kind == "ticket":
        return f"{settings.CONFIG.ticket_prefix}{number}"
    name = next((names.get(kind, {}).get(pk) for kind, pk in _numbered(stream)), None)
    if kind == "person" and name:
        return name
    return str(_THINGS[kind]) % {"name": name or number} if kind in _THINGS else stream
