"""What reaching an IMAP and an SMTP server have in common: trust, and why it failed."""

import errno
import functools
import ssl
from pathlib import Path

from tridesk.infra.mail.errors import MailServerError, Reason
from tridesk.infra.mail.types import ServerAddress


def tls_context(server: ServerAddress) -> ssl.SSLContext:
    """Verification as the address asks for it. MailServerError when its `ca_file` cannot be used."""
    try:
        changed = server.ca_file.stat().st_mtime_ns if server.ca_file else 0
        return _context(server.ca_file, changed, server.verify)
    except (OSError, ssl.SSLError) as error:
        raise MailServerError(Reason.TLS, permanent=True, code="ca_file", detail=str(error)) from error


@functools.lru_cache(maxsize=32)  # reading the system's authorities takes 10 ms and half a megabyte each time
def _context(ca_file: Path | None, _changed: int, verify: bool) -> ssl.SSLContext:  # noqa: FBT001
    context = ssl.create_default_context(cafile=ca_file)
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def trusted_file(name: str) -> Path | None:
    """A file of authorities (PEM) as an address wants it; empty for none."""
    return Path(name) if name else None


def broken(error: Exception) -> MailServerError:
    """The plain reason of a connection that was not made, or broke."""
    match error:
        case ssl.SSLCertVerificationError():
            return MailServerError(
                Reason.TLS, permanent=True, code="certificate", detail=error.verify_message or str(error)
            )
        case ssl.SSLEOFError() | ssl.SSLZeroReturnError():
            return _unreachable("closed", error)
        case ssl.SSLError():
            code = getattr(error, "reason", None) or ""  # set only where OpenSSL itself complained
            return MailServerError(Reason.TLS, permanent=True, code=code, detail=str(error))
        case TimeoutError():
            return _unreachable("timeout", error)
        case OSError(errno=int(number)):
            return _unreachable(errno.errorcode.get(number, str(number)), error)
    return _unreachable("closed", error)


def _unreachable(code: str, error: Exception) -> MailServerError:
    return MailServerError(Reason.UNREACHABLE, permanent=False, code=code, detail=str(error))
