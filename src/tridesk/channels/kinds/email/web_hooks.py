"""Notices of Amazon SES that a topic forwards by mail: JSON in the body instead of a report (RFC 3464)."""

import re
from dataclasses import dataclass

from tridesk.channels.kinds.email import bounce_reasons
from tridesk.channels.kinds.email.bounce_reasons import Verdict

_TYPE = re.compile(r'"(?:notificationType|eventType)"\s*:\s*"(\w+)"')
_RECIPIENT = re.compile(r'\{[^{}]*"emailAddress"\s*:\s*"([^"]+)"[^{}]*\}')
_DELIVERED = re.compile(r'"recipients"\s*:\s*\[\s*"([^"]+)"')
_MESSAGE_ID = re.compile(r'"[Mm]essage-?[Ii][Dd]"\s*,?\s*"?(?:value"\s*)?:\s*"<?([^">]+@[^">]+|[0-9a-f-]{30,80})>?"')
_LIMIT = 200_000


@dataclass(frozen=True, slots=True)
class Notice:
    address: str
    verdict: Verdict
    said: str
    message_id: str


def _plain(text: str) -> str:
    """JSON inside JSON, folded by programs on the way ("!" and a line end)."""
    return re.sub(r"!?\n ?", "", text[:_LIMIT]).replace('\\"', '"')


def _type(text: str) -> str:
    if "notificationType" not in text and "eventType" not in text:
        return ""
    found = _TYPE.search(_plain(text))
    return found[1].lower() if found else ""


def is_notice(text: str) -> bool:
    return _type(text) in {"bounce", "delivery", "deliverydelay"}


def is_complaint(text: str) -> bool:
    return _type(text) == "complaint"


def notified(text: str) -> list[Notice]:
    """One for each recipient; empty when the text is no such notice."""
    kind = _type(text)
    if kind not in {"bounce", "delivery", "deliverydelay"}:
        return []
    plain = _plain(text)
    found = _MESSAGE_ID.search(plain)
    message_id = found[1] if found else ""
    if kind == "delivery":
        said = _value(plain, "smtpResponse")
        verdict = bounce_reasons.judged(said, action="delivered")
        return [Notice(address, verdict, said, message_id) for address in _DELIVERED.findall(plain)]
    return [_notice(match, message_id) for match in _RECIPIENT.finditer(plain)]


def _notice(match: re.Match[str], message_id: str) -> Notice:
    said, status = _value(match[0], "diagnosticCode"), _value(match[0], "status")
    verdict = bounce_reasons.judged(said, status=status, action=_value(match[0], "action"))
    return Notice(match[1], verdict, said, message_id)


def _value(text: str, name: str) -> str:
    found = re.search(rf'"{name}"\s*:\s*"([^"]*)"', text)
    return found[1] if found else ""
