"""The secret of a link to a new password. A file of its own: allauth reads it before its forms are there."""

from typing import Any

from django.contrib.auth.tokens import PasswordResetTokenGenerator

from tridesk.identity.queries.sign_in import sign_in_addresses
from tridesk.kernel.ids import PersonId


class ResetTokens(PasswordResetTokenGenerator):
    """Dies with every change of the addresses: it may have been mailed to one that is gone."""

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        addresses = sign_in_addresses(person_id=PersonId(user.pk))
        return f"{super()._make_hash_value(user, timestamp)}{' '.join(addresses)}"
