from datetime import datetime, timedelta

from django.db import transaction

from tridesk.identity.models import AccessLink
from tridesk.infra.secrets import sign
from tridesk.kernel.ids import PersonId

PURPOSE = "link"


def grant_link(*, person: PersonId, subject: str, now: datetime, days: int) -> str:
    """The token by which this person opens `subject` (as "ticket:12") for `days` from now.

    The same token as before while it was not revoked; asking again moves its end. Needs no right: it is
    written into mails to the person by the house itself.
    """
    ends = now + timedelta(days=days)
    with transaction.atomic():
        link, made = AccessLink.objects.select_for_update().get_or_create(
            person_id=person, subject=subject, defaults={"created_at": now, "expires_at": ends}
        )
        if not made and link.revoked_at is not None:
            link.generation += 1
            link.revoked_at = link.last_used_at = None
            link.expires_at = ends
            link.save()
        elif not made and link.expires_at < ends:
            AccessLink.objects.filter(pk=link.pk).update(expires_at=ends)
    return token(link)


def token(link: AccessLink) -> str:
    """Id and signature; nothing in it is secret to the database."""
    return f"{link.pk}-{sign(PURPOSE, f'{link.pk}:{link.generation}')}"
