"""Forms about tokens and programs."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tridesk.identity.types import Scope
from tridesk.web.converters import MAX_ID
from tridesk.web.forms.base import Area, DeskForm

EXPIRIES = [("30", _("in 30 days")), ("90", _("in 90 days")), ("365", _("in a year")), ("", _("never"))]


class TokenForm(DeskForm):
    """A new token."""

    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("By which you will know the program later: “Backup script”.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"), choices=[(scope.value, scope.value) for scope in Scope]
    )
    days = forms.ChoiceField(label=_("It ends"), choices=EXPIRIES, required=False, initial="90")

    def expires_at(self, now: datetime) -> datetime | None:
        days = self.cleaned_data["days"]
        return now + timedelta(days=int(days)) if days else None


class ApplicationForm(DeskForm):
    """What may be changed about a program."""

    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("People read it when they are asked to allow the program.")
    )
    redirect_uris = Area(
        label=_("Addresses to come back to (redirect URIs)"),
        required=False,
        rows=3,
        help_text=_(
            "One a line, compared exactly: https://app.example.com/back, com.example.app:/back for an app, or "
            "http://127.0.0.1/back for a program on one’s own machine, at any port. None: it asks nobody for consent."
        ),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may ask for at most"), choices=[(scope.value, scope.value) for scope in Scope]
    )
    acts_as = forms.IntegerField(label=_("Person it acts as"), min_value=1, max_value=MAX_ID, required=False)

    def __init__(self, *args: Any, person: tuple[int, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person  # shown in the picker

    def clean_redirect_uris(self) -> list[str]:
        return str(self.cleaned_data["redirect_uris"]).split()


class NewApplicationForm(ApplicationForm):
    """What kind it is, is chosen once."""

    public = forms.BooleanField(
        label=_("It cannot keep a secret"),
        required=False,
        help_text=_(
            "An app on people’s own machines or in their browsers. It gets no secret and acts for people only."
        ),
    )
