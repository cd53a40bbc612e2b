"""Forms about the person who signs in."""

from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tridesk.web.forms.base import DeskForm


def zones() -> list[tuple[str, str]]:
    """Time zones as people look for them: those named after places, and UTC."""
    regions = (
        "Africa/",
        "America/",
        "Antarctica/",
        "Asia/",
        "Atlantic/",
        "Australia/",
        "Europe/",
        "Indian/",
        "Pacific/",
    )
    names = sorted(name for name in available_timezones() if name.startswith(regions))
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in names)]


class PreferencesForm(DeskForm):
    """What one may change about oneself."""

    name = forms.CharField(label=_("Name"), max_length=200)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zones)


class NoticesForm(DeskForm):
    """What somebody of the team hears by mail."""

    assigned = forms.BooleanField(label=_("A ticket was given to me"), required=False)
    replied = forms.BooleanField(label=_("Somebody outside wrote on a ticket of mine or that I follow"), required=False)
    team_new = forms.BooleanField(label=_("A new ticket waits in one of my teams"), required=False)


class SetupForm(PreferencesForm):
    """The first administrator."""

    email = forms.EmailField(label=_("Mail address"), max_length=254, help_text=_("You sign in with it."))
    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least 10 characters. A few words that only you put together are best."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    field_order = ("name", "email", "password", "language", "time_zone")
