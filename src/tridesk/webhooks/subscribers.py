"""Which happenings webhooks hear of: all that may be told."""

from tridesk.identity.events import PersonsMerged
from tridesk.infra.outbox import subscriber
from tridesk.kernel.clock import now
from tridesk.kernel.events import Event, event_type
from tridesk.kernel.ids import EventId
from tridesk.webhooks.actions.collect import collect as collect_deliveries
from tridesk.webhooks.actions.follow_merge import follow_merge
from tridesk.webhooks.actions.tell_off import tell_off
from tridesk.webhooks.events import WebhookSwitchedOff
from tridesk.webhooks.queries.wanted import may_be_wanted
from tridesk.webhooks.rules.payloads import TOLD

_ALL = [kind for name in TOLD if (kind := event_type(name)) is not None]


@subscriber("webhooks.collect", *_ALL, when=lambda event: may_be_wanted(name=event.name), numbered=True)
def collect(event: Event, number: EventId) -> None:
    """A delivery for each webhook that wants it."""
    collect_deliveries(event=event, event_id=number, now=now())


@subscriber("webhooks.tell_off", WebhookSwitchedOff)
def switched_off(event: WebhookSwitchedOff) -> None:
    """Its owner hears of it, and those who manage webhooks."""
    tell_off(webhook=event.webhook, reason=event.reason, event=event.at.isoformat(), now=now())


@subscriber("webhooks.follow_merge", PersonsMerged)
def persons_merged(event: PersonsMerged) -> None:
    """Webhooks follow their owner."""
    follow_merge(kept=event.person, other=event.other)
