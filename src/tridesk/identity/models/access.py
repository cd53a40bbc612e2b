from django.db import models

from tridesk.identity.models.person import Person


class AccessLink(models.Model):
    """Lets one person reach one thing (`subject`, as "ticket:12") without signing in.

    The address carries the id and a signature over id and `generation`; nothing secret is stored. Revoking
    is a date; a new generation makes the same row good for a new address.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    subject = models.CharField(max_length=40)
    generation = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "subject"], name="one_link_per_subject")]
