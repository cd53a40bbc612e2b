"""`user add`."""

import argparse
import getpass
import sys

from tridesk.cli.language import gettext as _
from tridesk.cli.setup import fail, password_from_stdin, ready_with_database, say, say_json
from tridesk.kernel.ids import PersonId, RoleId


def add(arguments: argparse.Namespace) -> int:
    """Adds a person who may sign in; a known address gets the role and the password."""
    ready_with_database()
    from tridesk.cli.refusals import refusal
    from tridesk.identity.queries import role_with_key
    from tridesk.kernel.errors import DomainError, NotFoundError

    try:
        role = role_with_key(key=arguments.role)
    except NotFoundError:
        return fail(64, _("There is no role %(role)s.") % {"role": arguments.role})
    try:
        person = _with_role(arguments, role, _password(arguments))
    except ValueError as error:
        return fail(64, str(error))
    except DomainError as error:
        return fail(65, refusal(error))
    address = arguments.email.strip().lower()
    if arguments.json:
        say_json({"id": person, "email": address, "role": arguments.role})
    else:
        say(_("%(address)s can sign in as %(role)s.") % {"address": address, "role": arguments.role})
    return 0


def _with_role(arguments: argparse.Namespace, role: RoleId, password: str) -> PersonId:
    from django.db import transaction

    from tridesk.identity.actions.add_person import add_person
    from tridesk.identity.actions.change_person import change_person
    from tridesk.identity.actions.set_password import set_password
    from tridesk.identity.queries import find_person_by_address
    from tridesk.identity.types import SYSTEM
    from tridesk.kernel.clock import now

    with transaction.atomic():
        person = find_person_by_address(address=arguments.email)
        name = arguments.name or arguments.email.partition("@")[0]
        if person is None:
            person = add_person(
                actor=SYSTEM, name=name, email=arguments.email, role_id=role, language=arguments.language, now=now()
            )
        else:
            change_person(
                actor=SYSTEM,
                person_id=person,
                name=arguments.name or None,
                language=arguments.language or None,
                role_id=role,
                now=now(),
            )
        if password:
            set_password(actor=SYSTEM, person_id=person, password=password, now=now())
        return person


def _password(arguments: argparse.Namespace) -> str:
    if arguments.password_stdin:
        return password_from_stdin()
    if sys.stdin.isatty():
        return getpass.getpass(_("Password (empty: only by code or passkey): "))
    return ""
