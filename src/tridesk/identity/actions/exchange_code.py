from datetime import datetime
from hmac import compare_digest

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from django.db import transaction

from tridesk.identity.actions._grants import end_grant, held
from tridesk.identity.actions._pairs import given
from tridesk.identity.errors import GrantRefusedError
from tridesk.identity.events import TokenIssued
from tridesk.identity.models import AuthorizationCode
from tridesk.identity.types import GivenToken
from tridesk.infra import outbox
from tridesk.kernel.tokens import digest


def exchange_code(
    *, application_id: int, code: str, redirect_uri: str, verifier: str, ip: str, now: datetime
) -> GivenToken:
    """Changes a code into tokens, once: a second time ends all that came of the first (RFC 6749 section 4.1.2).

    Raises GrantRefusedError.
    """
    with transaction.atomic():
        answer = _exchange(application_id, code, redirect_uri, verifier, ip=ip, now=now)
    if isinstance(answer, GrantRefusedError):  # outside, so that the end of a grant is kept
        raise answer
    return answer


def _exchange(
    application_id: int, code: str, redirect_uri: str, verifier: str, *, ip: str, now: datetime
) -> GivenToken | GrantRefusedError:
    whose = AuthorizationCode.objects.filter(digest=digest(code), application=application_id)
    if (person := whose.values_list("person_id", flat=True).first()) is None:
        return _refused("unknown")
    both = held(application_id, person)
    row = whose.select_for_update(of=("self",)).first()
    if row is None:
        return _refused("unknown")
    if row.used_at is not None:
        end_grant(grant=row.grant, reason="code_reused", ip=ip, now=now)
        return _refused("used")
    if refusal := _refusal(row, redirect_uri, verifier, now=now):
        return refusal
    if both is None:
        return _refused("off")
    AuthorizationCode.objects.filter(pk=row.pk).update(used_at=now)
    pair = given(application_id=application_id, person_id=person, scopes=row.scopes, grant=row.grant, now=now)
    outbox.record(
        TokenIssued(
            person=person, token=pair.id, token_name=both[0].name, scopes=pair.scopes, application=application_id,
            at=now, by=person, ip=ip,
        )
    )  # fmt: skip
    return pair


def _refusal(row: AuthorizationCode, redirect_uri: str, verifier: str, *, now: datetime) -> GrantRefusedError | None:
    if row.expires_at <= now:
        return _refused("expired")
    if row.redirect_uri != redirect_uri:
        return _refused("redirect_uri")
    proof = create_s256_code_challenge(verifier) if verifier.isascii() else ""
    return None if compare_digest(proof, row.challenge) else _refused("verifier")


def _refused(reason: str) -> GrantRefusedError:
    return GrantRefusedError(error="invalid_grant", reason=reason)
