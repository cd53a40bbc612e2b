from datetime import datetime

from django.db import transaction

from tridesk.identity import policies, store
from tridesk.identity.events import ApplicationSecretRotated
from tridesk.identity.models import Application
from tridesk.identity.types import Actor, Permission
from tridesk.infra import outbox
from tridesk.kernel.errors import InvalidError
from tridesk.kernel.tokens import digest, new_token


def rotate_application_secret(*, actor: Actor, application_id: int, now: datetime) -> str:
    """A new secret, shown once; the one before ends now. Raises NotFoundError, InvalidError for a public one."""
    policies.require(actor, Permission.ROLES_MANAGE)
    with transaction.atomic():
        row = store.locked_application(application_id)
        if not row.secret_digest:
            raise InvalidError(field="application", reason="public")
        secret = new_token("s")
        Application.objects.filter(pk=row.pk).update(secret_digest=digest(secret))
        outbox.record(ApplicationSecretRotated(application=row.pk, at=now, by=actor.person_id, ip=actor.ip))
    return secret
