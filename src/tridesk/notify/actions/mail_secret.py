"""Mails about signing in. They hold what opens an account, so they wait sealed, and nothing of them is kept."""

import json
import logging

from django.core.mail import EmailMessage

from tridesk.infra import outbox
from tridesk.infra.mail.errors import DeliveryFailed, MailServerError
from tridesk.infra.secrets import seal, unseal

TASK = "tridesk.notify.tasks.send_sealed"
LANE = "mail"
log = logging.getLogger(__name__)


def mail_secret(*, message: EmailMessage) -> None:
    """Queues a mail of plain text: the page that causes it takes as long for somebody unknown, who gets none."""
    words = {"subject": message.subject, "body": message.body, "from_email": message.from_email, "to": message.to}
    outbox.enqueue(TASK, {"args": [seal(json.dumps(words))]}, lane=LANE)


def send_secret(*, sealed: str) -> None:
    """Sends it once: a code that comes after an hour is of no use, and whoever misses it asks for another."""
    try:
        EmailMessage(**json.loads(unseal(sealed))).send()
    except (MailServerError, DeliveryFailed, OSError) as error:
        log.warning("a mail about signing in could not be sent: %s (TRIDESK_SMTP_URL or a mailbox)", error)
