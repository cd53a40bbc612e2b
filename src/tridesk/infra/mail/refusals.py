"""What an IMAP server means by its NO (RFC 5530 response codes), and a POP3 server by its -ERR."""

import re

from tridesk.infra.mail.errors import MailServerError, Reason

_CODE = re.compile(r"\[([A-Za-z-]+)")
_PASSES = frozenset({"UNAVAILABLE", "INUSE", "SERVERBUG", "LIMIT", "OVERQUOTA"})
_PERSON_NEEDED = frozenset({Reason.LOGIN_REFUSED, Reason.TOKEN_REFUSED, Reason.FOLDER_MISSING, Reason.NO_UIDL})
_POP_CODE = re.compile(r"\[([A-Za-z][A-Za-z/-]*)\]")
_POP_WAIT = frozenset({"IN-USE", "LOGIN-DELAY"})
_LOCKED = re.compile(r"(mailbox|maildrop|mail drop)\b.*\b(lock|in use|busy)", re.IGNORECASE)


def refusal(error: Exception, reason: Reason) -> MailServerError:
    """`reason` says what was asked; the code in the answer whether asking again later can help."""
    text = _text(error)
    found = _CODE.search(text)
    code = found[1].upper() if found else ""
    passes = code in _PASSES or "too many" in text.lower()  # "[ALERT] Too many simultaneous connections"
    return MailServerError(reason, permanent=reason in _PERSON_NEEDED and not passes, code=code, detail=text)


def pop_refusal(error: Exception, reason: Reason) -> MailServerError:
    """The same for a -ERR of POP3 (codes of RFC 2449 and RFC 3206). A mailbox that another program reads just now is
    `in_use`, whatever was asked."""
    text = _text(error).removeprefix("-ERR").strip()
    found = _POP_CODE.match(text)
    code = found[1].upper() if found else ""
    if code in _POP_WAIT or (not code and _LOCKED.search(text)):
        return MailServerError(Reason.IN_USE, permanent=False, code=code, detail=text)
    return MailServerError(reason, permanent=reason in _PERSON_NEEDED and code != "SYS/TEMP", code=code, detail=text)


def _text(error: Exception) -> str:
    said = error.args[0] if error.args else ""
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
