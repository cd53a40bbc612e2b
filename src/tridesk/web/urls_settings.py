"""Settings: people, organisations, teams, roles, mail, fields, what is parked, the audit trail."""

from django.urls import URLPattern, URLResolver, path

from tridesk.web import converters  # noqa: F401 - <id:...>
from tridesk.web.views import (
    settings_audit,
    settings_fields,
    settings_grants,
    settings_index,
    settings_mail_templates,
    settings_mailboxes,
    settings_organisations,
    settings_parked,
    settings_people,
    settings_person,
    settings_roles,
    settings_teams,
)

_people: list[URLPattern | URLResolver] = [
    path("people", settings_people.index, name="people"),
    path("people/options", settings_people.options, name="person_options"),
    path("people/new", settings_people.new, name="person_new"),
    path("people/<id:person_id>", settings_people.person, name="person"),
    path("people/<id:person_id>/addresses/add", settings_person.address_add, name="person_address_add"),
    path("people/<id:person_id>/addresses/remove", settings_person.address_remove, name="person_address_remove"),
    path("people/<id:person_id>/addresses/alive", settings_person.address_alive, name="person_address_alive"),
    path("people/<id:person_id>/addresses/main", settings_person.address_primary, name="person_address_primary"),
    path("people/<id:person_id>/off", settings_person.switch_off, name="person_off"),
    path("people/<id:person_id>/on", settings_person.switch_on, name="person_on"),
    path("people/<id:person_id>/second-step", settings_person.second_factor, name="person_second_factor"),
    path("people/<id:person_id>/merge", settings_person.merge, name="person_merge"),
    path("people/<id:person_id>/organisations", settings_person.join, name="person_join"),
    path("people/<id:person_id>/organisations/<id:organisation_id>/leave", settings_person.part, name="person_part"),
]
_organisations: list[URLPattern | URLResolver] = [
    path("organisations", settings_organisations.index, name="organisations"),
    path("organisations/options", settings_organisations.options, name="organisation_options"),
    path("organisations/new", settings_organisations.new, name="organisation_new"),
    path("organisations/<id:organisation_id>", settings_organisations.organisation, name="organisation"),
    path("organisations/<id:organisation_id>/sites/new", settings_organisations.site_new, name="site_new"),
    path("organisations/<id:organisation_id>/sites/<id:site_id>", settings_organisations.site, name="site"),
    path(
        "organisations/<id:organisation_id>/sites/<id:site_id>/remove",
        settings_organisations.site_remove,
        name="site_remove",
    ),
]
_access: list[URLPattern | URLResolver] = [
    path("settings/teams", settings_teams.index, name="teams"),
    path("settings/teams/new", settings_teams.new, name="team_new"),
    path("settings/teams/<id:team_id>", settings_teams.team, name="team"),
    path("settings/teams/<id:team_id>/member", settings_teams.member, name="team_member"),
    path("settings/teams/<id:team_id>/default", settings_teams.default, name="team_default"),
    path("settings/teams/<id:team_id>/archive", settings_teams.archive, name="team_archive"),
    path("settings/teams/<id:team_id>/restore", settings_teams.restore, name="team_restore"),
    path("settings/roles", settings_roles.index, name="roles"),
    path("settings/roles/new", settings_roles.new, name="role_new"),
    path("settings/roles/<id:role_id>", settings_roles.role, name="role"),
    path("settings/roles/<id:role_id>/remove", settings_roles.remove, name="role_remove"),
]
_desk: list[URLPattern | URLResolver] = [
    path("settings", settings_index.index, name="settings"),
    path("settings/fields", settings_fields.index, name="fields"),
    path("settings/fields/new", settings_fields.new, name="field_new"),
    path("settings/fields/<id:field_id>", settings_fields.field, name="field"),
    path("settings/mailboxes", settings_mailboxes.index, name="mailboxes"),
    path("settings/mailboxes/new", settings_mailboxes.new, name="mailbox_new"),
    path("settings/mailboxes/consented", settings_grants.consented, name="mailbox_consented"),
    path("settings/mailboxes/<id:mailbox_id>", settings_mailboxes.mailbox, name="mailbox"),
    path("settings/mailboxes/<id:mailbox_id>/provider", settings_grants.provider, name="mailbox_provider"),
    path("settings/mailboxes/<id:mailbox_id>/connect", settings_grants.connect, name="mailbox_connect"),
    path("settings/mailboxes/<id:mailbox_id>/disconnect", settings_grants.end, name="mailbox_disconnect"),
    path("settings/mailboxes/<id:mailbox_id>/try", settings_mailboxes.attempt, name="mailbox_try"),
    path("settings/mailboxes/<id:mailbox_id>/hook", settings_mailboxes.hook, name="mailbox_hook"),
    path("settings/mailboxes/<id:mailbox_id>/hook/end", settings_mailboxes.end_hook, name="mailbox_hook_end"),
    path("settings/mailboxes/<id:mailbox_id>/remove", settings_mailboxes.remove, name="mailbox_remove"),
    path("settings/mail-templates", settings_mail_templates.index, name="mail_templates"),
    path("settings/mail-templates/<slug:kind>/<slug:language>", settings_mail_templates.edit, name="mail_template"),
    path(
        "settings/mail-templates/<slug:kind>/<slug:language>/preview",
        settings_mail_templates.preview,
        name="mail_template_preview",
    ),
    path(
        "settings/mail-templates/<slug:kind>/<slug:language>/try",
        settings_mail_templates.attempt,
        name="mail_template_try",
    ),
    path(
        "settings/mail-templates/<slug:kind>/<slug:language>/restore",
        settings_mail_templates.restore,
        name="mail_template_restore",
    ),
    path(
        "settings/mail-templates/<slug:kind>/<slug:language>/take-up",
        settings_mail_templates.take_up,
        name="mail_template_take_up",
    ),
    path("settings/mail", settings_parked.mails, name="parked_mails"),
    path("settings/mail/<id:mail_id>", settings_parked.mail, name="parked_mail"),
    path("settings/mail/<id:mail_id>/raw", settings_parked.mail_raw, name="parked_mail_raw"),
    path("settings/mail/<id:mail_id>/again", settings_parked.mail_again, name="parked_mail_again"),
    path("settings/mail/<id:mail_id>/discard", settings_parked.mail_discard, name="parked_mail_discard"),
    path("settings/jobs", settings_parked.jobs, name="parked_jobs"),
    path("settings/jobs/<id:job_id>/again", settings_parked.job_again, name="parked_job_again"),
    path("settings/jobs/<id:job_id>/let-go", settings_parked.job_let_go, name="parked_job_let_go"),
    path("settings/audit", settings_audit.index, name="audit"),
]
settings: list[URLPattern | URLResolver] = [*_people, *_organisations, *_access, *_desk]
