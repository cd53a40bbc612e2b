from datetime import datetime

from django.db import transaction

from tridesk.identity import store
from tridesk.identity.actions._grants import end_tokens
from tridesk.identity.events import ConsentRevoked
from tridesk.identity.models import AccessToken, AuthorizationCode, Consent
from tridesk.identity.types import Actor
from tridesk.infra import outbox
from tridesk.kernel.errors import NotFoundError


def revoke_consent(*, actor: Actor, application_id: int, now: datetime) -> None:
    """The actor takes back what they allowed an application: its tokens for them end at once. Raises NotFoundError."""
    with transaction.atomic():
        store.locked_application(application_id)
        mine = {"person": actor.person_id, "application": application_id}
        if actor.ticket_only is not None or not Consent.objects.filter(**mine).delete()[0]:
            raise NotFoundError(application=application_id)
        AuthorizationCode.objects.filter(**mine).delete()
        given = AccessToken.objects.filter(**mine, kind=AccessToken.OAUTH).exclude(grant="")
        end_tokens(given, now=now, by=actor.person_id)
        outbox.record(
            ConsentRevoked(
                person=actor.person_id or 0, application=application_id, at=now, by=actor.person_id, ip=actor.ip
            )
        )
