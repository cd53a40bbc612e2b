"""Events as programs hear them: which fields, what the numbers in them are numbers of, and who may hear it.

A payload is a promise: fields are added, never renamed; what changes its meaning gets the next version. An event that
is not in the table is told to nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tridesk.identity.types import Permission
from tridesk.kernel.events import Event
from tridesk.kernel.ids import Kind, Ref
from tridesk.webhooks.rules.changes import told_changes


class Audience(StrEnum):
    """Everybody who may see the ticket, or those of them who may see its notes."""

    TICKET = "ticket"
    NOTES = "notes"


@dataclass(frozen=True, slots=True)
class Told:
    """How an event is told. `ids`: its fields that hold numbers; `words`: those told as they are; `renamed`: under
    another name."""

    hears: Audience | Permission
    ids: Mapping[str, Kind] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)
    changes: bool = False
    version: int = 1


_T = {"ticket": Kind.TICKET}
_P = {"person": Kind.PERSON}
_O = {"organisation": Kind.ORGANISATION}
_A = {"application": Kind.APPLICATION}
_NOTES, _TICKET = Audience.NOTES, Audience.TICKET
_PEOPLE, _TEAMS, _ROLES = Permission.PEOPLE_MANAGE, Permission.TEAMS_MANAGE, Permission.ROLES_MANAGE
_ORGS, _BOXES, _FIELDS = Permission.ORGS_MANAGE, Permission.MAILBOXES_MANAGE, Permission.FIELDS_MANAGE
_AUDIT, _JOBS, _HOOKS = Permission.AUDIT_SEE, Permission.JOBS_MANAGE, Permission.WEBHOOKS_MANAGE

TOLD: Mapping[str, Told] = {
    "ticket.opened": Told(
        _TICKET,
        {**_T, "requester": Kind.PERSON, "message": Kind.MESSAGE, "team": Kind.TEAM, "assignee": Kind.PERSON},
        ("subject", "channel", "side"),
    ),
    "ticket.message_added": Told(
        _TICKET,
        {**_T, "message": Kind.MESSAGE, "author": Kind.PERSON},
        ("visibility", "side", "channel", "first"),
    ),
    "ticket.changed": Told(_TICKET, {**_T, "undoes": Kind.EVENT}, changes=True),
    "ticket.merged": Told(_TICKET, {**_T, "into": Kind.TICKET}),
    "ticket.took_in": Told(_NOTES, {**_T, "source": Kind.TICKET}),
    "ticket.unmerged": Told(_TICKET, {**_T, "source_of": Kind.TICKET}, renamed={"source_of": "out_of"}),
    "ticket.gave_back": Told(_NOTES, {**_T, "source": Kind.TICKET}),
    "ticket.split": Told(_NOTES, {**_T, "into": Kind.TICKET, "messages": Kind.MESSAGE}),
    "ticket.linked": Told(_NOTES, {**_T, "other": Kind.TICKET}, ("kind", "outgoing")),
    "ticket.unlinked": Told(_NOTES, {**_T, "other": Kind.TICKET}, ("kind", "outgoing")),
    "ticket.participant_added": Told(_NOTES, {**_T, **_P}, ("kind",)),
    "ticket.participant_removed": Told(_NOTES, {**_T, **_P}, ("kind",)),
    "ticket.marked_spam": Told(_NOTES, _T),
    "ticket.not_spam": Told(_NOTES, _T),
    "ticket.deleted": Told(_NOTES, _T),
    "ticket.restored": Told(_NOTES, _T),
    "ticket.purged": Told(_AUDIT, _T),
    "ticket.stayed_solved": Told(_NOTES, {**_T, "message": Kind.MESSAGE}),
    "ticket.reply_scheduled": Told(_NOTES, _T),
    "ticket.scheduled_cancelled": Told(_NOTES, _T),
    "ticket.scheduled_restored": Told(_NOTES, _T),
    "ticket.scheduled_failed": Told(_NOTES, {**_T, "author": Kind.PERSON}, ("reason",)),
    "ticket.voice_chosen": Told(_NOTES, {**_T, "mailbox": Kind.MAILBOX}, ("address",)),
    "mail.failed": Told(_NOTES, _T, ("recipient", "reason")),
    "mail.notices_gathered": Told(_NOTES, _T, ("sender", "tickets")),
    "mail.too_fast": Told(_NOTES, _T, ("sender", "mails", "minutes")),
    "mail.parked_taken_in": Told(Permission.MAIL_PARKED, {"mail": Kind.MAIL}),
    "mail.parked_discarded": Told(Permission.MAIL_PARKED, {"mail": Kind.MAIL}),
    "mail.made_ticket": Told(Permission.MAIL_PARKED, {"mail": Kind.MAIL, **_T}),
    "mail.sent_again": Told(Permission.MAIL_PARKED, {}, ("recipient",)),
    "person.added": Told(_PEOPLE, _P, ("person_name", "email", "role"), {"person_name": "name"}),
    "person.changed": Told(_PEOPLE, _P, changes=True),
    "person.switched_off": Told(_PEOPLE, _P),
    "person.switched_on": Told(_PEOPLE, _P),
    "person.address_added": Told(_PEOPLE, _P, ("address",)),
    "person.address_verified": Told(_PEOPLE, _P, ("address",)),
    "person.address_removed": Told(_PEOPLE, _P, ("address",)),
    "person.address_died": Told(_PEOPLE, _P, ("address", "reason")),
    "person.address_revived": Told(_PEOPLE, _P, ("address",)),
    "person.merged": Told(_PEOPLE, {**_P, "other": Kind.PERSON}),
    "person.signed_in": Told(_AUDIT, _P, ("method",)),
    "person.sign_in_failed": Told(_AUDIT, {}, ("email",)),
    "person.second_factor": Told(_AUDIT, _P, ("kind", "change")),
    "person.second_factor_off": Told(_AUDIT, _P, ("kinds",)),
    "link.revoked": Told(_AUDIT, _P),
    "token.issued": Told(
        _AUDIT,
        {**_P, "token": Kind.TOKEN, "application": Kind.APPLICATION},
        ("token_name", "scopes"),
        {"token_name": "name"},
    ),
    "token.revoked": Told(_AUDIT, {**_P, "token": Kind.TOKEN}, ("token_name",), {"token_name": "name"}),
    "token.restored": Told(_AUDIT, {**_P, "token": Kind.TOKEN}, ("token_name",), {"token_name": "name"}),
    "token.grant_ended": Told(_AUDIT, {**_P, **_A}, ("reason",)),
    "consent.given": Told(_AUDIT, {**_P, **_A}, ("scopes",)),
    "consent.revoked": Told(_AUDIT, {**_P, **_A}),
    "application.added": Told(_ROLES, _A, ("application_name", "scopes"), {"application_name": "name"}),
    "application.changed": Told(_ROLES, _A, changes=True),
    "application.switched_off": Told(_ROLES, _A),
    "application.switched_on": Told(_ROLES, _A),
    "application.removed": Told(_ROLES, _A, ("application_name",), {"application_name": "name"}),
    "application.secret_rotated": Told(_ROLES, _A),
    "team.added": Told(_TEAMS, {"team": Kind.TEAM}, ("team_name",), {"team_name": "name"}),
    "team.changed": Told(_TEAMS, {"team": Kind.TEAM}, changes=True),
    "team.archived": Told(_TEAMS, {"team": Kind.TEAM}),
    "team.restored": Told(_TEAMS, {"team": Kind.TEAM}),
    "team.membership_set": Told(_TEAMS, {"team": Kind.TEAM, **_P}, ("right",)),
    "role.added": Told(_ROLES, {"role": Kind.ROLE}, ("role_name", "permissions"), {"role_name": "name"}),
    "role.changed": Told(_ROLES, {"role": Kind.ROLE}, changes=True),
    "role.removed": Told(_ROLES, {"role": Kind.ROLE}, ("role_name",), {"role_name": "name"}),
    "organisation.added": Told(_ORGS, _O, ("organisation_name", "kind"), {"organisation_name": "name"}),
    "organisation.changed": Told(_ORGS, _O, changes=True),
    "organisation.domains_set": Told(_ORGS, _O, ("domains", "before")),
    "organisation.site_added": Told(_ORGS, {**_O, "site": Kind.SITE}, ("site_name",), {"site_name": "name"}),
    "organisation.site_changed": Told(_ORGS, {**_O, "site": Kind.SITE}, changes=True),
    "organisation.site_removed": Told(_ORGS, {**_O, "site": Kind.SITE}, ("site_name",), {"site_name": "name"}),
    "organisation.person_affiliated": Told(_ORGS, {**_O, **_P, "site": Kind.SITE}, ("primary",)),
    "organisation.person_left": Told(_ORGS, {**_O, **_P}),
    "mailbox.added": Told(_BOXES, {"mailbox": Kind.MAILBOX}, ("address",)),
    "mailbox.changed": Told(_BOXES, {"mailbox": Kind.MAILBOX}, changes=True),
    "mailbox.removed": Told(_BOXES, {"mailbox": Kind.MAILBOX}, ("address",)),
    "mailbox.connected": Told(_BOXES, {"mailbox": Kind.MAILBOX}, ("provider", "account")),
    "mailbox.disconnected": Told(_BOXES, {"mailbox": Kind.MAILBOX}, ("provider", "account")),
    "mail_template.changed": Told(_BOXES, {}, ("kind", "language")),
    "mail_template.restored": Told(_BOXES, {}, ("kind", "language")),
    "mail_template.taken_up": Told(_BOXES, {}, ("kind", "language")),
    "field.added": Told(_FIELDS, {"field": Kind.FIELD}, ("key", "kind")),
    "field.changed": Told(_FIELDS, {"field": Kind.FIELD}, changes=True),
    "job.run_again": Told(_JOBS, {"job": Kind.JOB}, ("work", "event", "given_way")),
    "job.let_go": Told(_JOBS, {"job": Kind.JOB}, ("work", "event")),
    "webhook.added": Told(_HOOKS, {"webhook": Kind.WEBHOOK}, ("webhook_name",), {"webhook_name": "name"}),
    "webhook.changed": Told(_HOOKS, {"webhook": Kind.WEBHOOK}, changes=True),
    "webhook.removed": Told(_HOOKS, {"webhook": Kind.WEBHOOK}, ("webhook_name",), {"webhook_name": "name"}),
    "webhook.secret_rotated": Told(_HOOKS, {"webhook": Kind.WEBHOOK}),
    "webhook.switched_off": Told(_HOOKS, {"webhook": Kind.WEBHOOK}, ("reason",)),
    "hook.added": Told(_HOOKS, {"hook": Kind.HOOK}, ("hook_name",), {"hook_name": "name"}),
    "hook.changed": Told(_HOOKS, {"hook": Kind.HOOK}, changes=True),
    "hook.removed": Told(_HOOKS, {"hook": Kind.HOOK}, ("hook_name",), {"hook_name": "name"}),
}

# Told to nobody, on purpose.
LEFT_OUT = frozenset(
    {
        "token.refreshed",  # each program once an hour: nobody's news
        "mail.offer_declined",  # a question of our own page, answered there
    }
)


def audience_of(event: Event) -> Audience | Permission | None:
    """Who may hear it; None for what is told to nobody."""
    told = TOLD.get(event.name)
    if told is None:
        return None
    return Audience.NOTES if getattr(event, "visibility", "") == "internal" else told.hears


def data_of(event: Event, *, inside: bool) -> dict[str, Any] | None:
    """The payload's data, numbers as Ref; None where nothing is left to tell. `inside`: to those who see notes."""
    return data_from(event.name, {**vars(event), "by": event.by}, inside=inside)


