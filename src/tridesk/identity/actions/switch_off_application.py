from datetime import datetime

from django.db import transaction

from tridesk.identity import policies, store
from tridesk.identity.actions._grants import end_tokens
from tridesk.identity.events import ApplicationSwitchedOff, ApplicationSwitchedOn
from tridesk.identity.models import AccessToken, Application, AuthorizationCode
from tridesk.identity.types import Actor, Permission
from tridesk.infra import outbox


def switch_off_application(*, actor: Actor, application_id: int, now: datetime) -> None:
    """Ends all its tokens at once and gives it no more. Raises NotFoundError."""
    policies.require(actor, Permission.ROLES_MANAGE)
    with transaction.atomic():
        row = store.locked_application(application_id)
        if row.switched_off_at is not None:
            return
        Application.objects.filter(pk=row.pk).update(switched_off_at=now)
        AuthorizationCode.objects.filter(application=row.pk).delete()
        end_tokens(AccessToken.objects.filter(application=row.pk), now=now, by=actor.person_id)
        outbox.record(ApplicationSwitchedOff(application=row.pk, at=now, by=actor.person_id, ip=actor.ip))


def switch_on_application(*, actor: Actor, application_id: int, now: datetime) -> None:
    """Lets it ask for tokens again; those it had stay ended. Raises NotFoundError."""
    policies.require(actor, Permission.ROLES_MANAGE)
    with transaction.atomic():
        row = store.locked_application(application_id)
        if row.switched_off_at is None:
            return
        Application.objects.filter(pk=row.pk).update(switched_off_at=None)
        outbox.record(ApplicationSwitchedOn(application=row.pk, at=now, by=actor.person_id, ip=actor.ip))
