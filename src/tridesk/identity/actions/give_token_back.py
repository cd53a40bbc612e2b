from datetime import datetime

from django.db import transaction
from django.db.models import Q

from tridesk.identity.actions._grants import end_grant, end_tokens
from tridesk.identity.errors import GrantRefusedError
from tridesk.identity.events import TokenRevoked
from tridesk.identity.models import AccessToken, Application
from tridesk.infra import outbox
from tridesk.kernel.tokens import digest


def give_token_back(*, application_id: int, token: str, ip: str, now: datetime) -> None:
    """An application ends a token of its own (RFC 7009), and with it all that came of the same consent.

    One that is none, or has ended, is no mistake; raises GrantRefusedError for somebody else's.
    """
    with transaction.atomic():
        Application.objects.select_for_update().filter(pk=application_id).first()
        row = AccessToken.objects.filter(Q(digest=digest(token)) | Q(refresh_digest=digest(token))).first()
        if row is None:
            return
        if row.application_id != application_id:
            raise GrantRefusedError(error="invalid_grant", reason="unknown")
        if row.grant:
            end_grant(grant=row.grant, reason="given_back", ip=ip, now=now)
        elif end_tokens(AccessToken.objects.filter(pk=row.pk), now=now):
            outbox.record(TokenRevoked(person=row.person_id, token=row.pk, token_name=row.name, at=now, by=None, ip=ip))
