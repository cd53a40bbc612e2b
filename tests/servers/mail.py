"""Dovecot and Postfix together: a small real world of mail on the loopback address.

Domains: `tridesk.test` (the desk), `acme.test`, `fabrikam.test`, `outside.test`. No mail leaves the machine.
"""

import itertools
import shutil
import smtplib
import tempfile
from email.message import EmailMessage
from pathlib import Path
from typing import Self

from tests.servers import dovecot, postfix
from tests.servers.dovecot import Dovecot
from tests.servers.mailbox import MailUser
from tests.servers.ports import claim
from tests.servers.postfix import Postfix
from tests.servers.provider import Provider
from tests.servers.tls import make_certificates

PASSWORD = "correct horse"


def why_not() -> str | None:
    """Why there can be no mail servers here, in words for a skipped test."""
    return postfix.why_not() if dovecot.installed() else "Dovecot is not installed"


class MailServers:
    """`imap` (Dovecot) and `smtp` (Postfix) can be stopped, killed and started one by one. Both take the tokens that
    `provider` gives."""

    def __init__(self) -> None:
        # Not pytest's folder: the servers' own users must pass through it, and socket paths must stay short.
        self.folder = Path(tempfile.mkdtemp(prefix="tridesk-mail-"))
        self.folder.chmod(0o755)
        self.certificates = make_certificates(self.folder)
        self.provider = Provider(claim())
        self.imap = Dovecot(self.folder, self.certificates, self.provider.introspection_url)
        self.smtp = Postfix(self.folder, self.certificates, self.imap.lmtp_socket, self.imap.sasl_socket)
        self._numbers = itertools.count(1)

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Start whichever of the two is not running."""
        self.imap.start()
        self.smtp.start()

    def close(self) -> None:
        self.smtp.close()
        self.imap.stop()
        self.provider.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def user(self, name: str, domain: str = "acme.test") -> MailUser:
        """Somebody new with an empty mailbox and an address of their own (`alice.7@acme.test`)."""
        return self.add_user(f"{name}.{next(self._numbers)}@{domain}")

    def add_user(self, address: str) -> MailUser:
        """Somebody with exactly this address, for the rest of the session."""
        if address not in self.smtp.policy.people:
            self.imap.add_user(address, PASSWORD)
            self.smtp.policy.people.add(address)
        return MailUser(address, PASSWORD, self.imap)

    def deliver(self, message: EmailMessage | bytes, sender: str, *recipients: str) -> None:
        """Send as the outside world does, by SMTP without a login. Arrival is a moment later: `wait_for`."""
        raw = message if isinstance(message, bytes) else message.as_bytes()
        with smtplib.SMTP("127.0.0.1", self.smtp.smtp_port, local_hostname="outside.test") as connection:
            refused = connection.sendmail(sender, recipients, raw)
        assert not refused, refused
