"""The facts of audit lines in words: no key, code or number that a reader would have to look up."""

import ast
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tridesk.identity.queries.audit import AuditRow
from tridesk.web import words
from tridesk.web.audit_names import KINDS, Names, thing
from tridesk.web.forms.desk import MemberForm, NewRoleForm, OrganisationForm, SiteForm, TeamForm
from tridesk.web.forms.grants import PROVIDERS, GrantForm
from tridesk.web.forms.mail import (
    AFTER_READING,
    FETCH_BY,
    SECURITY,
    SIGN_IN,
    MailboxForm,
    MailTemplateForm,
    NewFieldForm,
)
from tridesk.web.forms.people import NewPersonForm

_FORMS: dict[str, tuple[type[forms.Form], ...]] = {  # the same words as on the page where it was changed
    "person": (NewPersonForm,),
    "team": (TeamForm, MemberForm),
    "role": (NewRoleForm,),
    "organisation": (SiteForm, OrganisationForm),
    "field": (NewFieldForm,),
    "mailbox": (MailboxForm, GrantForm),
    "mail_template": (MailTemplateForm,),
}
_LABELS: dict[str, Promise] = {
    "person": gettext_lazy("Person"),
    "other": gettext_lazy("The other record"),
    "team": gettext_lazy("Team"),
    "role": gettext_lazy("Role"),
    "organisation": gettext_lazy("Organisation"),
    "site": gettext_lazy("Site"),
    "names": gettext_lazy("Name"),
    "address": gettext_lazy("Address"),
    "before": gettext_lazy("Before"),
    "password": gettext_lazy("Password"),
    "method": gettext_lazy("Way in"),
    "kinds": gettext_lazy("Taken off"),
    "change": gettext_lazy("Change"),
    "subject": gettext_lazy("About"),
    "default": gettext_lazy("Default team"),
    "primary": gettext_lazy("Their tickets are filed there"),
    "mail": gettext_lazy("Mail"),
    "mail_template": gettext_lazy("Mail template"),
    "work": gettext_lazy("Work"),
    "event": gettext_lazy("What happened"),
    "about": gettext_lazy("About"),
    "hook": gettext_lazy("Address that a provider posts to"),
    "account": gettext_lazy("Who consented"),
    "dkim": gettext_lazy("Key that mails are signed with"),
    "application": gettext_lazy("Program"),
    "scopes": gettext_lazy("What it may do"),
    "token": gettext_lazy("Token"),
    "reason": gettext_lazy("Why"),
    "acts_as": gettext_lazy("Person it acts as"),
    "redirect_uris": gettext_lazy("Addresses to come back to"),
    "given_way": gettext_lazy("Another one does it already"),
}
_FACTORS: dict[str, Promise] = {
    "totp": gettext_lazy("Authenticator app"),
    "webauthn": gettext_lazy("Passkey"),
    "recovery_codes": gettext_lazy("Recovery codes"),
}
_METHODS: dict[str, Promise] = {
    **_FACTORS,
    "password": gettext_lazy("Password"),
    "code": gettext_lazy("Mailed code"),
    "password_reset": gettext_lazy("Link to a new password"),
}
_CHANGES: dict[str, Promise] = {
    "added": gettext_lazy("added"),
    "removed": gettext_lazy("removed"),
    "reset": gettext_lazy("made anew"),
}
_YES_NO: dict[str, Promise] = {
    "true": gettext_lazy("yes"),
    "yes": gettext_lazy("yes"),
    "false": gettext_lazy("no"),
    "no": gettext_lazy("no"),
}


_TABLES: dict[str, Mapping[str, object]] = {
    "language": dict(settings.LANGUAGES),
    "right": words.RIGHTS,
    "kinds": _FACTORS,
    "change": _CHANGES,
    "ticket_types": words.TICKET_TYPES,
    "fetch_security": dict(SECURITY),
    "smtp_security": dict(SECURITY),
    "after_reading": dict(AFTER_READING),
    "fetch_by": dict(FETCH_BY),
    "sign_in": dict(SIGN_IN),
    "provider": dict(PROVIDERS),
    "hook": _YES_NO,
}


def details(row: AuditRow, names: Names) -> list[tuple[str, str]]:
    """The line's own facts, changes as "before → after"; what is empty, or what the line is about, is left out."""
    return list(_facts(row, names))


def _facts(row: AuditRow, names: Names) -> Iterator[tuple[str, str]]:
    for key, value in row.data.items():
        if key != "changes" and value not in (None, "", []) and f"{key}:{value}" != row.stream:
            yield label(row.name, key), in_words(row.name, key, value, names)
    for key, pair in row.data.get("changes", {}).items():
        before, after = (in_words(row.name, key, part, names) if part else "" for part in pair)
        yield label(row.name, key), f"{before or '–'} → {after or '–'}" if before or after else _("changed")


def label(event: str, key: str) -> str:
    """What the page calls the field, else the key."""
    short = key.removeprefix(f"{event.partition('.')[0]}_").removeprefix("site_")
    names = (key, short, f"{key}_id", "active" if key == "is_active" else key)
    for form in _FORMS.get(event.partition(".")[0], ()):
        for name in names:
            if name in form.base_fields and (key not in _LABELS or form is MailTemplateForm):
                return str(form.base_fields[name].label)
    return str(_LABELS.get(key, key))


def in_words(event: str, key: str, value: Any, names: Names) -> str:
    """The value as its reader would say it."""
    kind = KINDS.get(key)
    if kind and str(value).isdecimal():
        return names.get(kind, {}).get(int(value)) or str(value)
    if isinstance(value, list):
        return ", ".join(in_words(event, key, each, names) for each in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{text} ({_language(str(code))})" for code, text in value.items())
    text = str(value)
    return in_words(event, key, kept, names) if (kept := _kept(text)) is not None else _word(event, key, text, names)


def _kept(text: str) -> Any:
    """The list or table that a changed value was written as; None for anything else."""
    if text[:1] + text[-1:] not in ("[]", "{}"):
        return None
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError):
        return None


def _word(event: str, key: str, text: str, names: Names) -> str:
    if event.startswith("mail_template.") and key in ("subject", "text", "html"):
        return text
    if key == "permissions":
        return ", ".join(words.permission(each) for each in text.split())
    if key == "method":
        return ", ".join(str(_METHODS.get(each, each)) for each in text.split(", "))
    if key in ("about", "subject"):
        return thing(text, names)
    if key == "role":
        return words.role(text, text.lower().replace(" ", "_"))  # it was noted by its name in English
    if key == "kind":
        return _kind(event, text)
    table = _TABLES.get(key)
    return str(table.get(text, text)) if table else str(_YES_NO.get(text.lower(), text))


def _kind(event: str, text: str) -> str:
    if event.startswith("person."):
        return str(_FACTORS.get(text, text))
    if event.startswith("mail_template."):
        return str(words.MAIL_KINDS.get(text, text))
    return words.field_kind(text) if event.startswith("field.") else words.organisation_kind(text)


def _language(code: str) -> str:
    return str(dict(settings.LANGUAGES).get(code, code))
