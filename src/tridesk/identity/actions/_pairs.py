"""Tokens that the protocol gives."""

from datetime import datetime, timedelta

from tridesk.identity.models import AccessToken
from tridesk.identity.types import GivenToken
from tridesk.kernel.tokens import digest, hint, new_token

ACCESS_FOR = timedelta(hours=1)
REFRESH_FOR = timedelta(days=30)  # from each use on


def given(
    *, application_id: int, person_id: int, scopes: list[str], grant: str, now: datetime, lasting: bool = True
) -> GivenToken:
    """Makes an access token, and a refresh token where it is `lasting`."""
    access, refresh = new_token("o"), new_token("r") if lasting else ""
    row = AccessToken.objects.create(
        kind=AccessToken.OAUTH,
        digest=digest(access),
        hint=hint(access),
        person_id=person_id,
        application_id=application_id,
        scopes=scopes,
        grant=grant,
        refresh_digest=digest(refresh) if lasting else None,
        refresh_expires_at=now + REFRESH_FOR if lasting else None,
        created_at=now,
        expires_at=now + ACCESS_FOR,
    )
    return GivenToken(row.pk, access, refresh, scopes, int(ACCESS_FOR.total_seconds()))
