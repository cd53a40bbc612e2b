from django.db import models
from django.db.models import Q


class KeptAnswer(models.Model):
    """What a call with an idempotency key was answered, written in the transaction of the call itself.

    `owner` says whose keys these are ("token:5"), `asked` is a digest of method, path and body: the same key with
    something else is a mistake of the caller. Rows are forgotten after a day.
    """

    owner = models.CharField(max_length=40)
    key = models.CharField(max_length=255)
    asked = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)  # 0 only inside the transaction that is still at work
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=bytes)
    at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "infra_kept_answer"
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="answer_once")]


class Allowance(models.Model):
    """How much of a measure was handed out in the running window; see infra/allowance.py."""

    name = models.CharField(max_length=80, primary_key=True)
    window = models.BigIntegerField()  # seconds since the epoch, divided by the window's length
    taken = models.BigIntegerField()

    class Meta:
        db_table = "infra_allowance"
        constraints = [models.CheckConstraint(condition=Q(taken__gte=0), name="allowance_taken")]


class InstallationKey(models.Model):
    """A key that was made with the database and goes where it goes: what it has sealed is read by the same data, not
    by the same machine. Not for secrets: whoever has the database has it, too."""

    name = models.CharField(max_length=40, primary_key=True)
    value = models.BinaryField()

    class Meta:
        db_table = "infra_installation_key"
