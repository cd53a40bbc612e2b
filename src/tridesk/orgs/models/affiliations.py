from django.db import models
from django.db.models import Q

from tridesk.orgs.models.organisations import Organisation, Site


class Affiliation(models.Model):
    """Somebody belongs to an organisation, perhaps at one of its sites.

    The primary one is where tickets are filed.
    """

    person = models.ForeignKey("identity.Person", on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="affiliations")
    site = models.ForeignKey(Site, null=True, on_delete=models.SET_NULL, related_name="+")
    is_primary = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "organisation"], name="one_affiliation"),
            models.UniqueConstraint(fields=["person"], condition=Q(is_primary=True), name="one_primary_organisation"),
        ]
