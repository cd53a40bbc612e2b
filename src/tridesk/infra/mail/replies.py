"""What an SMTP server's answers mean (RFC 5321 section 4.2, RFC 3463)."""

import re

from tridesk.infra.mail.connecting import broken
from tridesk.infra.mail.errors import DeliveryFailed, Reason
from tridesk.infra.mail.types import Reply

CLOSING = 421
_ENHANCED = re.compile(r"([245]\.\d{1,3}\.\d{1,3})\s*")
_LOGIN_CODES = frozenset({530, 534, 535, 538})
_NO_ANSWER = -1  # smtplib's code for a line that is none


def read_reply(code: int, said: bytes | str) -> Reply:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    found = _ENHANCED.match(text)
    lines = (_ENHANCED.sub("", line, count=1) for line in text.splitlines())
    return Reply(code, found[1] if found else "", " ".join(lines).strip())


def failed(reply: Reply, refused: dict[str, Reply]) -> DeliveryFailed:
    if reply.code in _LOGIN_CODES:  # the account is at fault, not the message
        return DeliveryFailed(reply, permanent=False, reason=Reason.LOGIN_REFUSED, refused=refused)
    reason = Reason.UNREACHABLE if reply.code in (CLOSING, _NO_ANSWER) else Reason.REFUSED
    return DeliveryFailed(reply, permanent=reply.permanent, reason=reason, refused=refused)


def nobody(refused: dict[str, Reply]) -> DeliveryFailed:
    """Of several answers the one that still gives hope: as long as one may be taken later, try again."""
    if not refused:
        return DeliveryFailed(Reply(554, "5.5.1", "no recipients"), permanent=True)
    hopeful = min(refused.values(), key=lambda reply: reply.permanent)
    return failed(hopeful, refused)


def too_large(reply: Reply) -> bool:
    """Whether the server would take a smaller message (RFC 1870 section 6.1, RFC 3463: 5.3.4, 5.2.3).

    A bare 552 may also mean a full mailbox: then a smaller message is worth a try as well.
    """
    return reply.enhanced in ("5.3.4", "5.2.3") or (reply.code == 552 and reply.enhanced in ("", "5.0.0", "5.5.2"))


def lost(error: Exception, *, uncertain: bool) -> DeliveryFailed:
    trouble = broken(error)
    reply = Reply(0, "", trouble.detail)
    return DeliveryFailed(reply, permanent=False, reason=trouble.reason, uncertain=uncertain)
