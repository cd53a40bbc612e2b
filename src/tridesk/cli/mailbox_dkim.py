"""`mailbox dkim ADDRESS`: the key a mailbox signs with, and the record to publish for it."""

import argparse
from typing import Any

from tridesk.cli.language import gettext as _
from tridesk.cli.mailboxes import known
from tridesk.cli.setup import fail, ready_with_database, say, say_json


def run(arguments: argparse.Namespace) -> int:
    """Shows the record (and whether it is there with --check) after having made or removed a key where that is asked.

    Exit code: 0; 64 no such mailbox; 65 refused; 69 where --check did not find the record.
    """
    ready_with_database()
    from tridesk.channels.queries import signing_of
    from tridesk.cli.refusals import refusal
    from tridesk.identity.types import SYSTEM
    from tridesk.kernel.errors import DomainError
    from tridesk.kernel.ids import MailboxId

    if (number := known(arguments.address)) is None:
        return fail(64, _("There is no mailbox %(address)s.") % {"address": arguments.address})
    try:
        _change(arguments, MailboxId(number))
    except DomainError as error:
        return fail(65, refusal(error))
    signing = signing_of(actor=SYSTEM, mailbox_id=MailboxId(number))
    found = _found(MailboxId(number)) if arguments.check and signing.has_key else ""
    _tell(arguments, signing, found)
    return 69 if arguments.check and found != "ours" else 0


def _change(arguments: argparse.Namespace, mailbox: Any) -> None:
    from tridesk.channels.actions.dkim_key import remove_dkim_key, set_dkim_key
    from tridesk.channels.queries import signing_of
    from tridesk.identity.types import SYSTEM
    from tridesk.kernel.clock import now

    if arguments.remove:
        remove_dkim_key(actor=SYSTEM, mailbox_id=mailbox, now=now())
    if arguments.make:
        chosen = signing_of(actor=SYSTEM, mailbox_id=mailbox)
        set_dkim_key(
            actor=SYSTEM,
            mailbox_id=mailbox,
            domain=arguments.domain or chosen.domain,
            selector=arguments.selector or chosen.next_selector(now()),
            now=now(),
        )


def _found(mailbox: Any) -> str:
    from tridesk.channels.actions.dkim_key import check_dkim_record
    from tridesk.identity.types import SYSTEM

    return check_dkim_record(actor=SYSTEM, mailbox_id=mailbox).value


def _tell(arguments: argparse.Namespace, signing: Any, found: str) -> None:
    from tridesk.wording.mail_servers import dkim_record, signing_trouble

    if arguments.json:
        record = {"address": signing.address, "name": signing.name, "value": signing.value, "trouble": signing.trouble}
        say_json({**record, **({"found": found} if arguments.check else {})})
        return
    if not signing.has_key:
        say(_("%(address)s has no key: its mails leave unsigned.") % {"address": signing.address})
        return
    say(f"{signing.name}. IN TXT {_quoted(signing.value)}" if signing.value else signing.name)
    if signing.trouble:
        say(signing_trouble(signing.trouble))
    if found:
        say(dkim_record(found))


def _quoted(value: str) -> str:
    """As a zone file wants it: strings of at most 255 bytes (RFC 1035 section 3.3.14)."""
    pieces = (value[at : at + 250] for at in range(0, len(value), 250))
    return "( " + " ".join(f'"{piece}"' for piece in pieces) + " )"
