"""Why a mail came back, from the words of a hundred kinds of server; whether the address will ever work.

Sources: RFC 3463 and RFC 7505 for the codes; the phrases are what servers in use say. The first that fits decides:
what is said about the sender or the mail weighs more than a code, for codes are often wrong.
"""

import re
from dataclasses import dataclass

from tridesk.channels.kinds.email.bounce_phrases import PHRASES

DEAD = frozenset({"userunknown", "hostunknown", "hasmoved", "notaccept"})
SOFT = frozenset({"expired", "mailboxfull", "systemfull", "networkerror", "toomanyconn", "speeding", "delivered"})
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?<![\d.:/-])([45][0-5]\d)(?=[\s\-:#;,]|\s*\d\.\d|$)")
_REPLY_TO_SENDER = re.compile(
    r"(?:in reply to|after|response to) (?:smtp )?mail from|>>> MAIL From|\(state 13\)", re.IGNORECASE
)
_REPLY_TO_RECIPIENT = re.compile(
    r"\brcpt\b|RCPT_TO|like recipient|MSEXCH:\S+ .*unknown recipient|userid|local (?:user|mailbox)|"
    r"(?:name & )?address book|"
    r"annuaire|verzeichnis|adressbuch|directorio|diret[oó]rio|rubrica|"
    r"domino directory|ディレクトリ|unknown user: \S+@|for this mm\b|\(state 14\)",
    re.IGNORECASE,
)
_REPLY_TO_CONTENT = re.compile(
    r"(?:in reply to|after|response to) (?:the )?(?:end of )?data\b|>>> DATA|\(state 1[78]\)", re.IGNORECASE
)
_BY_STATUS = {
    "1.0": "userunknown",
    "1.1": "userunknown",
    "1.2": "hostunknown",
    "1.3": "userunknown",
    "1.6": "hasmoved",
    "1.7": "rejected",
    "1.8": "rejected",
    "1.10": "notaccept",
    "2.1": "suspend",
    "2.2": "mailboxfull",
    "2.3": "exceedlimit",
    "3.1": "systemfull",
    "3.2": "notaccept",
    "3.4": "mesgtoobig",
    "4.1": "expired",
    "4.2": "networkerror",
    "4.3": "systemerror",
    "4.4": "hostunknown",
    "4.6": "networkerror",
    "4.7": "expired",
    "4.14": "networkerror",
    "7.1": "rejected",
    "7.25": "requireptr",
    "7.26": "authfailure",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """`reason` is one of the names in PHRASES or "undefined"; `status` an enhanced code or empty."""

    reason: str
    status: str
    permanent: bool

    @property
    def address_dead(self) -> bool:
        return self.reason in DEAD


def status_in(text: str) -> str:
    """The first enhanced status code that says more than "something failed", else the first."""
    found = [f"{match[1]}.{int(match[2])}.{int(match[3])}" for match in _STATUS.finditer(text)]
    return next((code for code in found if code[2:] != "0.0"), found[0] if found else "")


def reply_in(text: str) -> str:
    found = _REPLY.search(text)
    return found[1] if found else ""


def judged(diagnostic: str, *, status: str = "", action: str = "", transcript: str = "") -> Verdict:
    """`diagnostic` is what was said about one recipient; `status` the code of the report, if it had one.

    `transcript` is the rest of the report, asked only at which step of the conversation it was said.
    """
    said = status_in(diagnostic)
    reported = status_in(status)
    code = said if said and (not reported or reported[2:] in {"0.0", "1.0"} or reported[0] == said[0]) else reported
    code = code or said
    reason = "delivered" if action in {"delivered", "relayed", "expanded"} else _reason(diagnostic, code)
    if reason in DEAD:
        reason = _doubted(
            reason, code, f"{diagnostic} {transcript}", delayed=action == "delayed", reported=action != ""
        )
    return Verdict(
        reason=reason,
        status=code or reported,
        permanent=_permanent(reason, code, reply_in(diagnostic), action),
    )


def _doubted(reason: str, code: str, conversation: str, *, delayed: bool, reported: bool) -> str:
    """An address is not dead by a temporary error, nor by a refusal of the sender, of the content or by policy."""
    if reason != "notaccept" and (delayed or code.startswith("4.")):
        return "expired" if delayed else "onhold"
    if _REPLY_TO_SENDER.search(conversation) and not code.startswith("5.1.1"):
        return "rejected"
    if reason == "userunknown" and not code.startswith("5.1."):
        # many filters say so too, after they took the recipient: without the code for it the refusal of RCPT counts
        refused = _REPLY_TO_RECIPIENT.search(conversation) and not _REPLY_TO_CONTENT.search(conversation)
        return "userunknown" if refused or (not code and reported) else "filtered"
    return reason


def _reason(diagnostic: str, code: str) -> str:
    text = re.sub(r"\s+", " ", diagnostic.lower())[:4000]
    by_code = _BY_STATUS.get(code[2:], "onhold" if code else "undefined")
    for reason, pattern in PHRASES:
        if pattern.search(text):
            # "rejected" is no reason where the code gives one
            return by_code if reason == "filtered" and by_code in DEAD else reason
    return by_code


def _permanent(reason: str, code: str, reply: str, action: str) -> bool:
    if reason in DEAD:
        return True
    if reason == "delivered" or action == "delayed":
        return False
    if code:
        return code[0] == "5"
    if reply:
        return reply[0] == "5"
    return reason not in SOFT
