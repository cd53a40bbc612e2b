"""What somebody proves themselves by, beside a password or a mailed code."""

from collections import Counter
from collections.abc import Mapping

from allauth.mfa.models import Authenticator

from tridesk.identity import policies
from tridesk.identity.types import Actor, Permission
from tridesk.kernel.ids import PersonId


def second_factors_of(*, actor: Actor, person_id: PersonId) -> Mapping[str, int]:
    """How many of each kind the person has: totp, webauthn, recovery_codes. For those who manage people."""
    policies.require(actor, Permission.PEOPLE_MANAGE)
    return Counter(Authenticator.objects.filter(user=person_id).order_by("pk").values_list("type", flat=True))
