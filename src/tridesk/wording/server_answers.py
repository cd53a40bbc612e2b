"""What a mail server means when it does not take a mail: which of a few kinds, and each as a sentence with what to do.

Enhanced status codes are RFC 3463 and its registry, reply codes RFC 5321; what big providers say beside them is their
own. Where the code says little ("5.7.1"), the words decide.
"""

import re
from dataclasses import dataclass
from itertools import chain

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_CODE = re.compile(r"(?<![\d.])([245]\d\d)(?![\d.])")
_ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3}\.\d{1,3})(?![\d.])")
_OUR_REASON = re.compile(r"([a-z_]+): ")  # str(DeliveryFailed) begins with its reason

WORDS: dict[str, Promise] = {
    "unknown_address": _("There is no such address there. Ask them for the right one, or reach them another way."),
    "no_domain": _(
        "The part of the address after the @ does not exist or takes no mail. Look for a typing error and correct the "
        "address."
    ),
    "switched_off": _("Their mailbox is switched off or takes no mail. Reach them another way."),
    "full": _("Their mailbox is full. Reach them another way, and send it again once they have made room."),
    "too_large": _("The mail is too large for their server. Send the files another way, or smaller ones."),
    "relay": _(
        "A mail server on the way passes no mail on to this domain. See whether the address is right; if it is so with "
        "every address, whoever looks after the mailbox must correct its SMTP server, user or password."
    ),
    "sender": _(
        "Our own mail server does not let us write from this address. Whoever looks after the mailbox must allow its "
        "SMTP user to send as this address."
    ),
    "sign_in": _(
        "Our own mail server wants a user and a password before it takes a mail, or refused ours. Whoever looks after "
        "the mailbox must correct them."
    ),
    "origin": _(
        "Their server could not see that the mail is really from our domain. Whoever looks after our domain must "
        "publish SPF and DKIM records for the server that sends it."
    ),
    "encryption": _(
        "The server takes mail over an encrypted connection only. Whoever looks after the mailbox must choose TLS or "
        "STARTTLS."
    ),
    "content": _(
        "Their server refused what is in the mail, mostly a kind of file. Send the file another way, or pack it "
        "differently."
    ),
    "blocked": _(
        "Their server takes the mail for spam, or a rule there forbids it. Ask them to allow our address, and whoever "
        "looks after our mail server to see whether it is on a block list."
    ),
    "too_many": _("More mails were sent than the server allows for now. A limit can be set on the mailbox's page."),
    "greylisted": _("Their server asks strangers to come again a little later. Nothing needs to be done."),
    "loop": _("The mail went round in circles at their side: one address forwards to another and back. Tell them."),
    "expired": _("Their server could not be reached for days. See whether the address is right."),
    "address_form": _("The server cannot handle this form of address. Look for a typing error and correct it."),
    "busy": _("The server cannot take it just now. Nothing needs to be done: it is tried again by itself."),
    "refused": _("The server refused the mail. What it said tells why."),
    "unreachable": _("Our mail server cannot be reached. Whoever looks after the mailbox should try it on its page."),
    "tls": _(
        "The certificate of our mail server cannot be trusted. Whoever looks after the mailbox should try it on its "
        "page."
    ),
    "login_refused": _(
        "Our mail server refused user or password. Whoever looks after the mailbox must enter them again."
    ),
    "protocol": _(
        "Our mail server answered what we do not understand. Whoever looks after the mailbox should check its port and "
        "security."
    ),
}

# By subject and detail of the enhanced code, whatever its class.
_BY_STATUS = {
    "1.1": "unknown_address", "1.2": "no_domain", "1.3": "address_form", "1.6": "unknown_address", "1.7": "sender",
    "1.8": "sender", "1.10": "no_domain", "2.1": "switched_off", "2.2": "full",
    "2.3": "too_large", "3.1": "busy", "3.4": "too_large",
    "4.4": "no_domain", "4.5": "too_many", "4.6": "loop", "4.7": "expired", "4.14": "loop", "5.3": "too_many",
    "6.7": "address_form", "6.9": "address_form", "7.3": "sign_in", "7.8": "sign_in", "7.9": "sign_in",
    "7.10": "encryption", "7.11": "encryption", "7.20": "origin", "7.21": "origin", "7.22": "origin", "7.23": "origin",
    "7.24": "origin", "7.25": "origin", "7.26": "origin", "7.27": "origin", "7.28": "too_many", "7.29": "encryption",
    "7.30": "origin", "7.32": "origin", "7.57": "sign_in", "7.60": "sender", "7.64": "relay", "7.509": "origin",
    "7.515": "origin", "7.708": "too_many",
}  # fmt: skip
_BY_CODE = {530: "sign_in", 534: "sign_in", 535: "sign_in", 538: "encryption", 551: "unknown_address", 552: "too_large"}

