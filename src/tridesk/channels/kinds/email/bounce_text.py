"""Delivery reports for people: whom they speak of and what was said, where no machine-readable part tells."""

import re

from tridesk.kernel.text import one_line

MAX_LINES = 4000
MAX_RECIPIENTS = 200

_ADDRESS = re.compile(
    r"(?<![a-z0-9!#$%&'*+/=?^_`{|}~.\-])[a-z0-9!#$%&'*+/=?^_`{|}~.\-]+@(?:[a-z0-9\-]+\.)*[a-z0-9\-]+", re.IGNORECASE
)
# from here on it is the mail that came back
_ORIGINAL = re.compile(
    r"^\W*(?:"
    r"(?:this|here|below|enclosed|included|attached|what follows|the following).{0,40}(?:is|"
    r"are).{0,30}(?:copy|header|original|first|beginning|message)"
    r"|.{0,20}(?:copy of (?:the|your)|original|returned|unsent|undelivered|bounced|failed) (?:e-?mail|"
    r"message|mail)(?: body| header| text| info|s|\(s\))?.{0,40}(?:follow|:|-{2,}|below|attached|$)"
    r"|(?:the )?(?:header|text|body) of (?:the|your) (?:original|returned|message).{0,60}"
    r"|(?:message|original|mail) headers?(?: follow.{0,10})?:?\W*$"
    r"|original mail (?:as follows|info).{0,20}|your (?:original )?message (?:follows|reads|was|"
    r"header).{0,30}:\W*$|begin(?:ning)? of (?:the )?(?:original|returned|message).{0,30}"
    r"|nachrichtenkopf.{0,40}|-+ ?es folgt.{0,60}|mensaje original.{0,20}|mensagem original.{0,20}|"
    r"元のメッセージ.{0,20}"
    r")\W*$",
    re.IGNORECASE,
)
_HEADER = re.compile(
    r"^\s*(?:return-path|received|message-id|mime-version|content-type|dkim-signature|x-[\w-]+|from|date|to|"
    r"subject|delivered-to|x-mailer|reply-to|references)\s*:\s?\S",
    re.IGNORECASE,
)
_STRONG_HEADER = re.compile(r"^\s*(?:return-path|received|message-id|mime-version|dkim-signature)\s*:", re.IGNORECASE)
_LABELLED = re.compile(
    r"^\W*(?:(?:failed|original|final|intended|rcpt|target|invalid|undelivered|destination)[ -]?)*"
    r"(?:recipients?|rcpt to|mail address|e-?mail address|address(?:es)?|to|user|for|destinatario|"
    r"destinatário|destinataire|empfänger|受信者|宛先)"
    r"(?: mail)?(?: \w+)?\s*[:=]\s*.{0,40}@",
    re.IGNORECASE,
)
_ANNOUNCED = re.compile(
    r"following .{0,30}(?:recipient|address)|(?:these|intended) recipients|address\(es\) failed|"
    r"delivery (?:errors|problems)",
    re.IGNORECASE,
)
_REPLY_CODE = re.compile(r"^\s*\d{3}[ -]?(?:\d\.\d{1,3}\.\d{1,3})?\s*<?$")
_OUR_SIDE = re.compile(
    r"^\W*(?:from|mail from|sender|reply-?to|return-path|envelope-from|reporting-mta|received-from|contact|"
    r"postmaster|"
    r"original message was received|for (?:further|more) (?:help|information|assistance)|received:|subject|"
    r"message-id)\b",
    re.IGNORECASE,
)
_ROBOT = re.compile(
    r"^(?:mailer-?daemon|postmaster|noreply|no-reply|abuse|support|helpdesk|mail-?admin\w*|"
    r"admin(?:istrator)?)@",
    re.IGNORECASE,
)
_REPORT_FIELD = re.compile(
    r"^(?:final-recipient|original-recipient|action|status|diagnostic-code|remote-mta|reporting-mta)\s*:",
    re.IGNORECASE,
)


def told(text: str) -> tuple[list[str], list[str]]:
    """The lines of the report, and those of the mail that came back below it."""
    lines = text.split("\n")[:MAX_LINES]
    for index, line in enumerate(lines):
        if index and _ORIGINAL.match(line) and _mail_follows(lines, index):
            return lines[:index], lines[index + 1 :]
        if index and _STRONG_HEADER.match(line) and _is_header_run(lines, index):
            return lines[:index], lines[index:]
    return lines, []


def _mail_follows(lines: list[str], index: int) -> bool:
    below = [line for line in lines[index + 1 : index + 40] if line.strip()]
    return not below or any(_HEADER.match(line) for line in below[:8])


def _is_header_run(lines: list[str], index: int) -> bool:
    return sum(bool(_HEADER.match(line)) for line in lines[index : index + 12]) >= 3


def recipients_told(lines: list[str], not_these: frozenset[str]) -> list[tuple[str, str]]:
    """(address, what is said about it) in order. `not_these` are lower-case addresses of the two ends of the report."""
    places: list[tuple[int, str]] = []
    seen: set[str] = set()
    for index, line in enumerate(lines):
        if _OUR_SIDE.match(line) and not _LABELLED.match(line):
            continue
        for address in _addresses(line, not_these):
            if address.lower() not in seen:
                seen.add(address.lower())
                places.append((index, address))
    places = _below_the_list(lines, places)
    strong = [place for place in places if _stands_out(lines[place[0]], place[1])]
    chosen = (strong or places[:1])[:MAX_RECIPIENTS]
    return [(address, _said(lines, index, address, chosen)) for index, address in chosen]


def _below_the_list(lines: list[str], places: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Where a line announces the recipients, only what stands below it counts."""
    for index, line in enumerate(lines):
        if _ANNOUNCED.search(line) and (below := [place for place in places if place[0] >= index]):
            return below
    return places


def _addresses(line: str, not_these: frozenset[str]) -> list[str]:
    found = (match[0].strip(".'") for match in _ADDRESS.finditer(line))
    return [
        address
        for address in found
        if address.lower() not in not_these and not _ROBOT.match(address) and not _in_link(line, address)
    ]


def _in_link(line: str, address: str) -> bool:
    before = line[: line.find(address)]
    return (before.rstrip("<\"'").lower().endswith("mailto:") and "<" not in before) or "http" in before[-60:].lower()


def _stands_out(line: str, address: str) -> bool:
    """The address is what the line is about, not one word of a sentence."""
    stripped = re.sub(r"^[\s\W]*(?:\w+:\d+:)?", "", line)
    before = line[: line.find(address)].strip(" \t<\"'([*>-")
    if _REPLY_CODE.match(line[: line.find(address)]):
        return True
    return stripped.startswith(address) or not before or bool(_LABELLED.match(line)) or before.rstrip().endswith(":")


def _said(lines: list[str], index: int, address: str, chosen: list[tuple[int, str]]) -> str:
    """From the line of the address to the next address; for a single one the whole report."""
    if len(chosen) == 1:
        return one_line(" ".join(lines))
    if _REPLY_CODE.match(lines[index][: lines[index].find(address)]):
        return one_line(lines[index])
    others = [other for _, other in chosen if other != address]
    own: list[str] = []
    for line in lines[index : index + 25]:
        if own and any(other in line for other in others):
            break
        own.append(line)
    again = [line for line in lines[index + len(own) :] if address in line]
    nearby = [line for line in own if not _REPORT_FIELD.match(line)]
    return one_line(" ".join([*nearby, *again]))
