"""Sending over SMTP (RFC 5321): one connection that carries many messages, used by one thread at a time."""

import contextlib
import smtplib
import socket
from base64 import b64encode
from collections.abc import Iterator, Sequence
from typing import Self

from tridesk.infra.mail.connecting import broken, tls_context
from tridesk.infra.mail.envelope import Envelope
from tridesk.infra.mail.errors import DeliveryFailed, MailServerError, Reason
from tridesk.infra.mail.outgoing import Source, data_chunks, measure
from tridesk.infra.mail.replies import failed, lost, read_reply
from tridesk.infra.mail.sasl import bearer, decoded, encoded
from tridesk.infra.mail.types import Account, Delivery, Reply, Security, ServerAddress

# The server may work on the whole text before it answers the final dot; who gives up earlier sends twice
# (RFC 5321 section 4.5.3.2.6).
FINAL_ANSWER_SECONDS = 600


class SmtpConnection:
    """Connected and logged in. `usable` turns false when it cannot carry another message."""

    def __init__(self, account: Account) -> None:
        """MailServerError: `unreachable`, `tls`, `login_refused`, `token_refused`, `no_oauth2`, `protocol`."""
        self.usable = True
        self._answer_seconds = account.server.answer_seconds
        with _opening():
            self._smtp = _connect(account.server)
        try:
            with _opening():
                self._greet(account)
        except BaseException:
            self._smtp.close()
            raise

    def _greet(self, account: Account) -> None:
        # Our address as a literal: asking the system for our name may wait for a name server.
        ours = self._socket.getsockname()[0]
        self._smtp.local_hostname = f"[IPv6:{ours}]" if ":" in ours else f"[{ours}]"
        self._socket.settimeout(account.server.answer_seconds)
        self._smtp.command_encoding = "utf-8"
        self._smtp.ehlo_or_helo_if_needed()
        if account.server.security is Security.STARTTLS:
            if not self._smtp.has_extn("starttls"):
                raise MailServerError(Reason.TLS, permanent=True, detail="the server offers no STARTTLS")
            self._smtp.starttls(context=tls_context(account.server))
            self._smtp.ehlo_or_helo_if_needed()
        if account.token:
            self._show_token(account)
        elif account.user:
            self._log_in(account.user, account.password)

    def _show_token(self, account: Account) -> None:
        login = bearer(self._smtp.esmtp_features.get("auth", "").split(), account)
        code, text = self._smtp.docmd("AUTH", f"{login.mechanism} {encoded(login.answer(b''))}")
        if code == 334:  # why it refuses, before it says so
            code, text = self._smtp.docmd(encoded(login.answer(decoded(text))))
        if code not in (235, 503):
            said = read_reply(code, text)
            raise MailServerError(Reason.TOKEN_REFUSED, permanent=said.permanent, code=str(said.code), detail=said.text)

    def _log_in(self, user: str, password: str) -> None:
        if "PLAIN" not in self._smtp.esmtp_features.get("auth", "").upper().split():
            self._smtp.login(user, password)
            return
        # RFC 4616 is UTF-8; smtplib's own login knows ASCII only
        word = b64encode(f"\0{user}\0{password}".encode()).decode("ascii")
        code, text = self._smtp.docmd("AUTH", f"PLAIN {word}")
        if code not in (235, 503):
            raise smtplib.SMTPAuthenticationError(code, text)

    @property
    def _socket(self) -> socket.socket:
        if self._smtp.sock is None:
            raise smtplib.SMTPServerDisconnected("the connection is closed")
        return self._smtp.sock

    def close(self) -> None:
        """Never raises."""
        self.usable = False
        with contextlib.suppress(smtplib.SMTPException, OSError):
            if self._smtp.sock is not None:
                self._smtp.sock.settimeout(3)
                self._smtp.quit()
        self._smtp.close()

    def _hang_up(self) -> None:
        """Without QUIT, which in the middle of a text would be one of its lines; the text is forgotten."""
        self.usable = False
        self._smtp.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def send(self, source: Source, *, sender: str, recipients: Sequence[str]) -> Delivery:
        """One transaction for all `recipients`; an empty `sender` for what must never be answered.

        DeliveryFailed when not one of them was taken.
        """
        envelope = Envelope(self._smtp, measure(source), sender, recipients)
        try:
            envelope.check()
            envelope.open()
            return self._hand_over(source, envelope)
        except DeliveryFailed as error:
            self._end_transaction(error)
            raise
        except (smtplib.SMTPException, OSError) as error:
            self._hang_up()
            raise lost(error, uncertain=False) from error
        except BaseException:
            self._hang_up()
            raise

    def _hand_over(self, source: Source, envelope: Envelope) -> Delivery:
        ready = read_reply(*self._smtp.docmd("DATA"))
        if ready.code != 354:
            raise failed(ready, envelope.refused)
        for chunk in data_chunks(source):
            self._socket.sendall(chunk)
        taken = self._final_answer()
        if taken.code != 250:
            raise failed(taken, envelope.refused)
        return Delivery(tuple(envelope.accepted), envelope.refused, taken)

    def _final_answer(self) -> Reply:
        self._socket.settimeout(max(self._answer_seconds, FINAL_ANSWER_SECONDS))
        try:
            reply = read_reply(*self._smtp.getreply())
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            self._hang_up()
            raise lost(error, uncertain=True) from error
        if self._smtp.sock is not None:
            self._smtp.sock.settimeout(self._answer_seconds)
        return reply

    def _end_transaction(self, error: DeliveryFailed) -> None:
        if error.reason in (Reason.UNREACHABLE, Reason.LOGIN_REFUSED):  # a login that ran out does not come back
            self._hang_up()
        elif self.usable:
            try:
                self.usable = self._smtp.rset()[0] == 250
            except (smtplib.SMTPException, OSError):
                self._hang_up()


def _connect(server: ServerAddress) -> smtplib.SMTP:
    """The name is a placeholder, see `_greet`; given here it keeps smtplib from asking a name server."""
    if server.security is Security.TLS:
        return smtplib.SMTP_SSL(
            server.host, server.port, "localhost", timeout=server.connect_seconds, context=tls_context(server)
        )
    return smtplib.SMTP(server.host, server.port, "localhost", timeout=server.connect_seconds)


@contextlib.contextmanager
def _opening() -> Iterator[None]:
    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        reply = read_reply(error.smtp_code, error.smtp_error)
        raise MailServerError(
            Reason.LOGIN_REFUSED, permanent=reply.permanent, code=str(reply.code), detail=reply.text
        ) from error
    except smtplib.SMTPNotSupportedError as error:
        raise MailServerError(Reason.LOGIN_REFUSED, permanent=True, detail=str(error)) from error
    except smtplib.SMTPServerDisconnected as error:
        raise broken(error) from error
    except smtplib.SMTPResponseException as error:
        reply = read_reply(error.smtp_code, error.smtp_error)
        reason = Reason.PROTOCOL if reply.permanent else Reason.UNREACHABLE
        raise MailServerError(reason, permanent=reply.permanent, code=str(reply.code), detail=reply.text) from error
    except smtplib.SMTPException as error:
        raise MailServerError(Reason.PROTOCOL, permanent=True, detail=str(error)) from error
    except OSError as error:
        raise broken(error) from error
