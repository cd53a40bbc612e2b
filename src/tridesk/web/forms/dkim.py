"""The form about the key that a mailbox signs with."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tridesk.web.forms.base import Area, DeskForm


class DkimForm(DeskForm):
    """For which domain, under which name, and perhaps a key of one's own."""

    domain = forms.CharField(
        label=_("Domain"),
        max_length=253,
        help_text=_("The one after the @ of the address, or one above it: example.org for help@desk.example.org."),
    )
    selector = forms.CharField(
        label=_("Name of the key"),
        max_length=63,
        help_text=_("The “selector”. Small letters, digits and hyphens; another one for each new key."),
    )
    key = Area(
        label=_("A key of your own"),
        max_length=20_000,
        required=False,
        help_text=_("A private RSA key in PEM form. Leave it empty, and one is made here."),
    )
