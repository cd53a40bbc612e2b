"""The owner and those who manage webhooks are told by mail that one was switched off."""

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from tridesk.channels.actions.queue_mail import queue_notice
from tridesk.identity.queries import recipients
from tridesk.identity.queries.roles import people_who_may
from tridesk.identity.types import Permission
from tridesk.kernel.ids import PersonId
from tridesk.webhooks.models import Webhook
from tridesk.webhooks.types import OffReason


def tell_off(*, webhook: int, reason: str, event: str, now: datetime) -> int:
    """Returns how many were told; the same `event` is told once."""
    hook = Webhook.objects.filter(pk=webhook).first()
    if hook is None:
        return 0
    people = {PersonId(hook.owner_id), *people_who_may(permission=Permission.WEBHOOKS_MANAGE)}
    told = 0
    for reader in recipients(person_ids=people):
        with translation.override(reader.language or None):
            subject, text = _words(hook, reason)
        told += queue_notice(
            occasion=f"webhook_off:{webhook}:{event}:{reader.id}",
            person=reader.id,
            subject=subject,
            text=text,
            ticket=None,
            now=now,
        )
    return told


def _words(hook: Webhook, reason: str) -> tuple[str, str]:
    named = {"name": hook.name, "url": hook.url}
    if reason == OffReason.GONE.value:
        why = (
            _("The receiver at %(url)s said that it is gone for good (410), so nothing is sent there any more.") % named
        )
    else:
        why = (
            _("The receiver at %(url)s has answered nothing but errors for five days, so nothing is sent there.")
            % named
        )
    todo = _(
        "When it works again, switch the webhook on under Settings, Webhooks. What was not delivered can be sent again "
        "from its page."
    )
    return _("The webhook “%(name)s” was switched off") % named, f"{why}\n\n{todo}"
