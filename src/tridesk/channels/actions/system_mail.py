"""Django's mails (sign-in codes, password resets) over our SMTP wire: the installation's server or a mailbox's."""

from collections.abc import Sequence
from email import policy
from typing import TYPE_CHECKING

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from tridesk.channels.actions import servers
from tridesk.channels.kinds.email.accounts import smtp_account
from tridesk.channels.kinds.email.signing import signed
from tridesk.infra.mail.errors import DeliveryFailed, MailServerError
from tridesk.infra.mail.smtp import SmtpConnection
from tridesk.kernel.clock import now

if TYPE_CHECKING:
    from tridesk.channels.models import Mailbox


class SystemMailBackend(BaseEmailBackend):
    """Sends at once; the worker calls it, so that no page waits for a mail server."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        from tridesk.channels.models import Mailbox

        mailbox = Mailbox.objects.filter(is_active=True).exclude(smtp_host="").order_by("id").first()
        if smtp_account(None) is not None:
            mailbox = None  # the installation's own server goes first
        clock = now  # house: allow reads-the-clock because Django calls this, and hands no time
        try:
            account = servers.sending(mailbox, now=clock())
            if account is None:
                return self._gave_up(ConnectionError("no mail server is set: TRIDESK_SMTP_URL or a mailbox"))
            with servers.signed_in(SmtpConnection, account, mailbox, clock) as connection:
                for message in email_messages:
                    self._send(connection, message, mailbox)
        except (MailServerError, DeliveryFailed) as error:
            return self._gave_up(error)
        return len(email_messages)

    def _send(self, connection: SmtpConnection, message: EmailMessage, mailbox: "Mailbox | None") -> None:
        if mailbox is not None:
            message.from_email = mailbox.address
        raw = signed(mailbox, message.message(policy=policy.SMTP).as_bytes())
        connection.send(raw, sender="", recipients=message.recipients())

    def _gave_up(self, error: Exception) -> int:
        if not self.fail_silently:
            raise error
        return 0
