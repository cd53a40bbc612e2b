"""Recurring work, all of it, in one table."""

from datetime import datetime, timedelta

from django.conf import settings

from tridesk.channels.actions.store_mail import queue_forgotten
from tridesk.identity.actions.clear_tokens import clear_tokens
from tridesk.infra.files import queue_left, sweep, uploads
from tridesk.infra.recurring import Recurring
from tridesk.tickets.actions.close_solved import close_solved
from tridesk.tickets.actions.remove import purge
from tridesk.tickets.actions.say_scheduled import queue_forgotten as queue_late_replies
from tridesk.webhooks.actions.forget import forget_deliveries, queue_forgotten_deliveries


def _close_solved(*, now: datetime) -> int:
    return close_solved(now=now, after=timedelta(days=settings.CONFIG.close_after_days))


def _purge(*, now: datetime) -> int:
    return purge(now=now, grace=timedelta(days=settings.CONFIG.delete_after_days))


def _clear_sessions(*, now: datetime) -> None:  # noqa: ARG001 - the sessions read the clock themselves
    from tridesk.identity.models.sessions import SessionStore

    SessionStore.clear_expired()


RECURRING = (
    # name                          every                   what
    Recurring("tickets.close_solved", timedelta(minutes=15), _close_solved),
    Recurring("tickets.say_late", timedelta(minutes=2), queue_late_replies),
    Recurring("tickets.purge", timedelta(hours=1), _purge),
    Recurring("channels.queue_forgotten", timedelta(minutes=10), queue_forgotten),
    Recurring("files.scan", timedelta(minutes=5), queue_left),
    Recurring("files.uploads", timedelta(minutes=15), uploads.forget),
    Recurring("files.sweep", timedelta(hours=6), sweep),
    Recurring("identity.clear_sessions", timedelta(days=1), _clear_sessions),
    Recurring("webhooks.queue_forgotten", timedelta(minutes=10), queue_forgotten_deliveries),
    Recurring("webhooks.forget", timedelta(hours=1), forget_deliveries),
    Recurring("identity.clear_tokens", timedelta(days=1), clear_tokens),
)
