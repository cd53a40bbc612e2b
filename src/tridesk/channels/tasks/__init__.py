"""Background work of the channels: load by id, one call."""

from tridesk.channels.actions.intake import intake
from tridesk.channels.actions.send_mail import send_mail
from tridesk.kernel.clock import now
from tridesk.kernel.ids import InboundMailId, OutboundMailId


def take_in(mail_id: int) -> None:
    """A stored mail becomes words on a ticket."""
    intake(mail_id=InboundMailId(mail_id), now=now())


def send(mail_id: int) -> None:
    """A queued mail of ours goes out."""
    send_mail(mail_id=OutboundMailId(mail_id), now=now())
