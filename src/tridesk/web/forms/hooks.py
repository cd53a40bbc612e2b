"""Forms about inbound hooks."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tridesk.identity.queries import team_names
from tridesk.web.converters import MAX_ID
from tridesk.web.forms.base import Area, DeskForm

PRESETS = (
    ("generic", _("Any program")),
    ("alertmanager", "Prometheus Alertmanager"),
    ("grafana", "Grafana"),
    ("zabbix", "Zabbix"),
    ("uptime_kuma", "Uptime Kuma"),
)
_MAPPED = (
    "subject",
    "body",
    "requester_address",
    "priority",
    "tags",
    "key",
    "sender_id",
    "resolved_field",
    "resolved_value",
)
_NAMES = {"requester_address": "requester"}


class NewHookForm(DeskForm):
    """What it is called, and who posts."""

    name = forms.CharField(label=_("Name"), max_length=120)
    preset = forms.ChoiceField(label=_("Who posts"), choices=PRESETS)


class HookForm(DeskForm):
    """How what is posted becomes a ticket."""

    name = forms.CharField(label=_("Name"), max_length=120)
    requester = forms.IntegerField(
        label=_("Requester where none is named"), min_value=1, max_value=MAX_ID, help_text=_("Whose tickets these are.")
    )
    team = forms.TypedChoiceField(label=_("Team"), required=False, coerce=int, empty_value=None)
    subject = forms.CharField(
        label=_("Subject"),
        max_length=4000,
        help_text=_("Words and {{ places.in.what.is.posted }}; {{ this | that }} takes the first that is not empty."),
    )
    body = Area(label=_("Text"), required=False, rows=5, max_length=4000)
    requester_address = forms.CharField(label=_("Requester's mail address"), required=False, max_length=4000)
    priority = forms.CharField(
        label=_("Priority"),
        required=False,
        max_length=4000,
        help_text=_("Words such as critical, error, warning or info count; anything else leaves it to the rules."),
    )
    tags = forms.CharField(label=_("Tags, with commas"), required=False, max_length=4000)
    key = forms.CharField(
        label=_("Key"),
        required=False,
        max_length=4000,
        help_text=_("What comes with the same key is added to the ticket while that is open."),
    )
    sender_id = forms.CharField(
        label=_("Id of the call"),
        required=False,
        max_length=4000,
        help_text=_("What comes twice with the same id within a day counts once."),
    )
    resolved_field = forms.CharField(label=_("It is over where this"), required=False, max_length=4000)
    resolved_value = forms.CharField(label=_("is one of these, with commas"), required=False, max_length=4000)
    solves = forms.BooleanField(label=_("Solve the ticket then"), required=False)
    signature_header = forms.CharField(
        label=_("Header with the sender's signature"),
        required=False,
        max_length=80,
        help_text=_(
            "HMAC with SHA-256 over the body, as X-Hub-Signature-256; leave empty where the sender does not sign."
        ),
    )
    secret = forms.CharField(
        label=_("Secret of the signature"),
        required=False,
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Leave it empty to keep it as it is."),
    )
    is_active = forms.BooleanField(label=_("In use"), required=False)
    sample = Area(
        label=_("Try it on a sample"),
        required=False,
        rows=6,
        max_length=256_000,
        help_text=_("Paste what the program posts; nothing is saved or opened by trying."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("none")), *team_names(archived=False).items()]
        self.fields["team"].choices = choices  # type: ignore[attr-defined]

    def mapping(self) -> dict[str, str]:
        return {_NAMES.get(name, name): self.cleaned_data[name] for name in _MAPPED}

    def values(self) -> dict[str, Any]:
        plain = ("name", "requester", "team", "solves", "is_active", "signature_header")
        secret = self.cleaned_data["secret"] or None
        if not self.cleaned_data["signature_header"]:
            secret = ""
        return {"secret": secret, **{name: self.cleaned_data[name] for name in plain}, "mapping": self.mapping()}


def initial_of(row: Any) -> Mapping[str, Any]:
    """What the form shows of a hook."""
    mapping = {name: row.mapping.get(_NAMES.get(name, name), "") for name in _MAPPED}
    return {
        **mapping,
        "name": row.name,
        "requester": row.requester_id,
        "team": row.team_id or "",
        "solves": row.solves,
        "is_active": row.is_active,
        "signature_header": row.signature_header,
    }
