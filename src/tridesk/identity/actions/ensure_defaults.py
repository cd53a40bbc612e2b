from django.db import transaction

from tridesk.identity.models import Role, Team
from tridesk.identity.models.defaults import write_defaults


def ensure_defaults() -> None:
    """The built-in roles and the default team are there afterwards.

    Safe to repeat; a migration did it first.
    """
    with transaction.atomic():
        write_defaults(Role, Team)
