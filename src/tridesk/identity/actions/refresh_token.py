from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from tridesk.identity.actions._grants import end_grant, end_tokens, held
from tridesk.identity.actions._pairs import given
from tridesk.identity.errors import GrantRefusedError
from tridesk.identity.events import TokenRefreshed
from tridesk.identity.models import AccessToken
from tridesk.identity.types import GivenToken
from tridesk.infra import outbox
from tridesk.kernel.tokens import digest


def refresh_token(*, application_id: int, token: str, scopes: Iterable[str], ip: str, now: datetime) -> GivenToken:
    """Changes a refresh token into new tokens, once; the ones before end.

    Used a second time, it was stolen or its thief was first: nobody can tell which, so the whole grant ends (RFC 9700
    section 4.14.2). `scopes` may ask for no more than was granted; all that was granted is given. Raises
    GrantRefusedError.
    """
    with transaction.atomic():
        answer = _refresh(application_id, token, set(scopes), ip=ip, now=now)
    if isinstance(answer, GrantRefusedError):  # outside, so that the end of a grant is kept
        raise answer
    return answer


def _refresh(
    application_id: int, token: str, scopes: set[str], *, ip: str, now: datetime
) -> GivenToken | GrantRefusedError:
    whose = AccessToken.objects.filter(refresh_digest=digest(token), application=application_id)
    if (person := whose.values_list("person_id", flat=True).first()) is None:
        return _refused("unknown")
    both = held(application_id, person)
    row = whose.select_for_update(of=("self",)).first()
    if row is None:
        return _refused("unknown")
    if row.revoked_at is not None:
        end_grant(grant=row.grant, reason="refresh_reused", ip=ip, now=now)
        return _refused("used")
    if row.refresh_expires_at is None or row.refresh_expires_at <= now:
        return _refused("expired")
    if both is None:
        return _refused("off")
    if not scopes <= set(row.scopes):
        return GrantRefusedError(error="invalid_scope", reason="scope")
    end_tokens(AccessToken.objects.filter(pk=row.pk), now=now)
    pair = given(application_id=application_id, person_id=person, scopes=row.scopes, grant=row.grant, now=now)
    outbox.record(TokenRefreshed(person=person, token=pair.id, application=application_id, at=now, by=person, ip=ip))
    return pair


def _refused(reason: str) -> GrantRefusedError:
    return GrantRefusedError(error="invalid_grant", reason=reason)
