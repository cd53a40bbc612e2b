"""Mailboxes are added, changed, switched off."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from tridesk.channels.actions.mailbox_place import PLACE, forget_place
from tridesk.channels.errors import MailboxInvalidError, MailboxNotFoundError, MailboxTakenError
from tridesk.channels.events import MailboxAdded, MailboxChanged, MailboxRemoved
from tridesk.channels.kinds.email.providers import PORTS
from tridesk.channels.models import Mailbox
from tridesk.identity.queries import team_exists
from tridesk.identity.types import Actor, Permission
from tridesk.infra import outbox
from tridesk.infra.secrets import seal
from tridesk.kernel.ids import MailboxId, TeamId
from tridesk.kernel.text import normal_address

_PLAIN = (
    "address", "sender_name", "language", "signature", "acknowledge", "plus_addressing", "is_active",
    "fetch_by", "sign_in", "fetch_host", "fetch_port", "fetch_security", "fetch_user", "folder", "after_reading",
    "move_to", "smtp_host", "smtp_port", "smtp_security", "smtp_user", "ca_file",
    "largest_mb", "per_minute",
)  # fmt: skip
_NUMBERS = {"largest_mb": (1, 1000), "per_minute": (0, 100_000)}
_CHOICES = {
    "after_reading": (Mailbox.KEEP, Mailbox.MOVE, Mailbox.DELETE),
    "fetch_by": (Mailbox.IMAP, Mailbox.POP3),
    "sign_in": (Mailbox.PASSWORD, Mailbox.OAUTH2),
}
_SECRETS = {"fetch_password": "fetch_secret", "smtp_password": "smtp_secret"}


def add_mailbox(*, actor: Actor, values: Mapping[str, Any], now: datetime) -> MailboxId:
    """Adds a mailbox; `values` as `change_mailbox` takes them, at least `address`.

    Raises NotAllowedError, MailboxTakenError, MailboxInvalidError.
    """
    actor.require(Permission.MAILBOXES_MANAGE)
    with transaction.atomic():
        mailbox = Mailbox(created_at=now)
        _set(mailbox, values)
        if not mailbox.address:
            raise MailboxInvalidError(field="address", reason="required")
        _save(mailbox)
        outbox.record(
            MailboxAdded(mailbox=mailbox.pk, address=mailbox.address, at=now, by=actor.person_id, ip=actor.ip)
        )
        return MailboxId(mailbox.pk)


def change_mailbox(*, actor: Actor, mailbox_id: MailboxId, values: Mapping[str, Any], now: datetime) -> None:
    """Changes what is in `values`: the fields' names, `team` (an id or None), `fetch_password`, `smtp_password`.

    Raises NotAllowedError, MailboxNotFoundError, MailboxTakenError, MailboxInvalidError.
    """
    actor.require(Permission.MAILBOXES_MANAGE)
    with transaction.atomic():
        mailbox = Mailbox.objects.select_for_update().filter(pk=mailbox_id).first()
        if mailbox is None:
            raise MailboxNotFoundError(mailbox=mailbox_id)
        changes = _set(mailbox, values)
        if not changes:
            return
        mailbox.failing_since, mailbox.error, mailbox.error_reason = None, "", ""
        mailbox.unmoved_reason, mailbox.unmoved_error = "", ""
        mailbox.lease_token, mailbox.lease_until = "", None  # whoever listens with the old settings ends
        if changes.keys() & PLACE:
            forget_place(mailbox)
        if "per_minute" in changes:
            mailbox.next_send_at = None  # what was measured by the old limit says nothing about the new one
        if mailbox.after_reading == Mailbox.KEEP:
            mailbox.unmoved = []
        _save(mailbox)
        outbox.record(MailboxChanged(mailbox=mailbox.pk, changes=changes, at=now, by=actor.person_id, ip=actor.ip))


def remove_mailbox(*, actor: Actor, mailbox_id: MailboxId, now: datetime) -> None:
    """Removes it; its mails and tickets stay. Raises NotAllowedError, MailboxNotFoundError."""
    actor.require(Permission.MAILBOXES_MANAGE)
    with transaction.atomic():
        mailbox = Mailbox.objects.select_for_update().filter(pk=mailbox_id).first()
        if mailbox is None:
            raise MailboxNotFoundError(mailbox=mailbox_id)
        outbox.record(
            MailboxRemoved(mailbox=mailbox.pk, address=mailbox.address, at=now, by=actor.person_id, ip=actor.ip)
        )
        mailbox.delete()


def _set(mailbox: Mailbox, values: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    changes: dict[str, tuple[str, str]] = {}
    for name, value in values.items():
        if name in _SECRETS:
            if value:  # an empty password on a form means "as it is"
                setattr(mailbox, _SECRETS[name], seal(str(value)))
                changes[name] = ("", "")
            continue
        column = "team_id" if name == "team" else name
        if column not in (*_PLAIN, "team_id"):
            raise MailboxInvalidError(field=name, reason="unknown")
        before = getattr(mailbox, column)
        if before != value and before != (clean := _checked(name, value)):
            changes[name] = (str(before or ""), "" if clean is None else str(clean))
            setattr(mailbox, column, clean)
    if "fetch_by" in changes:
        changes |= _move_port(mailbox, changes["fetch_by"][0])
    _check_move(mailbox)
    return changes


def _move_port(mailbox: Mailbox, before: str) -> dict[str, tuple[str, str]]:
    """From the usual port of one protocol to the other's, where nobody chose another."""
    usual = PORTS[before, mailbox.fetch_security]
    if mailbox.fetch_port != usual:
        return {}
    mailbox.fetch_port = PORTS[mailbox.fetch_by, mailbox.fetch_security]
    return {"fetch_port": (str(usual), str(mailbox.fetch_port))}


