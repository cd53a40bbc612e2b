"""Sender and recipients of one SMTP transaction."""

import smtplib
from collections.abc import Sequence

from tridesk.infra.mail.mailpath import mail_path
from tridesk.infra.mail.outgoing import Measure
from tridesk.infra.mail.replies import CLOSING, failed, nobody, read_reply
from tridesk.infra.mail.types import Reply


class Envelope:
    """Who sends to whom, and who of them was taken. Raises DeliveryFailed when it is nobody."""

    def __init__(self, smtp: smtplib.SMTP, measured: Measure, sender: str, recipients: Sequence[str]) -> None:
        self._smtp = smtp
        self._measure = measured
        self._sender = sender
        self._recipients = list(dict.fromkeys(recipients))
        self._utf8 = smtp.has_extn("smtputf8")
        self.accepted: list[str] = []
        self.refused: dict[str, Reply] = {}

    def check(self) -> None:
        """What can be known before a command is sent."""
        limit = self._smtp.esmtp_features.get("size", "")
        if limit.isdecimal() and 0 < int(limit) < self._measure.size:
            said = f"the message has {self._measure.size} bytes, the server takes {limit}"
            raise failed(Reply(552, "5.3.4", said), {})
        needs_utf8 = self._measure.eight_bit_header or not _local_part(self._sender).isascii()
        if needs_utf8 and not self._utf8:
            raise failed(Reply(550, "5.6.7", "the server does not take UTF-8 headers or addresses"), {})

    def open(self) -> None:
        if self._sender and (refused := self._path_problem(self._sender)):
            raise failed(refused, {})
        sender = mail_path(self._sender) if self._sender else ""
        said = read_reply(*self._smtp.docmd("MAIL", f"FROM:<{sender}>{self._parameters()}"))
        if said.code != 250:
            raise failed(said, {})
        for recipient in self._recipients:
            self._name(recipient)
        if not self.accepted:
            raise nobody(self.refused)

    def _parameters(self) -> str:
        utf8 = self._measure.eight_bit_header or any(
            not _local_part(address).isascii() for address in (self._sender, *self._recipients)
        )
        offered = [
            (f"SIZE={self._measure.size}", self._smtp.has_extn("size")),
            ("BODY=8BITMIME", self._smtp.has_extn("8bitmime") and (self._measure.eight_bit_body or utf8)),
            ("SMTPUTF8", self._utf8 and utf8),
        ]
        return "".join(f" {word}" for word, wanted in offered if wanted)

    def _name(self, recipient: str) -> None:
        if (refused := self._path_problem(recipient)) is not None:
            self.refused[recipient] = refused
            return
        said = read_reply(*self._smtp.docmd("RCPT", f"TO:<{mail_path(recipient)}>"))
        if said.code == CLOSING:
            raise failed(said, self.refused)
        if said.code in (250, 251):
            self.accepted.append(recipient)
        else:
            self.refused[recipient] = said

    def _path_problem(self, address: str) -> Reply | None:
        try:
            mail_path(address)
        except ValueError:
            return Reply(553, "5.1.3", "not a mail address")
        if not (self._utf8 or _local_part(address).isascii()):
            return Reply(553, "5.6.7", "the server does not take addresses in UTF-8")
        return None


def _local_part(address: str) -> str:
    return address.rpartition("@")[0]
