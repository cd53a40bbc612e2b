"""What an IMAP server means by its NO (RFC 5530 response codes)."""

import re

from tridesk.infra.mail.errors import MailServerError, Reason

_CODE = re.compile(r"\[([A-Za-z-]+)")
_PASSES = frozenset({"UNAVAILABLE", "INUSE", "SERVERBUG", "LIMIT", "OVERQUOTA"})
_PERSON_NEEDED = frozenset({Reason.LOGIN_REFUSED, Reason.FOLDER_MISSING})


def refusal(error: Exception, reason: Reason) -> MailServerError:
    """`reason` says what was asked; the code in the answer whether asking again later can help."""
    text = _text(error)
    found = _CODE.search(text)
    code = found[1].upper() if found else ""
    passes = code in _PASSES or "too many" in text.lower()  # "[ALERT] Too many simultaneous connections"
    return MailServerError(reason, permanent=reason in _PERSON_NEEDED and not passes, code=code, detail=text)


def _text(error: Exception) -> str:
    said = error.args[0] if error.args else ""
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
