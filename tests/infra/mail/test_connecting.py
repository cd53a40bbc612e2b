import errno
import ssl
from pathlib import Path

import pytest

from tridesk.infra.mail.connecting import broken, tls_context
from tridesk.infra.mail.errors import MailServerError, Reason
from tridesk.infra.mail.types import Account, ServerAddress


@pytest.mark.parametrize(
    ("error", "reason", "permanent", "code"),
    [
        (ConnectionRefusedError(errno.ECONNREFUSED, "no"), Reason.UNREACHABLE, False, "ECONNREFUSED"),
        (TimeoutError("timed out"), Reason.UNREACHABLE, False, "timeout"),
        (EOFError("gone"), Reason.UNREACHABLE, False, "closed"),
        (ssl.SSLEOFError(8, "EOF"), Reason.UNREACHABLE, False, "closed"),
        (ssl.SSLError(1, "no shared cipher"), Reason.TLS, True, ""),
    ],
)
def test_a_broken_connection_has_a_plain_reason(error: Exception, reason: Reason, permanent: bool, code: str) -> None:
    trouble = broken(error)
    assert (trouble.reason, trouble.permanent, trouble.code) == (reason, permanent, code)


def test_verification_is_on_unless_it_is_explicitly_off() -> None:
    strict = tls_context(ServerAddress("localhost", 993))
    lax = tls_context(ServerAddress("localhost", 993, verify=False))
    assert (strict.verify_mode, strict.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert (lax.verify_mode, lax.check_hostname) == (ssl.CERT_NONE, False)


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_an_authority_file_that_cannot_be_used_is_said(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "authority.pem"
    if content is not None:
        file.write_text(content)
    with pytest.raises(MailServerError) as caught:
        tls_context(ServerAddress("localhost", 993, ca_file=file))
    assert (caught.value.reason, caught.value.permanent, caught.value.code) == (Reason.TLS, True, "ca_file")


def test_a_password_is_never_shown() -> None:
    assert "secret" not in repr(Account(ServerAddress("localhost", 993), "alice", "secret"))
