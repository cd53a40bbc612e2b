from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from tridesk.kernel.text import folded
from tridesk.orgs.types import OrganisationKind


class Organisation(models.Model):
    """Whom we help, who supplies us, or our own house.

    `colleagues_join`: its people may join each other's tickets by mail, when they name one (channels/rules.py).
    """

    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=400, unique=True, editable=False)  # the name folded: no two differ by case
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in OrganisationKind])
    notes = models.TextField(blank=True)
    is_active = models.BooleanField(default=True)
    colleagues_join = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["name_key", "id"], name="organisation_by_name")]

    def __str__(self) -> str:
        return self.name

    def rename(self, name: str) -> None:
        """Sets the name and what is kept beside it; does not save."""
        self.name, self.name_key = name, folded(name)[:400]


class OrganisationDomain(models.Model):
    """A mail domain whose people belong to the organisation; lower case, one owner."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="domains")
    domain = models.CharField(max_length=253, unique=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(domain=Lower("domain")), name="domain_lower_case")]

    def __str__(self) -> str:
        return self.domain


class Site(models.Model):
    """A place of an organisation; `time_zone` is empty where the desk's own holds."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="sites")
    name = models.CharField(max_length=120)
    address = models.TextField(blank=True)
    time_zone = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="site_name_once")]

    def __str__(self) -> str:
        return self.name
