"""Audit lines as sentences."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tridesk.identity.queries.audit import AuditRow

WHAT: dict[str, Promise] = {
    "person.signed_in": _("signed in"),
    "person.sign_in_failed": _("failed to sign in"),
    "person.added": _("added a person"),
    "person.changed": _("changed a person"),
    "person.switched_off": _("switched a person off"),
    "person.switched_on": _("switched a person on"),
    "person.address_added": _("added an address"),
    "person.address_verified": _("verified an address"),
    "person.address_died": _("heard that mail to an address comes back"),
    "person.address_revived": _("noted that an address works again"),
    "person.address_removed": _("removed an address"),
    "person.merged": _("merged two people"),
    "person.second_factor": _("changed a second factor"),
    "person.second_factor_off": _("switched off a second step"),
    "link.revoked": _("revoked a link"),
    "team.added": _("added a team"),
    "team.changed": _("changed a team"),
    "team.archived": _("archived a team"),
    "team.restored": _("restored a team"),
    "team.membership_set": _("changed who is in a team"),
    "role.added": _("added a role"),
    "role.changed": _("changed a role"),
    "role.removed": _("removed a role"),
    "organisation.added": _("added an organisation"),
    "organisation.changed": _("changed an organisation"),
    "organisation.domains_set": _("changed mail domains"),
    "organisation.site_added": _("added a site"),
    "organisation.site_changed": _("changed a site"),
    "organisation.site_removed": _("removed a site"),
    "organisation.person_affiliated": _("put a person into an organisation"),
    "organisation.person_left": _("took a person out of an organisation"),
    "mailbox.added": _("added a mailbox"),
    "mailbox.changed": _("changed a mailbox"),
    "mailbox.removed": _("removed a mailbox"),
    "mailbox.connected": _("connected a mailbox with its provider"),
    "mailbox.disconnected": _("disconnected a mailbox from its provider"),
    "mail_template.changed": _("changed the words of a mail"),
    "mail_template.restored": _("went back to the shipped words of a mail"),
    "mail_template.taken_up": _("took up changed words of a mail again"),
    "mail.parked_taken_in": _("tried a parked mail again"),
    "mail.parked_discarded": _("set a mail aside"),
    "mail.made_ticket": _("made a ticket of a mail"),
    "mail.sent_again": _("had a failed mail sent again"),
    "job.run_again": _("ran failed work again"),
    "job.let_go": _("gave failed work up"),
    "webhook.added": _("added a webhook"),
    "webhook.changed": _("changed a webhook"),
    "webhook.removed": _("removed a webhook"),
    "webhook.secret_rotated": _("made a new secret for a webhook"),
    "webhook.switched_off": _("switched a webhook off"),
    "hook.added": _("added an inbound hook"),
    "hook.changed": _("changed an inbound hook"),
    "hook.removed": _("removed an inbound hook"),
    "field.added": _("added a field"),
    "field.changed": _("changed a field"),
    "ticket.purged": _("removed a ticket for good"),
}


def sentence(row: AuditRow) -> str:
    """What happened; the event's own name where a newer part of the house wrote it."""
    return str(WHAT.get(row.name, row.name))
