from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from tridesk.identity import rules
from tridesk.identity.actions._grants import held
from tridesk.identity.actions._pairs import given
from tridesk.identity.errors import GrantRefusedError
from tridesk.identity.events import TokenIssued
from tridesk.identity.models import Application
from tridesk.identity.types import GivenToken
from tridesk.infra import outbox
from tridesk.kernel.errors import InvalidError


def issue_machine_token(*, application_id: int, scopes: Iterable[str], ip: str, now: datetime) -> GivenToken:
    """An application's token for itself (client credentials, RFC 6749 section 4.4): it acts as its own person.

    No scopes: all that it may have. Whoever calls has proved the application's secret. Raises GrantRefusedError.
    """
    wanted = set(scopes)
    with transaction.atomic():
        acts_as = Application.objects.filter(pk=application_id).values_list("acts_as_id", flat=True).first()
        both = held(application_id, acts_as)
        if both is None or not both[0].secret_digest or both[0].acts_as_id != acts_as:
            raise GrantRefusedError(error="unauthorized_client", reason="machine")
        application, person = both
        try:
            chosen = rules.checked_scopes(wanted or application.scopes, within=application.scopes)
        except InvalidError:
            raise GrantRefusedError(error="invalid_scope", reason="scope") from None
        one = given(application_id=application_id, person_id=person.pk, scopes=chosen, grant="", now=now, lasting=False)
        outbox.record(
            TokenIssued(
                person=person.pk, token=one.id, token_name=application.name, scopes=chosen,
                application=application_id, at=now, by=person.pk, ip=ip,
            )
        )  # fmt: skip
    return one
