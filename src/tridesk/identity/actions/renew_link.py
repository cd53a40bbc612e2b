"""A link that is no longer good is asked for anew by whoever holds the old one."""

from datetime import datetime

from tridesk.identity.actions.grant_link import grant_link
from tridesk.identity.actions.open_link import genuine
from tridesk.kernel.ids import PersonId


def link_holder(*, token: str) -> tuple[PersonId, str] | None:
    """To whom this token was once given and for which subject, expired and revoked ones too.

    None for a token that was never ours and for somebody switched off. Tell the asker nothing of it.
    """
    link = genuine(token)
    if link is None:
        return None
    person = link.person.merged_into or link.person
    return (PersonId(person.pk), link.subject) if person.is_active else None


def renew_link(*, token: str, days: int, now: datetime) -> str | None:
    """A token that is good again for `days`, to be sent to the person's own address and shown to nobody else."""
    holder = link_holder(token=token)
    return grant_link(person=holder[0], subject=holder[1], now=now, days=days) if holder else None
