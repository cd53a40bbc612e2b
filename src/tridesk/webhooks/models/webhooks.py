from django.db import models
from django.db.models import Q


class Webhook(models.Model):
    """Where events are posted to, which of them, and how it goes. What is sent is what `owner` may know.

    `secret` and `headers` are sealed; `old_secret` signs beside the new one for a day. `events` are names, `ticket.*`
    or `*`; `conditions` and `teams` narrow them. `failing_since`: nothing but failures since then; `silent`: tries in a
    row that got no answer at all, after which others wait until `paused_until`.
    """

    name = models.CharField(max_length=120)
    url = models.CharField(max_length=2000)
    owner = models.ForeignKey("identity.Person", on_delete=models.CASCADE, related_name="+")
    events = models.JSONField(default=list)
    conditions = models.JSONField(default=list)
    teams = models.JSONField(default=list)
    secret = models.TextField()
    old_secret = models.TextField(blank=True)
    old_secret_until = models.DateTimeField(null=True)
    headers = models.TextField(blank=True)
    header_names = models.JSONField(default=list)
    is_active = models.BooleanField(default=True)
    off_reason = models.CharField(max_length=12, blank=True)
    off_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    last_ok_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    silent = models.PositiveIntegerField(default=0)
    paused_until = models.DateTimeField(null=True)


class Delivery(models.Model):
    """One event for one webhook. `body` is what was, is or will be sent, the same at every try."""

    WAITING, DONE, DEAD = "waiting", "done", "dead"

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    event = models.BigIntegerField(null=True)  # of the log; none for a test
    name = models.CharField(max_length=80)
    order_key = models.CharField(max_length=40, blank=True)
    body = models.TextField()
    state = models.CharField(max_length=8, default=WAITING)
    created_at = models.DateTimeField()
    begun_at = models.DateTimeField()  # of this round of tries: by hand begins another
    attempts = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    status = models.PositiveIntegerField(null=True)
    answer = models.TextField(blank=True)
    took_ms = models.PositiveIntegerField(null=True)
    error = models.CharField(max_length=12, blank=True)
    said = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["webhook", "-id"], name="deliveries_of_webhook"),
            models.Index(fields=["webhook", "state", "-id"], name="deliveries_by_state"),
            models.Index(fields=["created_at"], name="deliveries_by_age"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["webhook", "event"], name="delivery_once", condition=Q(event__isnull=False)
            ),
            models.CheckConstraint(condition=Q(state__in=["waiting", "done", "dead"]), name="delivery_state"),
        ]
