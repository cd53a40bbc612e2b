"""The first administrator: an address that is printed at the first start and good while nobody else can let them in."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from tridesk.identity.queries.people import people
from tridesk.identity.queries.roles import role_with_key
from tridesk.identity.types import SYSTEM

MAX_AGE = 86_400  # seconds
_SALT = "tridesk.setup"
_WORD = "first administrator"


def setup_link() -> str | None:
    """The whole address of the page that makes the first administrator; None when there is one."""
    if administrator_exists():
        return None
    token = signing.dumps(_WORD, salt=_SALT)
    return f"{settings.CONFIG.public_url.rstrip('/')}{reverse('setup', kwargs={'token': token})}"


def is_good(token: str) -> bool:
    """Whether the address was ours, is not a day old, and is still needed."""
    try:
        ours = signing.loads(token, salt=_SALT, max_age=MAX_AGE) == _WORD
    except signing.BadSignature:
        return False
    return ours and not administrator_exists()


def administrator_exists() -> bool:
    """Whether somebody active has the administrator's role."""
    return bool(people(actor=SYSTEM, role=role_with_key(key="administrator"), limit=1).rows)
