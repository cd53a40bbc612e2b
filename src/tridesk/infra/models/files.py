from enum import StrEnum

from django.db import models
from django.db.models import Q


class Verdict(StrEnum):
    """What the virus scanner said of a content. TOO_LARGE: it cannot be scanned whole, now or later."""

    NOT_SCANNED = ""
    CLEAN = "clean"
    INFECTED = "infected"
    TOO_LARGE = "too_large"


class StoredFile(models.Model):
    """One content, kept once however often it is attached; whoever uses it holds a protecting foreign key.

    `touched_at` moves whenever somebody stores the same content again: the sweeper leaves what is young.
    `verdict` is given once for the content; `signature` is what an infected one was known by.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField()  # bytes
    touched_at = models.DateTimeField(db_index=True)
    verdict = models.CharField(max_length=10, blank=True, default="", db_default="")
    signature = models.CharField(max_length=200, blank=True, default="", db_default="")
    scanned_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["-id"], name="file_not_scanned", condition=Q(verdict=""))]
        constraints = [
            models.CheckConstraint(condition=Q(size__gte=0), name="file_size_not_negative"),
            models.CheckConstraint(condition=Q(verdict__in=[each.value for each in Verdict]), name="file_verdict"),
        ]

    @property
    def name(self) -> str:
        """Where the bytes lie in the storage."""
        return f"{self.sha256[:2]}/{self.sha256[2:4]}/{self.sha256}"
