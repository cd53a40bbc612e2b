"""A delivery goes out: one try. What waits for the network is no transaction; what came of it is one."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from tridesk import __version__
from tridesk.infra import outbox
from tridesk.infra.outbox import Postpone
from tridesk.infra.outbox.log import Line, event_of
from tridesk.infra.posting import Posted, PostingError, post
from tridesk.infra.public_ids import public_id
from tridesk.infra.secrets import SecretLostError, unseal
from tridesk.kernel.ids import DeliveryId, EventId, Kind, PersonId
from tridesk.webhooks.actions.collect import heard_by
from tridesk.webhooks.actions.webhooks import allowed, headers_of
from tridesk.webhooks.events import WebhookSwitchedOff
from tridesk.webhooks.models import Delivery, Webhook
from tridesk.webhooks.queries.wanted import ask_anew
from tridesk.webhooks.rules import retries
from tridesk.webhooks.rules.signing import signature
from tridesk.webhooks.types import OffReason

SECONDS = 10.0
_PROBE = timedelta(seconds=15)  # longer than a try
_GONE = 410


def deliver(*, delivery_id: DeliveryId, now: datetime) -> None:
    """Does nothing for one that is done. Raises Postpone where it has to be tried again.

    Whoever dies between the answer and what is written of it has it sent once more, under the same id.
    """
    row = Delivery.objects.select_related("webhook").filter(pk=delivery_id, state=Delivery.WAITING).first()
    if row is None:
        return
    if (reason := _hindrance(row)) is not None:
        _give_up(row, reason, now)
        return
    _wait_for_turn(row, now)
    try:
        posted = _post(row, now)
    except PostingError as error:
        _failed(row, error.code, error.said, None, now)
    else:
        if 200 <= posted.status < 300:
            _done(row, posted, now)
        else:
            _failed(row, "status", "", posted, now)


def _hindrance(row: Delivery) -> str | None:
    """Why it may not go out at all: what could be known when it was made is asked again now."""
    if not row.webhook.is_active:
        return "off"
    if row.event is None:
        return None
    event = event_of(event_id=EventId(row.event))
    line = Line(EventId(row.event), event) if event is not None else None
    if line is None or heard_by(person=PersonId(row.webhook.owner_id), line=line) is None:
        return "unseen"
    return None


def _wait_for_turn(row: Delivery, now: datetime) -> None:
    """A receiver that does not answer is asked by one delivery at a time, so that it does not hold up all others'."""
    hook = row.webhook
    if hook.silent < retries.SILENT:
        return
    due = Q(paused_until=None) | Q(paused_until__lte=now)
    if Webhook.objects.filter(due, pk=hook.pk).update(paused_until=now + _PROBE):
        return
    if now - row.begun_at >= retries.LIFE:
        _give_up(row, "timeout", now)
        raise Postpone(timedelta())  # finds it given up
    until = hook.paused_until or now
    raise Postpone(max(until - now, timedelta(seconds=1)) + timedelta(milliseconds=row.pk % 1000))


def _post(row: Delivery, now: datetime) -> Posted:
    hook, body, timestamp = row.webhook, row.body.encode(), int(now.timestamp())
    number = public_id(Kind.DELIVERY, row.pk)
    ours = {
        "content-type": "application/json",
        "user-agent": f"Tridesk/{__version__}",
        "webhook-id": number,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(_secrets(hook, now), message_id=number, timestamp=timestamp, body=body),
    }
    return post(hook.url, body=body, headers={**headers_of(hook), **ours}, allowed=allowed(), seconds=SECONDS)


def _secrets(hook: Webhook, now: datetime) -> list[str]:
    old = hook.old_secret_until is not None and hook.old_secret_until > now
    try:
        return [unseal(hook.secret), *([unseal(hook.old_secret)] if old else [])]
    except SecretLostError as error:
        raise PostingError("secret_lost") from error


def _done(row: Delivery, posted: Posted, now: datetime) -> None:
    with transaction.atomic():
        _write(row, now, state=Delivery.DONE, posted=posted)
        troubled = row.webhook.failing_since is not None or row.webhook.silent
        if troubled or _old(row.webhook.last_ok_at, now):  # else each delivery would wait for the others at this row
            Webhook.objects.filter(pk=row.webhook_id).update(
                last_ok_at=now, failing_since=None, silent=0, paused_until=None
            )


def _old(at: datetime | None, now: datetime) -> bool:
    return at is None or now - at > timedelta(minutes=1)


def _failed(row: Delivery, error: str, said: str, posted: Posted | None, now: datetime) -> None:
    pause = retries.pause_after(attempts=row.attempts + 1, begun_at=row.begun_at, now=now)
    gone = posted is not None and posted.status == _GONE
    with transaction.atomic():
        hook = Webhook.objects.select_for_update().get(pk=row.webhook_id)
        hook.failing_since = hook.failing_since or now
        hook.silent = hook.silent + 1 if posted is None else 0
        silence = retries.silence_after(hook.silent)
        hook.paused_until = now + silence if silence else None
        hook.save(update_fields=["failing_since", "silent", "paused_until"])
        if gone:
            _switch_off(hook, OffReason.GONE, now)
        elif retries.is_hopeless(failing_since=hook.failing_since, now=now):
            _switch_off(hook, OffReason.FAILING, now)
        over = pause is None or gone
        state = Delivery.DEAD if over else Delivery.WAITING
        _write(row, now, state=state, posted=posted, error=error, said=said, pause=None if over else pause)
    if pause is not None and not over:
        raise Postpone(pause)


def _switch_off(hook: Webhook, reason: OffReason, now: datetime) -> None:
    if not hook.is_active:
        return
    hook.is_active, hook.off_reason, hook.off_at, hook.updated_at = False, reason.value, now, now
    hook.save(update_fields=["is_active", "off_reason", "off_at", "updated_at"])
    outbox.record(WebhookSwitchedOff(webhook=hook.pk, reason=reason.value, at=now, by=None))
    transaction.on_commit(ask_anew)


def _give_up(row: Delivery, reason: str, now: datetime) -> None:
    Delivery.objects.filter(pk=row.pk).update(state=Delivery.DEAD, error=reason, last_at=now, next_at=None)


def _write(
    row: Delivery,
    now: datetime,
    *,
    state: str,
    posted: Posted | None,
    error: str = "",
    said: str = "",
    pause: timedelta | None = None,
) -> None:
    Delivery.objects.filter(pk=row.pk).update(
        state=state,
        attempts=row.attempts + 1,
        last_at=now,
        next_at=now + pause if pause is not None else None,
        status=posted.status if posted else None,
        answer=posted.body if posted else "",
        took_ms=posted.took_ms if posted else None,
        error=error,
        said=said.replace("\0", ""),
    )