def _check_move(mailbox: Mailbox) -> None:
    if mailbox.after_reading != Mailbox.MOVE:
        return
    if mailbox.fetch_by == Mailbox.POP3:
        raise MailboxInvalidError(field="after_reading", reason="pop3_has_no_folders")
    if not mailbox.move_to:
        raise MailboxInvalidError(field="move_to", reason="required")
    if mailbox.move_to == mailbox.folder or mailbox.move_to.upper() == mailbox.folder.upper() == "INBOX":
        raise MailboxInvalidError(field="move_to", reason="same_folder")  # it would be new there for ever


def _checked(name: str, value: Any) -> Any:
    if name == "address":
        if (address := normal_address(str(value))) is None:
            raise MailboxInvalidError(field=name, reason="no_address")
        return address
    if name == "team":
        return _team(value)
    if name.endswith("_port"):
        return _port(name, value)
    if name in _NUMBERS:
        return _number(name, value, *_NUMBERS[name])
    if name in _CHOICES and value not in _CHOICES[name]:
        raise MailboxInvalidError(field=name, reason="unknown_value")
    if name.endswith("_security") and value not in ("tls", "starttls", "plain"):
        raise MailboxInvalidError(field=name, reason="unknown_value")
    return value


def _port(name: str, value: Any) -> int:
    if not str(value).isdecimal() or not 0 < int(value) < 65536:
        raise MailboxInvalidError(field=name, reason="no_port")
    return int(value)


def _number(name: str, value: Any, least: int, most: int) -> int:
    if not str(value).isdecimal() or not least <= int(value) <= most:
        raise MailboxInvalidError(field=name, reason="out_of_range", least=least, most=most)
    return int(value)


def _team(value: Any) -> int | None:
    if value is not None and not team_exists(team_id=TeamId(int(value))):
        raise MailboxInvalidError(field="team", reason="unknown")
    return value if value is None else int(value)


def _save(mailbox: Mailbox) -> None:
    try:
        with transaction.atomic():
            mailbox.save()
    except IntegrityError as error:
        raise MailboxTakenError(address=mailbox.address) from error
