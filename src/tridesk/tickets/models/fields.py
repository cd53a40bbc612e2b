from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q

from tridesk.kernel.ids import FieldId
from tridesk.tickets.models.tickets import Ticket
from tridesk.tickets.types import FieldKind, FieldSpec


class Field(models.Model):
    """A custom field. `names` maps a language to its label; `options` are the choices in their order."""

    key = models.SlugField(max_length=40, unique=True)
    names = models.JSONField(default=dict)
    kind = models.CharField(max_length=10)
    options = models.JSONField(default=list)
    ticket_types = models.JSONField(default=list)  # empty: every type
    required = models.BooleanField(default=False)
    for_requester = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in FieldKind]), name="field_kind")
        ]

    def __str__(self) -> str:
        return self.key

    def spec(self, language: str = "en") -> FieldSpec:
        """The field as rules and forms take it, its name in `language` where there is one."""
        name = self.names.get(language) or self.names.get("en") or next(iter(self.names.values()), self.key)
        return FieldSpec(
            id=FieldId(self.pk),
            key=self.key,
            name=name,
            kind=FieldKind(self.kind),
            options=tuple(self.options),
            types=tuple(self.ticket_types),
            required=self.required,
            for_requester=self.for_requester,
        )


_COLUMNS = ("text", "choice", "number", "date", "flag", "person")
_ONE_COLUMN = reduce(or_, (Q(**{f"{other}__isnull": other != one for other in _COLUMNS}) for one in _COLUMNS))


class FieldValue(models.Model):
    """One value of one field on one ticket, in the column of its kind; several choices are several rows."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="field_values", db_index=False)
    field = models.ForeignKey(Field, on_delete=models.CASCADE, related_name="+", db_index=False)
    text = models.TextField(null=True)
    choice = models.CharField(max_length=120, null=True)
    number = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    date = models.DateField(null=True)
    flag = models.BooleanField(null=True)
    person = models.ForeignKey("identity.Person", null=True, on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "field", "choice"], name="field_choice_once"),
            models.UniqueConstraint(fields=["ticket", "field"], name="field_value_once", condition=Q(choice=None)),
            models.CheckConstraint(condition=_ONE_COLUMN, name="field_value_in_one_column"),
        ]
        indexes = [
            models.Index(fields=["ticket", "field"], name="fields_of_ticket"),
            models.Index(
                fields=["field", "choice", "-ticket"], name="field_by_choice", condition=Q(choice__isnull=False)
            ),
            models.Index(
                fields=["field", "number", "-ticket"], name="field_by_number", condition=Q(number__isnull=False)
            ),
            models.Index(fields=["field", "date", "-ticket"], name="field_by_date", condition=Q(date__isnull=False)),
            models.Index(fields=["field", "flag", "-ticket"], name="field_by_flag", condition=Q(flag__isnull=False)),
            models.Index(
                fields=["field", "person", "-ticket"], name="field_by_person", condition=Q(person__isnull=False)
            ),
        ]
