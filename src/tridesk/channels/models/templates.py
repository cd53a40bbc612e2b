from django.db import models
from django.db.models import Q


class MailTemplate(models.Model):
    """The words of a kind of outgoing mail in one language, where an administrator changed them; else the shipped ones.

    `html` may be empty: then it is made from `text`. Placeholders are `{{ name }}` of a fixed list. Going back to the
    shipped words only takes it out of use: what was typed stays, so that one can change one's mind.
    """

    KINDS = ("acknowledgement", "reply", "notice")

    kind = models.CharField(max_length=16)
    language = models.CharField(max_length=10)
    subject = models.CharField(max_length=250, blank=True)
    text = models.TextField()
    html = models.TextField(blank=True)
    in_use = models.BooleanField(default=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("identity.Person", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "language"], name="mail_template_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["acknowledgement", "reply", "notice"]), name="mail_template_kind"
            ),
        ]