# Looked for in this order where the code leaves it open.
_BY_WORDS = [
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("encryption", r"must issue a starttls|encryption (is )?(needed|required)|tls (is )?required"),
        ("origin", r"\bdmarc\b|\bspf\b|\bdkim\b|unauthenticated (e?mail|email)|not authorized to send on behalf"),
        ("sign_in", r"authentication (is )?required|must be authenticated|client not authenticated|log ?in first"),
        ("sender", r"sender (address )?rejected|send ?as ?denied|not allowed to send as|not owned by user"),
        ("relay", r"\brelay"),
        ("greylisted", r"gr[ea]y-?list"),
        ("too_many", r"too many|rate ?limit|limit exceeded|exceeded .*sending (limit|quota)|throttl|too fast"),
        ("full", r"mailbox (is )?full|over ?quota|quota exceeded|exceeded storage"),
        ("too_large", r"too (large|big)|size limit|exceeds? .*size|message size"),
        ("content", r"virus|malware|attachment|security issue|file type|executable"),
        ("no_domain", r"(host|domain|name service).*(not found|unknown|does not exist|no such)|nullmx|null mx"),
        ("unknown_address", r"(user|recipient|address|mailbox|account).*(unknown|not ?(found|exist)|no such|invalid)"
                            r"|no such (user|recipient|mailbox|person|address)|unknown (user|recipient|address)"
                            r"|does ?n.t have an? .*account|does not exist|recipient address rejected: access denied"),
        ("switched_off", r"(mailbox|account|user).*(disabled|inactive|suspended|deactivated)"),
        ("blocked", r"spam|block ?list|blacklist|blocked|reputation|rbl|spamhaus|barracuda|policy|denied|rejected"),
        ("loop", r"too many hops|mail loop|hop count"),
    )
]  # fmt: skip
_OURS = {"unreachable", "tls", "login_refused", "protocol"}


@dataclass(frozen=True, slots=True)
class Answer:
    """Which of `WORDS` it is, and what the server said, without our own word before it."""

    kind: str
    said: str


def read_answer(text: str) -> Answer | None:
    """What is kept of a failed try (`OutboundMail.error`); None where no server said it."""
    ours = _OUR_REASON.match(text)
    said = text[ours.end() :].strip() if ours else text.strip()
    if ours and ours[1] in _OURS:
        return Answer(ours[1], said.lstrip("0 ").strip())
    found, codes = _ENHANCED.search(said), [int(code) for code in _CODE.findall(said[:80])]
    if not (found or codes or (ours and ours[1] == "refused")):
        return None
    return Answer(_kind(said, found[2] if found else "", found[1] if found else "", codes), said)


def _kind(said: str, status: str, severity: str, codes: list[int]) -> str:
    by_words = next((kind for kind, pattern in _BY_WORDS if pattern.search(said)), "")
    temporary = severity == "4" or (not severity and any(400 <= code < 500 for code in codes))
    if temporary and by_words in ("blocked", "relay", "unknown_address", "no_domain"):
        by_words = "busy"  # it would be said with a 5 if it were so for good
    certain = _BY_STATUS.get(status)
    if certain == "too_large" and by_words == "full":
        certain = "full"  # some say 5.2.3 or 552 for either
    if certain == "no_domain" and by_words == "unknown_address":
        certain = by_words  # Exchange says 5.1.10 for a person it does not know
    if temporary and certain in ("unknown_address", "no_domain"):
        certain = "busy"
    if certain:
        return certain
    by_code = next(chain((_BY_CODE[code] for code in codes if code in _BY_CODE), [""]))
    if by_words and (by_code != "sign_in" or by_words == "encryption"):
        return by_words
    return by_code or ("busy" if temporary else "blocked" if status.startswith("7.") else "refused")
