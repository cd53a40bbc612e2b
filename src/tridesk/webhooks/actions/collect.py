"""An event finds the webhooks that want it: a delivery each, in the transaction in which the event counts as read."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from tridesk.identity.queries.actors import actor_of
from tridesk.infra import outbox
from tridesk.infra.inserting import insert_once
from tridesk.infra.outbox.log import Line
from tridesk.kernel.errors import NotFoundError
from tridesk.kernel.events import Event
from tridesk.kernel.ids import DeliveryId, EventId, PersonId
from tridesk.webhooks.models import Delivery, Webhook
from tridesk.webhooks.queries.hearing import Heard, heard
from tridesk.webhooks.rules.conditions import condition_of, fits
from tridesk.webhooks.rules.payloads import matches

TASK = "tridesk.webhooks.tasks.deliver"
LANE = "hooks"
MAX_ORDER_KEY = 40
_encoder = msgspec.json.Encoder()


def collect(*, event: Event, event_id: EventId, now: datetime) -> int:
    """Returns how many will be told. To be repeated safely."""
    rows = [row for row in Webhook.objects.filter(is_active=True) if matches(frozenset(row.events), event.name)]
    told = 0
    for owner in dict.fromkeys(row.owner_id for row in rows):
        found = heard_by(person=PersonId(owner), line=Line(event_id, event))
        if found is not None:
            told += sum(
                _deliver(row, found, event, now) for row in _wanting((r for r in rows if r.owner_id == owner), found)
            )
    return told


def heard_by(*, person: PersonId, line: Line) -> Heard | None:
    """The event as this person may know it; None where they may not, or are nobody any more."""
    try:
        actor = actor_of(person_id=person)
    except NotFoundError:
        return None
    return next(iter(heard(actor=actor, lines=[line])), None)


def _wanting(rows: Iterable[Webhook], found: Heard) -> Iterable[Webhook]:
    for row in rows:
        in_team = not row.teams or (found.team is not None and found.team in row.teams)
        if in_team and fits([condition_of(each) for each in row.conditions], _plain(found)):
            yield row


def _plain(found: Heard) -> dict[str, object]:
    """Data as the receiver will read it."""
    plain: dict[str, object] = msgspec.json.decode(_encoder.encode(found.payload["data"]))
    return plain


def _deliver(row: Webhook, found: Heard, event: Event, now: datetime) -> bool:
    delivery = Delivery(
        webhook_id=row.pk,
        event=found.id,
        name=event.name,
        order_key=f"{row.pk}:{event.stream}"[:MAX_ORDER_KEY] if event.stream else "",
        body=_encoder.encode(found.payload).decode(),
        created_at=now,
        begun_at=now,
        next_at=now,
    )
    if not insert_once(delivery):
        return False
    queue(delivery_id=DeliveryId(delivery.pk), order_key=delivery.order_key)
    return True


def queue(*, delivery_id: DeliveryId, order_key: str) -> None:
    """What one webhook hears of one ticket goes out in the order in which it happened."""
    key = f"delivery:{delivery_id}"
    if not outbox.enqueue(TASK, {"args": [delivery_id]}, lane=LANE, order_key=order_key, unique_key=key):
        outbox.hasten(TASK, unique_key=key, lane=LANE)
