"""A person is told by mail what somebody else did to their account."""

from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from tridesk.channels.actions.queue_mail import queue_notice
from tridesk.identity.queries import recipients
from tridesk.kernel.ids import PersonId


def tell_second_factor_off(*, person: int, by: int | None, event: str, now: datetime) -> bool:
    """Tells whose second step was switched off, and by whom; the same `event` once."""
    known = {each.id: each for each in recipients(person_ids=[PersonId(each) for each in (person, by) if each])}
    reader, doer = known.get(PersonId(person)), known.get(PersonId(by or 0))
    if reader is None:
        return False
    who = doer.name if doer else str(settings.CONFIG.site_name)
    with translation.override(reader.language or settings.LANGUAGE_CODE):
        text = _(
            "Hello %(name)s,\n\n"
            "%(who)s switched off your second step: authenticator app, passkeys and recovery codes. "
            "You were signed out everywhere.\n\n"
            "Sign in and set up a new one under My settings.\n\n"
            "Did you not ask for this? Change your password and tell another administrator at once."
        ) % {"name": reader.name, "who": who}
        subject = _("Your second step was switched off")
    return queue_notice(
        occasion=f"second_factor_off:{person}:{event}",
        person=reader.id,
        subject=subject,
        text=text,
        ticket=None,
        now=now,
    )
