"""The settings as one searchable table: what each page does in a sentence, and who may open it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tridesk.identity.types import Actor, Permission
from tridesk.kernel.text import folded
from tridesk.web.auth import actor_of


@dataclass(frozen=True, slots=True)
class Entry:
    """One page; `words` are what else people may look for. No permission: everybody who signed in."""

    page: str
    title: Promise
    says: Promise
    icon: str
    words: Promise | str = ""
    permissions: tuple[Permission, ...] = ()

    @property
    def href(self) -> str:
        return reverse(self.page)

    def open_to(self, actor: Actor) -> bool:
        return not self.permissions or any(actor.may(each) for each in self.permissions)

    def matches(self, search: str) -> bool:
        if not search:
            return True
        text = folded(f"{self.title} {self.says} {self.words}")
        return all(word in text for word in folded(search).split())


GROUPS: tuple[tuple[Promise, tuple[Entry, ...]], ...] = (
    (
        _("Mine"),
        (
            Entry(
                "profile",
                _("My settings"),
                _("Your name, language, time zone and colours."),
                "user",
                _("theme dark light locale"),
            ),
            Entry(
                "mfa_index",
                _("Signing in"),
                _("Passkeys and a second step: how you prove that it is you."),
                "shield-lock",
                _("security two-factor authenticator recovery codes"),
            ),
            Entry(
                "tokens",
                _("My programs"),
                _("Tokens of your own scripts, and what you let other programs do in your name."),
                "key",
                _("API tokens OAuth2 consent connected applications"),
            ),
        ),
    ),
    (
        _("People"),
        (
            Entry(
                "people",
                _("People"),
                _("Everybody of all three sides: who they are and what they may do."),
                "users",
                _("users requesters analysts vendors merge addresses"),
                (Permission.PEOPLE_SEE,),
            ),
            Entry(
                "organisations",
                _("Organisations"),
                _("Customers, vendors and our own house, with sites and mail domains."),
                "building",
                _("companies sites domains"),
                (Permission.PEOPLE_SEE,),
            ),
            Entry(
                "teams",
                _("Teams"),
                _("Who works which tickets together, and with which rights."),
                "users-group",
                _("queues members groups"),
                (Permission.TEAMS_MANAGE,),
            ),
            Entry(
                "roles",
                _("Roles"),
                _("What each role allows, in one table."),
                "shield",
                _("permissions rights access"),
                (Permission.ROLES_MANAGE,),
            ),
        ),
    ),
    (
        _("Tickets and mail"),
        (
            Entry(
                "mailboxes",
                _("Mailboxes"),
                _("Addresses people write to: where mail is fetched and how answers leave."),
                "mailbox",
                _("e-mail IMAP POP3 SMTP OAuth2 signature"),
                (Permission.MAILBOXES_MANAGE,),
            ),
            Entry(
                "mail_templates",
                _("Mail templates"),
                _("The words of the mails that leave here: acknowledgements, answers, notices, in each language."),
                "mail",
                _("e-mail HTML text placeholders wording acknowledgement reply notice preview"),
                (Permission.MAILBOXES_MANAGE,),
            ),
            Entry(
                "fields",
                _("Fields"),
                _("What your tickets know beside subject and status."),
                "forms",
                _("custom fields forms choices"),
                (Permission.FIELDS_MANAGE,),
            ),
            Entry(
                "mail_log",
                _("Mail"),
                _("All mail that came and went, what became of it, and what could not be understood or delivered."),
                "mail",
                _("parked errors poison failed log robots bounces loops"),
                (Permission.MAIL_PARKED,),
            ),
        ),
    ),
    (
        _("The desk"),
        (
            Entry(
                "trouble",
                _("What needs somebody"),
                _("What the desk cannot mend by itself: mailboxes, mail and background work."),
                "bell",
                _("bell errors failing health doctor"),
                (
                    Permission.MAILBOXES_MANAGE,
                    Permission.MAIL_PARKED,
                    Permission.JOBS_MANAGE,
                    Permission.WEBHOOKS_MANAGE,
                ),
            ),
            Entry(
                "parked_jobs",
                _("Background work"),
                _("What waits, and what failed for good, to be run again."),
                "refresh",
                _("jobs queue outbox errors"),
                (Permission.JOBS_MANAGE,),
            ),
            Entry(
                "webhooks",
                _("Webhooks"),
                _("Where what happens here is posted to, for other programs, and what became of it."),
                "webhook",
                _("events API integrations chat programs deliveries"),
                (Permission.WEBHOOKS_MANAGE,),
            ),
            Entry(
                "hooks",
                _("Inbound hooks"),
                _("Addresses that monitoring and other programs post to, to open tickets and add to them."),
                "inbox",
                _("monitoring alerts Prometheus Alertmanager Grafana Zabbix Uptime Kuma API"),
                (Permission.WEBHOOKS_MANAGE,),
            ),
            Entry(
                "programs",
                _("Programs"),
                _("Programs that may ask for access, and the tokens of everybody."),
                "plug-connected",
                _("API tokens OAuth2 applications clients integrations"),
                (Permission.ROLES_MANAGE,),
            ),
            Entry(
                "audit",
                _("Audit trail"),
                _("Who did what to which setting, person and right, when and from where."),
                "history",
                _("log history security"),
                (Permission.AUDIT_SEE,),
            ),
        ),
    ),
)


def groups_for(actor: Actor, *, search: str = "") -> list[tuple[Promise, list[Entry]]]:
    """What this actor may open, of what they look for; groups without entries are left out."""
    kept = ((title, [e for e in entries if e.open_to(actor) and e.matches(search)]) for title, entries in GROUPS)
    return [(title, entries) for title, entries in kept if entries]


def render_settings(
    request: HttpRequest, template: str, current: str, context: dict[str, Any] | None = None
) -> HttpResponse:
    """A settings page in its frame, with the index at its side; `current` is the entry's page name.

    Answers 422 when the context's `form` was sent with something wrong in it.
    """
    form = (context or {}).get("form")
    status = 422 if form is not None and form.errors else 200
    frame = {"settings_menu": _menu(groups_for(actor_of(request)), current), "about": _entry(current)}
    return render(request, f"settings/{template}", {**frame, **(context or {})}, status=status)


def _menu(groups: Iterable[tuple[Promise, list[Entry]]], current: str) -> list[dict[str, Any]]:
    return [
        {
            "title": title,
            "items": [{"text": e.title, "href": e.href, "icon": e.icon, "current": e.page == current} for e in entries],
        }
        for title, entries in groups
    ]


def _entry(page: str) -> Entry | None:
    return next((entry for _title, entries in GROUPS for entry in entries if entry.page == page), None)
