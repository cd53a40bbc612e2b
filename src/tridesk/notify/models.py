"""What each person wants to hear by mail."""

from django.db import models


class Preference(models.Model):
    """One person's choice; who has no row hears everything."""

    person = models.OneToOneField("identity.Person", on_delete=models.CASCADE, primary_key=True, related_name="+")
    assigned = models.BooleanField(default=True)  # a ticket was given to me
    replied = models.BooleanField(default=True)  # somebody outside wrote on my ticket
    team_new = models.BooleanField(default=False)  # a new ticket waits in one of my teams
