"""The form that says who we are at a provider of OAuth2."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tridesk.channels.queries import Grant
from tridesk.web.forms.base import DeskForm

PROVIDERS = [
    ("google", _("Google: Gmail and Google Workspace")),
    ("microsoft", _("Microsoft: Outlook.com and Microsoft 365")),
    ("other", _("another provider")),
]
ELSEWHERE = ("authorize_url", "token_url", "scope")  # what is known of the first two


class GrantForm(DeskForm):
    """Provider, tenant and what it gave us when we were registered there."""

    provider = forms.ChoiceField(
        label=_("Provider"),
        choices=PROVIDERS,
        help_text=_("Choosing Google or Microsoft fills in the servers, too."),
    )
    client_id = forms.CharField(label=_("Client ID"), max_length=500)
    client_secret = forms.CharField(
        label=_("Client secret"),
        required=False,
        max_length=1000,
        help_text=_("Leave it empty to keep the one we have."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    tenant = forms.CharField(
        label=_("Microsoft tenant"),
        max_length=100,
        required=False,
        help_text=_(
            "Only for Microsoft: your organisation's domain or tenant ID. Left empty, every account may sign in; "
            "“consumers” is for Outlook.com."
        ),
    )
    authorize_url = forms.URLField(
        label=_("Address of the consent page"), max_length=500, required=False, assume_scheme="https"
    )
    token_url = forms.URLField(
        label=_("Address of the token endpoint"), max_length=500, required=False, assume_scheme="https"
    )
    scope = forms.CharField(
        label=_("Scope"),
        max_length=500,
        required=False,
        help_text=_("What we ask to be allowed, as the provider calls it, with spaces between."),
    )

    def __init__(self, data: Any = None, *, grant: Grant) -> None:
        initial = {name: getattr(grant, name) for name in self.base_fields if name != "client_secret"}
        super().__init__(data, initial=initial)
        self.elsewhere = [self[name] for name in ELSEWHERE]

    @property
    def is_elsewhere(self) -> bool:
        """Whether the fields for other providers matter now."""
        return self["provider"].value() == "other" or any(field.errors for field in self.elsewhere)
