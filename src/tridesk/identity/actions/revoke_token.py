from datetime import datetime, timedelta

from django.db import transaction

from tridesk.identity.actions._grants import end_tokens
from tridesk.identity.events import TokenRestored, TokenRevoked
from tridesk.identity.models import AccessToken
from tridesk.identity.types import Actor, Permission
from tridesk.infra import outbox
from tridesk.kernel.errors import InvalidError, NotFoundError

UNDO_FOR = timedelta(minutes=5)


def revoke_token(*, actor: Actor, token_id: int, now: datetime) -> None:
    """Ends a token at once: one's own, or anybody's for those who manage roles. Again: nothing happens.

    Of a grant it ends all tokens. Raises NotFoundError.
    """
    with transaction.atomic():
        row = _held(actor, token_id)
        them = AccessToken.objects.filter(grant=row.grant) if row.grant else AccessToken.objects.filter(pk=row.pk)
        if not end_tokens(them, now=now, by=actor.person_id):
            return
        outbox.record(
            TokenRevoked(
                person=row.person_id, token=row.pk, token_name=row.name, at=now, by=actor.person_id, ip=actor.ip
            )
        )


def restore_token(*, actor: Actor, token_id: int, now: datetime) -> None:
    """Takes a revocation back: for whoever revoked it, for five minutes. What the protocol gave stays ended.

    Raises NotFoundError, InvalidError.
    """
    with transaction.atomic():
        row = _held(actor, token_id)
        if row.revoked_at is None:
            return
        if row.kind == AccessToken.OAUTH or row.revoked_by_id is None or row.revoked_by_id != actor.person_id:
            raise InvalidError(field="token", reason="ended")
        if row.revoked_at <= now - UNDO_FOR:
            raise InvalidError(field="token", reason="ended")
        AccessToken.objects.filter(pk=row.pk).update(revoked_at=None, revoked_by=None)
        outbox.record(
            TokenRestored(
                person=row.person_id, token=row.pk, token_name=row.name, at=now, by=actor.person_id, ip=actor.ip
            )
        )


def _held(actor: Actor, token_id: int) -> AccessToken:
    row = AccessToken.objects.select_for_update().filter(pk=token_id).first()
    own = row is not None and row.person_id == actor.person_id and actor.ticket_only is None
    if row is None or not (own or actor.may(Permission.ROLES_MANAGE)):
        raise NotFoundError(token=token_id)
    return row
