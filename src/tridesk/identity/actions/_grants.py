"""What actions on programs' tokens have in common. Locks are taken in one order: application, person, code or token."""

from datetime import datetime

from django.db.models import QuerySet

from tridesk.identity.events import GrantEnded
from tridesk.identity.models import AccessToken, Application, AuthorizationCode, Person
from tridesk.infra import outbox


def held(application_id: int, person_id: int | None) -> tuple[Application, Person] | None:
    """Both, locked; None where either is gone or switched off, so that no token is made beside its end."""
    application = Application.objects.select_for_update().filter(pk=application_id, switched_off_at=None).first()
    if application is None or person_id is None:
        return None
    person = Person.objects.select_for_update().filter(pk=person_id, is_active=True).first()
    return (application, person) if person is not None else None


def end_tokens(tokens: QuerySet[AccessToken], *, now: datetime, by: int | None = None) -> int:
    """They count no more from the next call on; returns how many counted still."""
    return tokens.filter(revoked_at=None).update(revoked_at=now, revoked_by=by)


def end_grant(*, grant: str, reason: str, ip: str, now: datetime) -> None:
    """Ends all that came of one consent's code, noted once."""
    tokens = AccessToken.objects.filter(grant=grant)
    one = tokens.values_list("person_id", "application_id").first()
    if one is not None and end_tokens(tokens, now=now):
        outbox.record(GrantEnded(person=one[0], application=one[1] or 0, reason=reason, at=now, by=None, ip=ip))


def end_all_of(person_id: int, *, now: datetime, by: int | None) -> None:
    """Ends every token that acts as this person, and every code that would become one."""
    AuthorizationCode.objects.filter(person=person_id).delete()
    end_tokens(AccessToken.objects.filter(person=person_id), now=now, by=by)
