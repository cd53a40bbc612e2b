from django.db import models
from django.db.models import F, Q


class Upload(models.Model):
    """A file that was sent, or is being sent, and belongs to nothing yet.

    `owner` says whose it is ("person:5"); `name` and `content_type` are the sender's. `length` bytes were announced and
    `received` are here; `file` is the whole. What nobody uses is forgotten at `ends_at`.
    """

    owner = models.CharField(max_length=40)
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=127, blank=True)
    length = models.BigIntegerField()
    received = models.BigIntegerField(default=0)
    file = models.ForeignKey("infra.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "infra_upload"
        constraints = [
            models.CheckConstraint(condition=Q(received__gte=0, received__lte=F("length")), name="upload_received"),
            models.CheckConstraint(condition=Q(file=None) | Q(received=F("length")), name="upload_whole"),
        ]


class UploadPart(models.Model):
    """A piece of an upload that is not whole yet: the bytes from `start` on."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="parts", db_index=False)
    start = models.BigIntegerField()
    file = models.ForeignKey("infra.StoredFile", on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "infra_upload_part"
        constraints = [models.UniqueConstraint(fields=["upload", "start"], name="upload_part_once")]
