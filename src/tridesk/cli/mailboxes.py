"""`mailbox add|test|poll|list`."""

import argparse
import getpass
import os
import sys
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from tridesk.cli.language import gettext as _
from tridesk.cli.language import ngettext
from tridesk.cli.setup import fail, password_from_stdin, ready_with_database, say, say_json

_SECURITY = {
    "imaps": "tls",
    "imap+starttls": "starttls",
    "imap": "plain",
    "pop3s": "tls",
    "pop3+starttls": "starttls",
    "pop3": "plain",
    "smtps": "tls",
    "smtp+starttls": "starttls",
    "smtp": "plain",
}
_PORTS = {"imaps": 993, "imap+starttls": 143, "imap": 143, "smtps": 465, "smtp+starttls": 587, "smtp": 25,
          "pop3s": 995, "pop3+starttls": 110, "pop3": 110}  # fmt: skip


def add(arguments: argparse.Namespace) -> int:
    """Adds a mailbox."""
    ready_with_database()
    from tridesk.channels.actions.mailboxes import add_mailbox
    from tridesk.cli.refusals import refusal
    from tridesk.identity.types import SYSTEM
    from tridesk.kernel.clock import now
    from tridesk.kernel.errors import DomainError

    try:
        values = _values(arguments)
        add_mailbox(actor=SYSTEM, values=values, now=now())
    except ValueError as error:
        return fail(64, str(error))
    except DomainError as error:
        return fail(65, refusal(error))
    say(_("%(address)s is added. Try it with 'tridesk mailbox test %(address)s'.") % {"address": values["address"]})
    return 0


def _values(arguments: argparse.Namespace) -> dict[str, Any]:
    values: dict[str, Any] = {
        "address": arguments.address,
        "sender_name": arguments.name,
        "language": arguments.language,
        "plus_addressing": arguments.plus_addressing,
        "ca_file": arguments.ca_file,
        "team": _team(arguments.team),
        "after_reading": arguments.after_reading,
        "move_to": arguments.move_to,
        "largest_mb": arguments.largest_mb,
        "per_minute": arguments.per_minute,
    }
    if arguments.imap and arguments.pop3:
        raise ValueError(_("A mailbox is fetched by IMAP or by POP3: name one server."))
    password = _password(arguments)
    for kind in ("imap", "pop3", "smtp"):
        if url := getattr(arguments, kind):
            values |= _server(kind, url, password)
    return values


