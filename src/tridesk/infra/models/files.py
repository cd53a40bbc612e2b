from django.db import models
from django.db.models import Q


class StoredFile(models.Model):
    """One content, kept once however often it is attached; whoever uses it holds a protecting foreign key.

    `touched_at` moves whenever somebody stores the same content again: the sweeper leaves what is young.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField()  # bytes
    touched_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(size__gte=0), name="file_size_not_negative")]

    @property
    def name(self) -> str:
        """Where the bytes lie in the storage."""
        return f"{self.sha256[:2]}/{self.sha256[2:4]}/{self.sha256}"
