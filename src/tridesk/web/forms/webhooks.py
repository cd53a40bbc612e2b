"""Forms about webhooks: lists are typed a line each."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tridesk.identity.queries import team_names
from tridesk.web.forms.base import Area, DeskForm
from tridesk.webhooks.types import Condition, Operator

KEPT = "•••"  # stands for a value that is there and not shown
_OPERATORS = {operator.value.replace("_", " "): operator for operator in Operator}


class WebhookForm(DeskForm):
    """Where events go, which of them."""

    name = forms.CharField(label=_("Name"), max_length=120)
    url = forms.CharField(
        label=_("Address to post to"), max_length=2000, help_text=_("As https://chat.example.com/hooks/desk.")
    )
    events = Area(
        label=_("Events"),
        rows=4,
        help_text=_(
            "One a line: a name as ticket.opened, all of a kind as ticket.*, or * for everything you may know."
        ),
    )
    teams = forms.TypedMultipleChoiceField(
        label=_("Only tickets of these teams"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    conditions = Area(
        label=_("Only where all of this holds"),
        required=False,
        rows=3,
        help_text=_(
            "One a line: a field of the payload, then “is”, “is not”, “in” (several values with commas) or “contains”, "
            "then the value. As: changes.status.after is solved"
        ),
    )
    headers = Area(
        label=_("Headers of your own"),
        required=False,
        rows=2,
        help_text=_(
            "One a line, as Authorization: Bearer abc. What is there is not shown again; leave ••• to keep it."
        ),
    )
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = list(team_names(archived=False).items())
        self.fields["teams"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["teams"]

    def clean_events(self) -> list[str]:
        return str(self.cleaned_data["events"]).replace(",", " ").split()

    def clean_conditions(self) -> list[dict[str, str]]:
        return [_condition(line) for line in _lines(self.cleaned_data["conditions"])]

    def clean_headers(self) -> dict[str, str | None]:
        kept: dict[str, str | None] = {}
        for line in _lines(self.cleaned_data["headers"]):
            name, colon, value = line.partition(":")
            if not colon or not name.strip():
                raise forms.ValidationError(_now("“%(line)s” has no colon between name and value.") % {"line": line})
            kept[name.strip()] = None if value.strip() == KEPT else value.strip()
        return kept


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _condition(line: str) -> dict[str, str]:
    field, _space, rest = line.partition(" ")
    for words in sorted(_OPERATORS, key=len, reverse=True):
        if rest == words or rest.startswith(f"{words} "):
            return {"field": field, "operator": _OPERATORS[words].value, "value": rest.removeprefix(words).strip()}
    raise forms.ValidationError(
        _now("“%(line)s” is no condition. Write field, then is, is not, in or contains, then the value.")
        % {"line": line}
    )


def shown_conditions(conditions: Iterable[Condition]) -> str:
    return "\n".join(f"{each.field} {each.operator.value.replace('_', ' ')} {each.value}" for each in conditions)


def shown_headers(names: Iterable[str]) -> str:
    return "\n".join(f"{name}: {KEPT}" for name in names)


def initial_of(row: Any) -> Mapping[str, Any]:
    """What the form shows of a webhook."""
    return {
        "name": row.name,
        "url": row.url,
        "events": "\n".join(row.events),
        "teams": row.teams,
        "conditions": shown_conditions(row.conditions),
        "headers": shown_headers(row.header_names),
        "is_active": row.is_active,
    }
