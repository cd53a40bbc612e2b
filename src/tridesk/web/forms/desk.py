"""Forms about organisations, teams and roles."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tridesk.identity.types import Permission, Side, TeamRight
from tridesk.orgs.types import OrganisationKind
from tridesk.web import words
from tridesk.web.converters import MAX_ID
from tridesk.web.forms.account import zones
from tridesk.web.forms.base import Area, DeskForm


class OrganisationForm(DeskForm):
    """An organisation and the mail domains that tell its people."""

    name = forms.CharField(label=_("Name"), max_length=200)
    kind = forms.TypedChoiceField(
        label=_("What it is to us"), coerce=OrganisationKind, choices=list(words.ORGANISATION_KINDS.items())
    )
    domains = Area(
        label=_("Mail domains"),
        required=False,
        rows=2,
        help_text=_("One a line, as example.com. People with an address there belong to it by themselves."),
    )
    notes = Area(label=_("Notes for the team"), required=False)
    colleagues_join = forms.BooleanField(
        label=_("Colleagues may join each other's tickets by mail"),
        required=False,
        initial=True,
        help_text=_(
            "Who belongs to it and names a ticket in a mail (its number, or an answer to a mail of it) is put in copy "
            "and can read the conversation. Otherwise their mail opens a ticket of its own."
        ),
    )
    active = forms.BooleanField(
        label=_("In use"),
        required=False,
        initial=True,
        help_text=_("Otherwise it is offered nowhere and takes nobody in."),
    )

    def clean_domains(self) -> list[str]:
        return str(self.cleaned_data["domains"]).replace(",", " ").split()


class SiteForm(DeskForm):
    """A place of an organisation."""

    name = forms.CharField(label=_("Name of the site"), max_length=120)
    address = Area(label=_("Postal address"), required=False, rows=2)
    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["time_zone"]
        field.choices = [("", _("The desk's own")), *zones()]  # type: ignore[attr-defined]


class TeamForm(DeskForm):
    """A team's name."""

    name = forms.CharField(label=_("Name"), max_length=80)


class MemberForm(DeskForm):
    """What somebody may do in the team; nothing takes them out."""

    person = forms.IntegerField(label=_("Person"), min_value=1, max_value=MAX_ID)
    right = forms.ChoiceField(
        label=_("Right"), required=False, choices=[("", _("not in the team")), *words.RIGHTS.items()]
    )

    def clean_right(self) -> TeamRight | None:
        return TeamRight(self.cleaned_data["right"]) if self.cleaned_data["right"] else None


class RoleForm(DeskForm):
    """A role of one's own: its name and what it allows."""

    name = forms.CharField(label=_("Name"), max_length=80)
    permissions = forms.MultipleChoiceField(
        label=_("What it allows"), required=False, choices=[(each.value, each.value) for each in Permission]
    )


class NewRoleForm(RoleForm):
    """The side is chosen once."""

    side = forms.TypedChoiceField(
        label=_("Whose role it is"),
        coerce=Side,
        choices=[(side, text) for side, text in words.SIDES.items() if side != Side.SYSTEM],
    )
