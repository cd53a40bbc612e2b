"""A ticket's conversation as a page shows it: messages, and between them what happened, in one order."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tridesk.channels.queries import CameBy, Delivery
from tridesk.identity.types import Actor, Side
from tridesk.tickets.queries import MessageRow
from tridesk.wording.mail_servers import Trouble, why_not_delivered
from tridesk.wording.timeline_words import Happening

GROUP = 4  # so many quiet lines in a row are folded behind one
JUST_NOW = timedelta(seconds=60)  # a reply so young without a mail is still being handed over


@dataclass(frozen=True, slots=True)
class MailLine:
    """How the mail to one person fares. `at` is when it was sent, or when it is tried next; `trouble` says why it is
    not there yet, and `refused` that a server said so."""

    recipient: str
    state: str
    at: datetime | None
    trouble: Trouble

    @property
    def refused(self) -> bool:
        return bool(self.trouble.said)


@dataclass(slots=True)
class Item:
    """A message with how its mails fare, or quiet lines. `unread` marks where the new part begins.

    `brought_by` is the mail it came by, if any.
    """

    message: MessageRow | None = None
    happened: list[Happening] = field(default_factory=list)
    state: str = ""
    mails: list[MailLine] = field(default_factory=list)
    begins_unread: bool = False
    remote: bool = False
    brought_by: CameBy | None = None

    @property
    def lost(self) -> int:
        """To how many people the message did not come."""
        return sum(mail.state == "failed" for mail in self.mails)

    @property
    def in_trouble(self) -> bool:
        """Whether somebody should look at how its mails fare."""
        return any(mail.state == "failed" or (mail.state == "queued" and str(mail.trouble)) for mail in self.mails)

    @property
    def folded(self) -> bool:
        return len(self.happened) >= GROUP


def woven(
    messages: Sequence[MessageRow],
    happened: Iterable[Happening],
    spoken: dict[int, int],
    deliveries: dict[int, list[Delivery]],
    *,
    now: datetime,
    whole: bool,
) -> list[Item]:
    """One list. `spoken` maps a message to the number of its own event: what was recorded before it stands before it.

    A message that came from another ticket has no event here and stands by its time. Where earlier messages are
    left out (not `whole`), so is what happened before the first one shown.
    """
    before = _by_message(messages, list(happened), spoken, whole=whole)
    items: list[Item] = []
    for message in messages:
        if lines := before[message.id]:
            items.append(Item(happened=lines))
        items.append(_said(message, deliveries.get(message.id, []), now))
    if lines := before[0]:
        items.append(Item(happened=lines))
    return items


def _by_message(
    messages: Sequence[MessageRow], happened: list[Happening], spoken: dict[int, int], *, whole: bool
) -> dict[int, list[Happening]]:
    """The quiet lines before each message, and after the last one (0)."""
    before: dict[int, list[Happening]] = defaultdict(list)
    at = 0
    for index, message in enumerate(messages):
        number = spoken.get(message.id)
        lines: list[Happening] = []
        while at < len(happened) and _earlier(happened[at], message, number):
            lines.append(happened[at])
            at += 1
        if index or whole:
            before[message.id] = lines
    before[0] = happened[at:]
    return before


def _earlier(line: Happening, message: MessageRow, number: int | None) -> bool:
    return line.event < number if number is not None else line.at <= message.at


def _said(message: MessageRow, mails: list[Delivery], now: datetime) -> Item:
    item = Item(message=message, remote="data-remote-src" in message.html)
    item.mails = [
        MailLine(mail.recipient, mail.state, mail.sent_at or mail.next_try_at, why_not_delivered(mail.error))
        for mail in mails
    ]
    states = {mail.state for mail in mails}
    if "failed" in states:
        item.state = "failed"
    elif "queued" in states:
        item.state = "sending"
    elif mails:
        item.state = "sent"
    elif message.side == Side.ANALYST and message.visibility == "public" and now - message.at < JUST_NOW:
        item.state = "sending"
    return item


def mark_unread(items: Iterable[Item], actor: Actor, read_at: datetime | None) -> None:
    """Sets where the part begins that somebody else wrote after the actor's last visit; nowhere on the first visit."""
    if read_at is None:
        return
    for item in items:
        if item.message and item.message.at > read_at and item.message.author_id != actor.person_id:
            item.begins_unread = True
            return


def mark_brought(items: Iterable[Item], mails: Mapping[int, CameBy]) -> None:
    """Sets which mails brought them; `mails` by message."""
    for item in items:
        if item.message:
            item.brought_by = mails.get(item.message.id)
