from datetime import datetime

from django.db import transaction

from tridesk.identity.events import TokenRevoked
from tridesk.identity.models import AccessToken
from tridesk.identity.types import Actor, Permission
from tridesk.infra import outbox
from tridesk.kernel.errors import NotFoundError


def revoke_token(*, actor: Actor, token_id: int, now: datetime) -> None:
    """Ends a token at once: one's own, or anybody's for those who manage roles. Again: nothing happens.

    Raises NotFoundError.
    """
    with transaction.atomic():
        row = AccessToken.objects.select_for_update().filter(pk=token_id).first()
        if row is None or (row.person_id != actor.person_id and not actor.may(Permission.ROLES_MANAGE)):
            raise NotFoundError(token=token_id)
        if row.revoked_at is not None:
            return
        AccessToken.objects.filter(pk=row.pk).update(revoked_at=now, refresh_digest=None)
        outbox.record(
            TokenRevoked(
                person=row.person_id, token=row.pk, token_name=row.name, at=now, by=actor.person_id, ip=actor.ip
            )
        )
