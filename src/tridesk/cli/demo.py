"""The demo: whether it may be loaded, its sign-ins, and what `run` says at the start."""

from tridesk.cli.language import gettext as _


def is_empty() -> bool:
    """Whether nobody works here yet and no ticket was ever opened."""
    from tridesk.identity.queries import has_staff
    from tridesk.tickets.queries import has_tickets

    return not has_staff() and not has_tickets()


def load() -> None:
    """Tells the story through the real actions, in one transaction: all of it or nothing."""
    from django.db import transaction

    from tridesk.cli.demo_story import tell
    from tridesk.kernel.clock import now

    with transaction.atomic():
        tell(now())


def is_demo() -> bool:
    """Whether this installation holds the demo."""
    from tridesk.cli.demo_story import SIGN_INS
    from tridesk.identity.queries import find_person_by_address

    return any(find_person_by_address(address=address) for address, _role in SIGN_INS)


def sign_ins() -> list[str]:
    """The lines that tell who can sign in."""
    from tridesk.cli.demo_story import PASSWORD, SIGN_INS

    lines = [_("Demo sign-ins (password %(password)s):") % {"password": PASSWORD}]
    return lines + [f"  {address:<28} {role}" for address, role in SIGN_INS]
