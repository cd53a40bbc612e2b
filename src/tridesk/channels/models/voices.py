from django.db import models

from tridesk.channels.models.mailboxes import Mailbox


class TicketVoice(models.Model):
    """The mailbox that somebody chose for a ticket to speak through; without one it is found (queries/voices.py)."""

    ticket = models.OneToOneField("tickets.Ticket", on_delete=models.CASCADE, primary_key=True, related_name="+")
    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="+")
