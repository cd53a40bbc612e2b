import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from tridesk.identity import rules
from tridesk.identity.actions._grants import held
from tridesk.identity.errors import GrantRefusedError
from tridesk.identity.events import ConsentGiven
from tridesk.identity.models import AuthorizationCode, Consent
from tridesk.identity.types import Actor
from tridesk.infra import outbox
from tridesk.kernel.errors import NotAllowedError
from tridesk.kernel.tokens import digest

GOOD_FOR = timedelta(minutes=1)


def give_consent(
    *, actor: Actor, application_id: int, redirect_uri: str, scopes: Iterable[str], challenge: str, now: datetime
) -> str:
    """The actor lets an application act for them; returns the code that it changes into tokens, once, in a minute.

    `challenge` is PKCE's, by S256 (RFC 7636). The consent is remembered and noted where it goes further than before.
    Raises NotAllowedError for who is nobody in particular or came by a link, GrantRefusedError, InvalidError.
    """
    if actor.person_id is None or actor.ticket_only is not None:
        raise NotAllowedError(right="consent")
    code = secrets.token_urlsafe(32)
    with transaction.atomic():
        both = held(application_id, actor.person_id)
        if both is None:
            raise GrantRefusedError(error="unauthorized_client", reason="off")
        application, _person = both
        wanted = rules.checked_scopes(scopes, within=application.scopes)
        if not any(rules.redirect_fits(known, redirect_uri) for known in application.redirect_uris):
            raise GrantRefusedError(error="invalid_request", reason="redirect_uri")
        _remember(actor, actor.person_id, application_id, wanted, now)
        AuthorizationCode.objects.create(
            digest=digest(code),
            application=application,
            person_id=actor.person_id,
            redirect_uri=redirect_uri,
            scopes=wanted,
            challenge=challenge,
            challenge_method="S256",
            grant=secrets.token_hex(16),
            expires_at=now + GOOD_FOR,
        )
    return code


def _remember(actor: Actor, person_id: int, application_id: int, scopes: list[str], now: datetime) -> None:
    row = Consent.objects.filter(person=person_id, application=application_id).first()
    if row is not None and set(row.scopes) >= set(scopes):
        return
    if row is None:
        Consent.objects.create(person_id=person_id, application_id=application_id, scopes=scopes, created_at=now)
    else:
        wider = rules.checked_scopes({*row.scopes, *scopes})
        Consent.objects.filter(pk=row.pk).update(scopes=wider, created_at=now)
    outbox.record(
        ConsentGiven(
            person=person_id, application=application_id, scopes=scopes, at=now, by=actor.person_id,
            ip=actor.ip,
        )
    )  # fmt: skip
