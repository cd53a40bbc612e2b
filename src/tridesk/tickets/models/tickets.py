from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Case, Q, Value, When

from tridesk.kernel.ids import PersonId
from tridesk.tickets import rules
from tridesk.tickets.types import (
    DONE,
    WAITING,
    Channel,
    Holder,
    Level,
    Phase,
    Priority,
    Status,
    TicketFacts,
    TicketType,
)


def _one_of(column: str, values: type[Status | TicketType | Holder | Channel], name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(**{f"{column}__in": [value.value for value in values]}), name=name)


_DONE = [status.value for status in DONE]
_HOLDER_FITS = reduce(or_, (Q(status=status.value, holder=rules.holder_of(status).value) for status in Status))
_LISTED = Q(spam_at=None, deleted_at=None, merged_into=None)


class Ticket(models.Model):
    """One matter, one conversation, one number (`id`).

    `version` counts every write. `listed`, `phase` and `active` are worked out by the database, so that the
    indexes that lists walk can never disagree with the ticket.
    """

    subject = models.CharField(max_length=250)
    snippet = models.CharField(max_length=160, blank=True)
    type = models.CharField(max_length=20)
    status = models.CharField(max_length=20)
    priority = models.PositiveSmallIntegerField()
    impact = models.PositiveSmallIntegerField()
    urgency = models.PositiveSmallIntegerField()
    requester = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    organisation = models.ForeignKey(
        "orgs.Organisation", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    team = models.ForeignKey("identity.Team", null=True, on_delete=models.PROTECT, related_name="+")
    assignee = models.ForeignKey(
        "identity.Person", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    holder = models.CharField(max_length=10, blank=True)
    holder_since = models.DateTimeField()
    channel = models.CharField(max_length=10)
    language = models.CharField(max_length=10)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    last_message_at = models.DateTimeField()
    first_response_at = models.DateTimeField(null=True)
    solved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    submission_key = models.CharField(max_length=100, null=True, unique=True)
    spam_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    # Its words are in the other ticket and go with it.
    merged_into = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="+", db_index=False)

    listed = models.GeneratedField(
        expression=Case(When(_LISTED, then=Value(True)), default=Value(False)),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    phase = models.GeneratedField(
        expression=Case(
            When(status__in=_DONE, then=Value(Phase.DONE.value)),
            When(status__in=[status.value for status in WAITING], then=Value(Phase.WAITING.value)),
            default=Value(Phase.TODO.value),
        ),
        output_field=models.CharField(max_length=10),
        db_persist=True,
    )
    active = models.GeneratedField(
        expression=Case(When(_LISTED & ~Q(status__in=_DONE), then=Value(True)), default=Value(False)),
        output_field=models.BooleanField(),
        db_persist=True,
    )

    class Meta:
        indexes = [
            models.Index(fields=["-updated_at", "-id"], name="ticket_active", condition=Q(active=True)),
            # The team stands at its end so that what nobody has is counted by team without opening each row.
            models.Index(
                fields=["assignee", "-updated_at", "-id", "team"], name="ticket_mine", condition=Q(active=True)
            ),
            models.Index(
                fields=["-updated_at", "-id"], name="ticket_unassigned", condition=Q(active=True, assignee=None)
            ),
            models.Index(fields=["-id"], name="ticket_active_number", condition=Q(active=True)),
            models.Index(fields=["priority", "-updated_at", "-id"], name="ticket_priority", condition=Q(active=True)),
            models.Index(
                fields=["priority", "-updated_at", "-id"], name="ticket_priority_all", condition=Q(listed=True)
            ),
            models.Index(fields=["phase", "-updated_at", "-id"], name="ticket_phase", condition=Q(listed=True)),
            models.Index(fields=["-updated_at", "-id"], name="ticket_listed", condition=Q(listed=True)),
            models.Index(fields=["requester", "-id"], name="ticket_requester"),
            models.Index(fields=["organisation", "-id"], name="ticket_organisation"),
            models.Index(fields=["deleted_at"], name="ticket_deleted", condition=Q(deleted_at__isnull=False)),
            models.Index(fields=["spam_at"], name="ticket_spam", condition=Q(spam_at__isnull=False)),
            models.Index(fields=["merged_into"], name="ticket_merged", condition=Q(merged_into__isnull=False)),
            models.Index(fields=["solved_at"], name="ticket_solved", condition=Q(status="solved")),
        ]
        constraints = [
            _one_of("status", Status, "ticket_status"),
            _one_of("type", TicketType, "ticket_type"),
            _one_of("holder", Holder, "ticket_holder"),
            _one_of("channel", Channel, "ticket_channel"),
            models.CheckConstraint(condition=Q(priority__in=[int(p) for p in Priority]), name="ticket_priority_range"),
            models.CheckConstraint(
                condition=Q(impact__in=[int(x) for x in Level], urgency__in=[int(x) for x in Level]),
                name="ticket_levels",
            ),
            models.CheckConstraint(condition=_HOLDER_FITS, name="ticket_holder_of_status"),
            models.CheckConstraint(
                condition=Q(status__in=_DONE, solved_at__isnull=False) | (~Q(status__in=_DONE) & Q(solved_at=None)),
                name="ticket_solved_at",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.CLOSED.value, closed_at__isnull=False)
                | (~Q(status=Status.CLOSED.value) & Q(closed_at=None)),
                name="ticket_closed_at",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(status=Status.CLOSED.value), name="ticket_merged_is_closed"
            ),
            models.CheckConstraint(condition=~Q(merged_into=models.F("id")), name="ticket_not_into_itself"),
            models.CheckConstraint(condition=~Q(submission_key=""), name="ticket_submission_key"),
            models.CheckConstraint(condition=~Q(subject=""), name="ticket_has_subject"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.subject}"

    def facts(self, participants: frozenset[PersonId] = frozenset()) -> TicketFacts:
        """What policies ask about."""
        return TicketFacts.told_by(
            id=self.pk,
            status=self.status,
            team=self.team_id,
            assignee=self.assignee_id,
            requester=self.requester_id,
            participants=participants,
            gone=self.spam_at is not None or self.deleted_at is not None,
            merged=self.merged_into_id is not None,
        )
