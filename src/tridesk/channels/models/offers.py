from django.db import models
from django.db.models import Q

from tridesk.channels.models.inbound import InboundMail


class MailOffer(models.Model):
    """A question that a mail raises for those who work on its ticket. Nothing is done unless somebody says so.

    `newcomer`: `person`, whom nobody knew before, joined by a mail that we had sent to `other`: are they the same?
    `passed_on`: `person`, one of us, opened the ticket with a mail of somebody else (`mail.forwarded_from`): is the
    ticket theirs? `cover` tells that they wrote something of their own above it. `accepted` is None until somebody
    answers.
    """

    NEWCOMER, PASSED_ON = "newcomer", "passed_on"

    mail = models.ForeignKey(InboundMail, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=10)
    said = models.ForeignKey("tickets.Message", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("identity.Person", on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey("identity.Person", null=True, on_delete=models.CASCADE, related_name="+")
    cover = models.BooleanField(default=True)
    accepted = models.BooleanField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey("identity.Person", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mail", "kind"], name="mail_offer_once"),
            models.CheckConstraint(condition=Q(kind__in=["newcomer", "passed_on"]), name="mail_offer_kind"),
            models.CheckConstraint(
                condition=Q(kind="passed_on", other=None) | Q(kind="newcomer", other__isnull=False),
                name="mail_offer_people",
            ),
        ]