def data_from(event: str, fields: Mapping[str, Any], *, inside: bool) -> dict[str, Any] | None:
    """The same of what the log holds of an event; a field that an older version did not write is None."""
    told = TOLD.get(event)
    if told is None:
        return None
    data: dict[str, Any] = {
        told.renamed.get(name, name): _ref(kind, fields.get(name)) for name, kind in told.ids.items()
    }
    if "ticket" in told.ids:
        data["number"] = fields["ticket"]
    data |= {told.renamed.get(name, name): fields.get(name) for name in told.words}
    if told.changes:
        data["changes"] = told_changes(fields["changes"], inside=inside)
        if not data["changes"]:
            return None
    return {**data, "by": _ref(Kind.PERSON, fields.get("by"))}


def _ref(kind: Kind, value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [Ref(kind, each) for each in value]
    return None if value is None else Ref(kind, value)


def known_pattern(pattern: str) -> bool:
    """A name of the table, `*`, or `ticket.*`."""
    return pattern in TOLD or pattern in PATTERNS


PATTERNS = frozenset({"*"} | {f"{name.partition('.')[0]}.*" for name in TOLD})


def matches(patterns: frozenset[str], name: str) -> bool:
    """Whether one of the patterns means this event."""
    return "*" in patterns or name in patterns or f"{name.partition('.')[0]}.*" in patterns
