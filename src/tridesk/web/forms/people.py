"""Forms about people."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tridesk.identity.queries.roles import RoleRow
from tridesk.web import words
from tridesk.web.converters import MAX_ID
from tridesk.web.forms.account import zones
from tridesk.web.forms.base import DeskForm


class PersonForm(DeskForm):
    """What others may change about somebody."""

    name = forms.CharField(label=_("Name"), max_length=200)
    role_id = forms.TypedChoiceField(label=_("Role"), coerce=int)
    title = forms.CharField(label=_("What they do"), max_length=120, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zones)

    def __init__(self, *args: Any, roles: list[RoleRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(row.id, words.role(row.name, row.key)) for row in roles]
        field = self.fields["role_id"]
        field.choices = names  # type: ignore[attr-defined]


class NewPersonForm(PersonForm):
    """Somebody new."""

    email = forms.EmailField(
        label=_("Mail address"),
        max_length=254,
        required=False,
        help_text=_("Mails from it become their tickets; they sign in with it, by a code or a password."),
    )
    field_order = ("name", "email", "role_id")


class AddressForm(DeskForm):
    """One more address."""

    address = forms.EmailField(label=_("Another mail address"), max_length=254)


class AffiliationForm(DeskForm):
    """Where somebody belongs."""

    organisation = forms.IntegerField(label=_("Organisation"), min_value=1, max_value=MAX_ID)
    primary = forms.BooleanField(label=_("Their tickets are filed there"), required=False)
    site = forms.IntegerField(min_value=1, max_value=MAX_ID, required=False)  # only an Undo says it


class MergeForm(DeskForm):
    """The record that becomes part of this one."""

    other = forms.IntegerField(label=_("The same person's other record"), min_value=1, max_value=MAX_ID)
