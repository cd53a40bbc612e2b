from django.db import models

from tridesk.identity.models.person import Person
from tridesk.identity.types import TeamRight


class Team(models.Model):
    """Who works tickets together. One team is the default: tickets that nothing else claims wait there."""

    name = models.CharField(max_length=80, unique=True)
    is_default = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    members: "models.ManyToManyField[Person, Membership]" = models.ManyToManyField(
        Person, through="Membership", related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=models.Q(is_default=True), name="one_default_team"
            ),
            models.CheckConstraint(
                condition=models.Q(is_default=False) | models.Q(is_active=True), name="default_team_is_active"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """What one person may do with one team's tickets."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    right = models.CharField(max_length=10, choices=[(right.value, right.value) for right in TeamRight])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "team"], name="one_membership")]
