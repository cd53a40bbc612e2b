"""Mailboxes as bodies: everything but what is secret."""

from typing import TYPE_CHECKING, Any

from tridesk.api.ids import Kind, told
from tridesk.channels.actions.try_mailbox import Trial
from tridesk.channels.queries import Grant, MailboxRow, Signing, grant_of
from tridesk.channels.queries.mailboxes import row_of
from tridesk.wording.mail_servers import mail_trouble, retry_pace, signing_trouble

if TYPE_CHECKING:
    from tridesk.channels.models import Mailbox

_AS_THEY_ARE = (
    "address", "sender_name", "language", "signature", "acknowledge", "plus_addressing", "created_at", "fetch_by",
    "sign_in", "fetch_host", "fetch_port", "fetch_security", "fetch_user", "folder", "after_reading", "move_to",
    "smtp_host", "smtp_port", "smtp_security", "smtp_user", "largest_mb", "per_minute", "hook_made_at", "dkim_domain",
    "dkim_selector",
)  # fmt: skip


def mailbox_brief(row: MailboxRow) -> dict[str, Any]:
    return {
        "id": told(Kind.MAILBOX, row.id),
        "address": row.address,
        "team": row.team,
        "active": row.is_active,
        "checked_at": row.checked_at,
        "state": _state(row),
    }


def mailbox(found: "Mailbox") -> dict[str, Any]:
    team = {"id": told(Kind.TEAM, found.team.pk), "name": found.team.name} if found.team is not None else None
    return {
        "id": told(Kind.MAILBOX, found.pk),
        **{name: getattr(found, name) for name in _AS_THEY_ARE},
        "team": team,
        "active": found.is_active,
        "has_fetch_password": bool(found.fetch_secret),
        "has_smtp_password": bool(found.smtp_secret),
        "grant": grant(grant_of(mailbox=found)) if found.sign_in == "oauth2" else None,
        "state": _state(row_of(mailbox=found), unmoved=(found.unmoved_reason, found.unmoved_error)),
    }


def grant(row: Grant) -> dict[str, Any]:
    names = (
        "state", "provider", "tenant", "client_id", "authorize_url", "token_url", "scope", "account", "granted_at",
    )  # fmt: skip
    return {**{name: getattr(row, name) for name in names}, "said": row.error}


def _state(row: MailboxRow, *, unmoved: tuple[str, str] = ("", "")) -> dict[str, Any]:
    since, (reason, said) = row.failing_since, (row.error_reason, row.error)
    state = "failing" if since is not None else "working"
    if since is None and unmoved[0]:
        state, (reason, said) = "unmoved", unmoved
    if not row.is_active:
        state = "off"
    troubled = state in ("failing", "unmoved")
    return {
        "state": state,
        "since": since if troubled else None,
        "reason": reason if troubled else "",
        "problem": mail_trouble(reason) if troubled else "",
        "pace": retry_pace(reason) if troubled else "",
        "said": said if troubled else "",
    }


def trial(row: Trial) -> dict[str, Any]:
    return {
        "works": row.works,
        "fetch": _server(row.fetch, row.fetch_detail),
        "smtp": _server(row.smtp, row.smtp_detail),
        "folders": list(row.folders),
    }


def _server(reason: str, said: str) -> dict[str, Any]:
    return {"works": not reason, "reason": reason, "problem": mail_trouble(reason) if reason else "", "said": said}


def dkim(row: Signing) -> dict[str, Any]:
    return {
        "domain": row.domain,
        "selector": row.selector,
        "name": row.name,
        "value": row.value,
        "trouble": row.trouble,
        "problem": signing_trouble(row.trouble) if row.trouble else "",
        "others": [{"id": told(Kind.MAILBOX, number), "name": address} for number, address in row.others],
    }
