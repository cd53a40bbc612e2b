from django.db import models

from tridesk.identity.types import Side


class Role(models.Model):
    """A named set of permissions. Built-in ones have a `key` and a translated name; others were made here."""

    key = models.CharField(max_length=40, unique=True, null=True)
    name = models.CharField(max_length=80, unique=True)
    side = models.CharField(max_length=10, choices=[(side.value, side.value) for side in Side])
    permissions = models.JSONField(default=list)  # of Permission values

    def __str__(self) -> str:
        return self.name