def _server(kind: str, url: str, password: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme not in _SECURITY or not parts.scheme.startswith(kind) or not parts.hostname or _no_port(parts):
        raise ValueError(
            _("%(url)s is not understood; it looks like %(example)s.") % {"url": url, "example": f"{kind}s://user@host"}
        )
    way = "smtp" if kind == "smtp" else "fetch"
    values: dict[str, Any] = {
        f"{way}_host": parts.hostname,
        f"{way}_port": parts.port or _PORTS[parts.scheme],
        f"{way}_security": _SECURITY[parts.scheme],
        f"{way}_user": unquote(parts.username or ""),
        f"{way}_password": unquote(parts.password or "") or (password if parts.username else ""),
    }
    if kind != "smtp":
        values["fetch_by"] = kind
    if kind == "imap" and parts.path.strip("/"):
        values["folder"] = unquote(parts.path.strip("/"))
    return values


def _no_port(parts: SplitResult) -> bool:
    try:
        return parts.port == 0
    except ValueError:  # not a number, or more than there are
        return True


def _password(arguments: argparse.Namespace) -> str:
    if arguments.password_env:
        if arguments.password_env not in os.environ:
            raise ValueError(_("The environment has no %(name)s.") % {"name": arguments.password_env})
        return os.environ[arguments.password_env]
    if arguments.password_stdin:
        return password_from_stdin()
    urls = (arguments.imap, arguments.pop3, arguments.smtp)
    if sys.stdin.isatty() and any("@" in urlsplit(url).netloc for url in urls):
        return getpass.getpass(_("Password of the mailbox: "))
    return ""


def _team(name: str) -> int | None:
    from tridesk.identity.queries import default_team, team_names

    if not name:
        return default_team()
    for team, known in team_names(archived=False).items():
        if known.lower() == name.lower():
            return team
    raise ValueError(_("There is no team %(name)s.") % {"name": name})


def known(address: str) -> int | None:
    """The id of the mailbox with this address."""
    from tridesk.channels.queries import mailboxes
    from tridesk.identity.types import SYSTEM

    return next((row.id for row in mailboxes(actor=SYSTEM) if row.address == address.lower()), None)


def test(arguments: argparse.Namespace) -> int:
    """Connects to both servers and says what they answer."""
    ready_with_database()
    from tridesk.channels.actions.try_mailbox import try_mailbox
    from tridesk.identity.types import SYSTEM
    from tridesk.kernel.clock import now
    from tridesk.kernel.ids import MailboxId
    from tridesk.wording.mail_servers import mail_trouble

    if (number := known(arguments.address)) is None:
        return fail(64, _("There is no mailbox %(address)s.") % {"address": arguments.address})
    trial = try_mailbox(actor=SYSTEM, mailbox_id=MailboxId(number), clock=now)
    fetched = (trial.by, trial.fetch, trial.fetch_detail)
    if arguments.json:
        told = {"address": arguments.address.lower(), "works": trial.works, "folders": trial.folders}
        for name, reason, detail in (fetched, ("smtp", trial.smtp, trial.smtp_detail)):
            told |= {name: reason, f"{name}_detail": detail}
        say_json(told)
    else:
        for name, reason, detail in (fetched, ("smtp", trial.smtp, trial.smtp_detail)):
            say(f"{name.upper()}: " + (_trouble(mail_trouble(reason), detail) if reason else _("works")))
    return 0 if trial.works else 69


def poll(arguments: argparse.Namespace) -> int:
    """Fetches what is new; the worker takes it in."""
    ready_with_database()
    from tridesk.channels.actions.fetch_mail import poll_once
    from tridesk.channels.queries import mailbox
    from tridesk.identity.types import SYSTEM
    from tridesk.infra.mail.errors import MailServerError
    from tridesk.infra.secrets import SecretLostError
    from tridesk.kernel.clock import now
    from tridesk.kernel.ids import MailboxId
    from tridesk.wording.mail_servers import mail_trouble

    if (number := known(arguments.address)) is None:
        return fail(64, _("There is no mailbox %(address)s.") % {"address": arguments.address})
    if not mailbox(actor=SYSTEM, mailbox_id=MailboxId(number)).fetch_host:
        return fail(64, _("%(address)s has no server to fetch from.") % {"address": arguments.address})
    try:
        count = poll_once(mailbox_id=MailboxId(number), clock=now)
    except MailServerError as error:
        return fail(69, _trouble(mail_trouble(error.reason), f"{error.code} {error.detail}"))
    except SecretLostError:
        return fail(69, mail_trouble("secret_lost"))
    if arguments.json:
        say_json({"address": arguments.address.lower(), "fetched": count})
    else:
        say(ngettext("%(count)s mail fetched.", "%(count)s mails fetched.", count) % {"count": count})
    return 0


def _trouble(words: str, said: str) -> str:
    """Our words, and the server's own in brackets."""
    return f"{words} [{said.strip()}]" if said.strip() else words


def show(arguments: argparse.Namespace) -> int:
    """All mailboxes and how they fare."""
    ready_with_database()
    from tridesk.channels.queries import mailboxes
    from tridesk.identity.types import SYSTEM
    from tridesk.wording.mail_servers import mail_trouble

    for row in mailboxes(actor=SYSTEM):
        if arguments.json:
            import msgspec

            say_json(msgspec.to_builtins(row))
            continue
        state = (
            _("off")
            if not row.is_active
            else mail_trouble(row.error_reason)
            if row.failing_since
            else _("works")
            if row.checked_at
            else _("not checked yet")
        )
        say(f"{row.address}\t{row.team or ''}\t{state}")
    return 0
