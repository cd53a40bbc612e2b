"""`token create`, `token list`, `token revoke`."""

import argparse
from datetime import datetime, timedelta

from tridesk.cli.language import gettext as _
from tridesk.cli.setup import fail, ready_with_database, say, say_json

_MOST_DAYS = 36_500


def create(arguments: argparse.Namespace) -> int:
    """Makes a token; standard output has it alone, so that a script can take it."""
    ready_with_database()
    from tridesk.cli.refusals import refusal
    from tridesk.identity.actions.issue_token import issue_token
    from tridesk.identity.queries import find_person_by_address
    from tridesk.identity.types import SYSTEM
    from tridesk.kernel.clock import now
    from tridesk.kernel.errors import DomainError

    if arguments.days is not None and not 0 < arguments.days <= _MOST_DAYS:
        return fail(64, _("--days takes a number from 1 to %(most)s.") % {"most": _MOST_DAYS})
    person = find_person_by_address(address=arguments.person)
    if person is None:
        return fail(64, _("There is nobody with the address %(address)s.") % {"address": arguments.person})
    made_at = now()
    ends = made_at + timedelta(days=arguments.days) if arguments.days else None
    try:
        made = issue_token(
            actor=SYSTEM, person_id=person, name=arguments.name, scopes=arguments.scope, expires_at=ends, now=made_at
        )
    except DomainError as error:
        return fail(65, refusal(error))
    if arguments.json:
        say_json({"id": made.id, "token": made.token, "expires_at": _told(ends)})
    else:
        say(made.token)
    return 0


def show(arguments: argparse.Namespace) -> int:
    """Everybody's tokens that count; what they were is nowhere."""
    ready_with_database()
    from tridesk.identity.queries.tokens import all_tokens
    from tridesk.identity.types import SYSTEM
    from tridesk.kernel.clock import now

    moment, cursor = now(), None
    while True:
        page = all_tokens(actor=SYSTEM, now=moment, cursor=cursor, limit=200)
        for row in page.rows:
            _show(row, as_json=arguments.json)
        if (cursor := page.older) is None:
            return 0


def _show(row: object, *, as_json: bool) -> None:
    import msgspec

    told = msgspec.to_builtins(row)
    if as_json:
        say_json(told)
        return
    ends, used = told["expires_at"] or _("never"), told["last_used_at"] or _("never")
    name = told["name"] or told["application"]
    say(f"{told['id']}\t{told['hint']}\t{told['person']}\t{name}\t{' '.join(told['scopes'])}\t{ends}\t{used}")


def revoke(arguments: argparse.Namespace) -> int:
    """Ends a token; one that has ended already stays so."""
    ready_with_database()
    from tridesk.identity.actions.revoke_token import revoke_token
    from tridesk.identity.types import SYSTEM
    from tridesk.kernel.clock import now
    from tridesk.kernel.errors import NotFoundError

    try:
        revoke_token(actor=SYSTEM, token_id=arguments.id, now=now())
    except NotFoundError:
        return fail(64, _("There is no token %(id)s.") % {"id": arguments.id})
    say(_("The token is revoked: the program is let in no more."))
    return 0


def _told(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
