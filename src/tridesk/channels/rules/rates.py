"""How fast is too fast for people: what comes quicker is a program that talks to us. Pure."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tridesk.channels.rules.robots import Voice, voice_of
from tridesk.channels.types import IncomingMessage
from tridesk.kernel.text import folded

BURST = 10  # tickets that one robot may open within an hour
HOUR = timedelta(hours=1)
_LIMITS = ((10, timedelta(minutes=10)), (40, HOUR))  # mails of one address to us
LOOKED_AT = 41  # so many of its mails are enough to tell
_PROGRAMS = re.compile(
    r"outlook|thunderbird|apple mail|i(phone|pad|cloud) mail|android|evolution|kmail|mutt|claws|roundcube|squirrelmail|"
    r"horde|zimbra|sogo|k-9|emclient|mailbird|spark|mailspring|the bat!|lotus notes|groupwise|mailmate|airmail|"
    r"nextcloud|rainloop|snappymail|afterlogic|bluemail|samsung|postbox|em client|gnus|alpine|pine|sylpheed|seamonkey",
    re.I,
)
_WEB_MAIL = re.compile(
    r"@(mail\.gmail\.com|[\w.-]+\.(prod\.outlook\.com|prod\.exchangelabs\.com)|mail\.yahoo\.com)$", re.I
)


@dataclass(frozen=True, slots=True)
class Pace:
    """`mails` came within `minutes`: more than anybody writes."""

    mails: int
    minutes: int


def pace_of(came: Sequence[datetime], *, now: datetime) -> Pace | None:
    """Whether with the mail of `now` an address is too fast; `came` is when its earlier ones came, in any order."""
    for limit, span in _LIMITS:
        mails = sum(1 for at in came if now - at < span) + 1
        if mails > limit:
            return Pace(mails, int(span.total_seconds() // 60))
    return None


def is_late(message: IncomingMessage, received_at: datetime) -> bool:
    """Whether it lay somewhere for an hour or longer: a mailbox read for the first time tells nothing of a pace."""
    return message.date is not None and received_at - message.date >= HOUR


def is_surely_by_hand(message: IncomingMessage, *, earlier_words: Collection[str]) -> bool:
    """Written with a program of people, in words that its sender did not send us just before.

    Whoever writes fast by hand must lose nothing; two programs that talk to each other repeat themselves.
    """
    if voice_of(message) is not Voice.HAND or message.marks.hops:
        return False
    by_people = _PROGRAMS.search(message.marks.program) or _WEB_MAIL.search(message.message_id)
    return bool(by_people) and said(message.new_text) not in {said(words) for words in earlier_words}


def said(words: str) -> str:
    """Words as they are compared: numbers aside, which a program counts up."""
    return re.sub(r"\d+", "", folded(words[:4000]))
