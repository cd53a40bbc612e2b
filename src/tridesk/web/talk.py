"""A ticket's conversation as a page shows it: messages, and between them what happened, in one order."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tridesk.channels.queries import Delivery, Doubt
from tridesk.identity.types import Actor, Side
from tridesk.tickets.queries import MessageRow
from tridesk.web.timeline_words import Happening
from tridesk.wording.mail_servers import delivery_trouble

GROUP = 4  # so many quiet lines in a row are folded behind one
JUST_NOW = timedelta(seconds=60)  # a reply so young without a mail is still being handed over


@dataclass(slots=True)
class Item:
    """A message with how its mails fare, or quiet lines. `unread` marks where the new part begins.

    `doubt` says why the mail it came by may not be from whom it says.
    """

    message: MessageRow | None = None
    happened: list[Happening] = field(default_factory=list)
    state: str = ""
    reason: str = ""
    retry_at: datetime | None = None
    begins_unread: bool = False
    remote: bool = False
    doubt: Doubt | None = None

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
    failed = [mail for mail in mails if mail.state == "failed"]
    waiting = [mail for mail in mails if mail.state == "queued"]
    if failed:
        item.state = "failed"
        item.reason = "; ".join(
            f"{mail.recipient}: {delivery_trouble(mail.error)}" if mail.error else mail.recipient for mail in failed
        )
    elif waiting:
        item.state = "sending"
        item.retry_at = next((mail.next_try_at for mail in waiting if mail.error), None)
        item.reason = next((delivery_trouble(mail.error) for mail in waiting if mail.error), "")
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


def mark_doubtful(items: Iterable[Item], doubts: Mapping[int, Doubt]) -> None:
    """Sets what to warn of; `doubts` by message."""
    for item in items:
        if item.message:
            item.doubt = doubts.get(item.message.id)
