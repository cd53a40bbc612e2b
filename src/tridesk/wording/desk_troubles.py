"""What of the desk itself needs somebody, as sentences: the same in the bell, on its page and for the doctor."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tridesk.channels.queries import MailTroubles
from tridesk.infra.outbox.parked import Backlog
from tridesk.webhooks.queries.webhooks import WebhookRow
from tridesk.wording.mail_servers import mail_trouble, retry_pace, unread_mails

LATE = timedelta(minutes=5)  # that a due job may wait before somebody should look

type When = Callable[[datetime], str]


@dataclass(frozen=True, slots=True)
class Trouble:
    """`code` is stable. `todo` says what to do now, `said` is in a server's words; `mailbox` and `address` are the one
    it is about."""

    level: str  # error, warning
    code: str
    text: str
    todo: str
    said: str = ""
    mailbox: int = 0
    address: str = ""
    webhook: int = 0


def desk_troubles(
    *, mail: MailTroubles, work: Backlog | None, webhooks: Sequence[WebhookRow], when: When, now: datetime
) -> list[Trouble]:
    """The worst first. `when` writes a moment as its reader does; `work` None for those who do not look after it."""
    found = [*_mailboxes(mail, when), *(_work(work, now) if work else ()), *_webhooks(webhooks, when), *_mails(mail)]
    return sorted(found, key=lambda trouble: trouble.level != "error")


def _mailboxes(mail: MailTroubles, when: When) -> Iterator[Trouble]:
    correct = _("Correct it in Settings, Mailboxes, and try both servers there.")
    for box in mail.ungranted:
        text = _("%(address)s is no longer allowed to sign in at its provider.") % {"address": box.address}
        todo = _("Open it in Settings, Mailboxes, and give the consent again.")
        yield Trouble("error", "mailbox_grant", text, todo, box.error, box.mailbox, box.address)
    for box in mail.failing:
        told = {
            "address": box.address,
            "since": when(box.since) if box.since else "",
            "error": mail_trouble(box.reason),
        }
        text = _("%(address)s has not worked since %(since)s: %(error)s") % told
        todo = f"{correct} {retry_pace(box.reason)}".strip()
        yield Trouble("error", "mailbox_failing", text, todo, box.error, box.mailbox, box.address)
    for box in mail.unmoved:
        text = _("%(address)s: %(error)s") % {"address": box.address, "error": mail_trouble(box.reason)}
        yield Trouble("warning", "mailbox_unmoved", text, correct, box.error, box.mailbox, box.address)
    for mailbox, address, count in mail.unread:
        text = f"{address}: {unread_mails(count)}"
        todo = _("Look at the mailbox with another mail program, and move them out of the folder.")
        yield Trouble("warning", "mailbox_unread", text, todo, "", mailbox, address)


def _work(work: Backlog, now: datetime) -> Iterator[Trouble]:
    if work.parked:
        text = ngettext("%(count)s job is parked.", "%(count)s jobs are parked.", work.parked) % {"count": work.parked}
        todo = _("See Settings, Background work: read the error, run it again.")
        yield Trouble("error", "jobs_parked", text, todo)
    late = now - work.overdue_since if work.overdue_since else timedelta()
    if late > LATE:
        minutes = int(late.total_seconds() // 60)
        text = ngettext("Work has waited for %(minutes)s minute.", "Work has waited for %(minutes)s minutes.", minutes)
        todo = _("Is the worker running? 'tridesk run' starts one, 'tridesk worker' another.")
        yield Trouble("error", "jobs_late", text % {"minutes": minutes}, todo)


def _webhooks(rows: Sequence[WebhookRow], when: When) -> Iterator[Trouble]:
    for row in rows:
        text = _("The webhook “%(name)s” was switched off on %(since)s: its receiver is gone or answers only errors.")
        named = {"name": row.name, "since": when(row.off_at) if row.off_at else ""}
        todo = _("See Settings, Webhooks: correct it, switch it on, and send again what was given up.")
        yield Trouble("error", "webhook_off", text % named, todo, row.url, webhook=row.id)


def _mails(mail: MailTroubles) -> Iterator[Trouble]:
    if mail.late:
        text = ngettext(
            "%(count)s mail of ours has been refused for an hour or longer.",
            "%(count)s mails of ours have been refused for an hour or longer.",
            mail.late,
        )
        todo = _("See Settings, Mail, Waiting: what the server said tells why.")
        yield Trouble("error", "mails_late", text % {"count": mail.late}, todo)
    if mail.parked:
        text = ngettext("%(count)s mail is parked.", "%(count)s mails are parked.", mail.parked)
        todo = _("See Settings, Mail: try it again, make a ticket of it, or set it aside.")
        yield Trouble("warning", "mails_parked", text % {"count": mail.parked}, todo)
