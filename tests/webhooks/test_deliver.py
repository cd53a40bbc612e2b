"""What is delivered, signed how, in which order, how often, and when it is given up."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import msgspec
import pytest
from standardwebhooks import Webhook as Verifier
from tests.cast import Cast, person
from tests.events import names
from tests.webhooks import receiver as receivers
from tests.webhooks.receiver import Receiver, answer, hang, raw
from tests.webhooks.test_feed import opened, said

from tridesk.channels.models import OutboundMail
from tridesk.identity.actions.set_membership import set_membership
from tridesk.identity.actions.switch_off import switch_off
from tridesk.identity.types import TeamRight
from tridesk.infra.models import Job
from tridesk.infra.outbox.work import run_due
from tridesk.kernel import clock
from tridesk.kernel.errors import NotAllowedError
from tridesk.kernel.ids import DeliveryId
from tridesk.tickets.actions.change import change
from tridesk.tickets.types import Priority
from tridesk.webhooks.actions import deliver as delivering
from tridesk.webhooks.actions.redeliver import redeliver, redeliver_dead, send_test
from tridesk.webhooks.actions.webhooks import add_webhook, change_webhook, rotate_secret
from tridesk.webhooks.errors import WebhookInvalidError, WebhookOffError
from tridesk.webhooks.models import Delivery, Webhook
from tridesk.webhooks.rules import retries

LATER = datetime(2126, 1, 1, tzinfo=UTC)  # when everything that waits is due


@pytest.fixture(autouse=True)
def _loopback(settings, monkeypatch) -> None:
    values = {**settings.CONFIG.values, "WEBHOOK_PRIVATE": (frozenset({"localhost"}), (ip_network("127.0.0.1/32"),))}
    settings.CONFIG = type(settings.CONFIG)(values)
    monkeypatch.setattr(delivering, "SECONDS", 0.3)


@pytest.fixture
def receiver():
    with receivers.receiving() as found:
        yield found


def add(cast: Cast, receiver: Receiver, now, *, actor=None, **values):
    given = {"name": "Chat", "url": receiver.url, "events": ["ticket.*"], **values}
    return add_webhook(actor=actor or cast.dante, values=given, now=now)


def work(*, rounds: int = 1, moment: datetime = LATER) -> None:
    """What the worker would do: readers, then one round of tries."""
    while run_due("events", now=moment):
        pass
    for _ in range(rounds):
        run_due("hooks", now=moment, limit=50)


def hurry() -> None:
    Job.objects.filter(lane="hooks").update(run_at=clock.now())


def heard(receiver: Receiver) -> list[str]:
    return [got.payload["type"] for got in receiver.got]


def test_what_is_sent_is_verified_by_the_packages_own_code(cast: Cast, now, receiver) -> None:
    made = add(cast, receiver, now, headers={"X-Own": "yes"})
    ticket = opened(cast, now)
    work(rounds=2)
    assert heard(receiver) == ["ticket.opened", "ticket.message_added"]
    got = receiver.got[0]
    payload = Verifier(made.secret).verify(got.body, got.headers)
    assert payload["data"]["number"] == ticket
    assert (got.headers["x-own"], got.headers["content-type"]) == ("yes", "application/json")
    with pytest.raises(Exception, match="signature"):
        Verifier(made.secret).verify(got.body.replace(b"lift", b"roof"), got.headers)
    assert set(Delivery.objects.values_list("state", "status", "answer")) == {("done", 200, "thanks")}
    assert not Job.objects.filter(lane="hooks").exists()


def test_a_new_secret_signs_beside_the_old_one_for_a_day(cast: Cast, now, receiver) -> None:
    made = add(cast, receiver, now)
    new = rotate_secret(actor=cast.dante, webhook_id=made.id, now=clock.now())
    send_test(actor=cast.dante, webhook_id=made.id, now=now)
    work()
    got = receiver.got[0]
    for secret in (made.secret, new):
        assert Verifier(secret).verify(got.body, got.headers)["type"] == "webhook.test"
    Webhook.objects.update(old_secret_until=now - timedelta(days=400))
    send_test(actor=cast.dante, webhook_id=made.id, now=now)
    work()
    assert receiver.got[1].headers["webhook-signature"].count("v1,") == 1


def test_nothing_waits_where_nobody_listens(cast: Cast, now) -> None:
    opened(cast, now)
    assert not Job.objects.filter(queue="webhooks.collect").exists()


def test_only_what_the_owner_may_know_is_sent(cast: Cast, now, receiver) -> None:
    Webhook.objects.all().delete()
    made = add(cast, receiver, now, events=["*"])
    Webhook.objects.filter(pk=made.id).update(owner=person(cast.bruno))
    mine, theirs = opened(cast, now), opened(cast, now)
    change(actor=cast.dante, ticket_id=theirs, changes={"team": cast.specialists}, now=now)
    set_membership(
        actor=cast.dante, team_id=cast.specialists, person_id=person(cast.dante), right=TeamRight.SEE, now=now
    )
    work(rounds=5)
    assert {got.payload["data"]["number"] for got in receiver.got} == {mine}


def test_what_the_owner_may_not_know_any_more_is_not_sent(cast: Cast, now, receiver) -> None:
    add(cast, receiver, now)
    Webhook.objects.update(owner=person(cast.bruno))
    ticket = opened(cast, now)
    while run_due("events", now=LATER):
        pass
    change(actor=cast.dante, ticket_id=ticket, changes={"team": cast.specialists}, now=now)
    work(rounds=4)
    assert receiver.got == []
    assert set(Delivery.objects.values_list("state", "error")) == {("dead", "unseen")}


def test_of_an_owner_who_left_nothing_is_sent(cast: Cast, now, receiver) -> None:
    add(cast, receiver, now)
    Webhook.objects.update(owner=person(cast.bruno))
    switch_off(actor=cast.dante, person_id=person(cast.bruno), now=now)
    opened(cast, now)
    work(rounds=2)
    assert receiver.got == []


def test_teams_and_conditions_narrow(cast: Cast, now, receiver) -> None:
    conditions = [{"field": "changes.priority.after", "operator": "in", "value": "emergency, high"}]
    add(cast, receiver, now, events=["ticket.changed"], teams=[cast.first_line], conditions=conditions)
    first, other = opened(cast, now), opened(cast, now)
    change(actor=cast.dante, ticket_id=other, changes={"team": cast.specialists}, now=now)
    for ticket in (first, other):
        for priority in (Priority.LOW, Priority.EMERGENCY):
            change(actor=cast.dante, ticket_id=ticket, changes={"priority": priority}, now=now)
    work(rounds=2)
    assert [(got.payload["data"]["number"]) for got in receiver.got] == [first]


def test_a_failing_delivery_holds_back_its_ticket_and_no_other(cast: Cast, now, receiver) -> None:
    add(cast, receiver, now, events=["ticket.message_added"])
    blocked, free = opened(cast, now), opened(cast, now)
    for ticket in (blocked, free):
        said(ticket, cast.bruno, now)

    def behave(handler, got):
        answer(500 if got.payload["data"]["number"] == blocked else 200)(handler, got)

    receiver.behaviour = behave
    work(rounds=4)
    numbers = [got.payload["data"]["number"] for got in receiver.got]
    assert numbers.count(free) == 2
    assert blocked in numbers
    first = next(got.payload["id"] for got in receiver.got if got.payload["data"]["number"] == blocked)
    assert {g.payload["id"] for g in receiver.got if g.payload["data"]["number"] == blocked} == {first}
    receiver.behaviour = answer(200)
    hurry()
    work(rounds=3)
    told = [got.payload["id"] for got in receiver.got if got.payload["data"]["number"] == blocked]
    assert told.index(first) == 0
    assert len(set(told)) == 2
    assert told[-1] != first
    assert not Delivery.objects.exclude(state="done").exists()


@pytest.mark.parametrize(
    ("behaviour", "error", "status"),
    [
        (answer(500), "status", 500),
        (answer(302, b"", Location="http://127.0.0.1:1/"), "status", 302),
        (hang, "timeout", None),
        (raw(b"garbage\r\n"), "broken", None),
        (raw(b""), "broken", None),
    ],
    ids=["error", "redirect", "hangs", "garbage", "closes"],
)
def test_what_counts_as_a_failure_is_tried_again(cast: Cast, now, receiver, behaviour, error, status) -> None:
    add(cast, receiver, now, events=["ticket.opened"])
    receiver.behaviour = behaviour
    opened(cast, now)
    work()
    row = Delivery.objects.get()
    assert (row.state, row.error, row.status, row.attempts) == ("waiting", error, status, 1)
    assert Job.objects.filter(lane="hooks", parked_at=None, claim="").count() == 1
    hook = Webhook.objects.get()
    assert hook.failing_since is not None
    receiver.behaviour = answer(204, b"")
    hurry()
    work()
    hook.refresh_from_db()
    assert (Delivery.objects.get().state, hook.failing_since, hook.silent) == ("done", None, 0)
    assert len({got.headers["webhook-id"] for got in receiver.got}) == 1


def test_it_is_given_up_after_two_days_and_sent_again_by_hand(cast: Cast, now, receiver) -> None:
    made = add(cast, receiver, now, events=["ticket.opened"])
    receiver.behaviour = answer(503)
    opened(cast, now)
    work()
    Delivery.objects.update(begun_at=clock.now() - retries.LIFE)
    hurry()
    work()
    row = Delivery.objects.get()
    assert (row.state, row.error) == ("dead", "status")
    assert not Job.objects.filter(lane="hooks").exists()
    receiver.behaviour = answer(200)
    redeliver(actor=cast.dante, delivery_id=DeliveryId(row.pk), now=clock.now())
    work()
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("done", 1)
    assert {got.headers["webhook-id"] for got in receiver.got} == {receiver.got[0].headers["webhook-id"]}
    assert redeliver_dead(actor=cast.dante, webhook_id=made.id, now=now) == 0


def test_one_that_is_gone_is_switched_off_at_once_and_people_are_told(cast: Cast, now, receiver) -> None:
    made = add(cast, receiver, now, events=["ticket.opened"])
    receiver.behaviour = answer(410)
    opened(cast, now)
    opened(cast, now)
    work(rounds=2)
    hook = Webhook.objects.get()
    assert (hook.is_active, hook.off_reason, len(receiver.got)) == (False, "gone", 1)
    assert set(Delivery.objects.values_list("state", "error")) == {("dead", "status"), ("dead", "off")}
    assert names(f"webhook:{made.id}")[-1] == "webhook.switched_off"
    work()
    notices = OutboundMail.objects.filter(kind=OutboundMail.NOTICE, occasion__startswith="webhook_off:")
    assert list(notices.values_list("recipient", flat=True)) == ["dante@desk.test"]
    with pytest.raises(WebhookOffError):
        send_test(actor=cast.dante, webhook_id=made.id, now=now)
    change_webhook(actor=cast.dante, webhook_id=made.id, values={"is_active": True}, now=now)
    receiver.behaviour = answer(200)
    assert redeliver_dead(actor=cast.dante, webhook_id=made.id, now=clock.now()) == 2
    work(rounds=2)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"done"}


def test_days_of_nothing_but_failures_switch_it_off(cast: Cast, now, receiver) -> None:
    add(cast, receiver, now, events=["ticket.opened"])
    receiver.behaviour = answer(500)
    opened(cast, now)
    work()
    assert Webhook.objects.get().is_active
    Webhook.objects.update(failing_since=clock.now() - retries.OFF_AFTER)
    hurry()
    work()
    assert (Webhook.objects.get().off_reason, Webhook.objects.get().is_active) == ("failing", False)


def test_one_that_does_not_answer_is_asked_by_one_delivery_at_a_time(cast: Cast, now, receiver) -> None:
    add(cast, receiver, now, events=["ticket.opened"])
    receiver.behaviour = hang
    for _ in range(6):
        opened(cast, now)
    work()
    assert len(receiver.got) == retries.SILENT
    hurry()
    work()
    assert len(receiver.got) == retries.SILENT
    Webhook.objects.update(paused_until=clock.now())
    receiver.behaviour = answer(200)
    hurry()
    work()
    hurry()
    work()
    assert set(Delivery.objects.values_list("state", flat=True)) == {"done"}


def test_who_dies_before_it_is_written_sends_the_same_id_again(cast: Cast, now, receiver, monkeypatch) -> None:
    add(cast, receiver, now, events=["ticket.opened"])
    opened(cast, now)
    monkeypatch.setattr(delivering, "_done", lambda *_: (_ for _ in ()).throw(RuntimeError("killed here")))
    work()
    assert Delivery.objects.get().state == "waiting"
    monkeypatch.undo()
    monkeypatch.setattr(delivering, "SECONDS", 0.5)
    Webhook.objects.update(name="Still there")
    hurry()
    with_private = Delivery.objects.get()
    assert with_private.attempts == 0
    work()
    assert [got.headers["webhook-id"] for got in receiver.got] == [receiver.got[0].headers["webhook-id"]] * 2
    assert Delivery.objects.get().state == "done"


def test_an_event_read_twice_is_delivered_once(cast: Cast, now, receiver) -> None:
    from tridesk.infra.outbox.log import event_of
    from tridesk.webhooks.actions.collect import collect

    add(cast, receiver, now, events=["ticket.opened"])
    opened(cast, now)
    work()
    row = Delivery.objects.get()
    event = event_of(event_id=row.event)
    assert collect(event=event, event_id=row.event, now=now) == 0
    assert Delivery.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"url": "http://10.0.0.1/x"}, "url"),
        ({"url": "http://[::1]/"}, "url"),
        ({"url": "http://169.254.169.254/latest/meta-data"}, "url"),
        ({"url": "ftp://example.org/"}, "url"),
        ({"url": "http://user:pw@127.0.0.1/"}, "url"),
        ({"name": " "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"events": []}, "events"),
        ({"events": ["ticket.nothing"]}, "events"),
        ({"headers": {"Host": "x"}}, "headers"),
        ({"headers": {"webhook-id": "x"}}, "headers"),
        ({"headers": {"X-A": "a\r\nX-B: b"}}, "headers"),
        ({"conditions": [{"field": "a", "operator": "like", "value": "b"}]}, "conditions"),
        ({"conditions": [{"field": "", "operator": "is", "value": "b"}]}, "conditions"),
        ({"teams": [10**9]}, "teams"),
    ],
)
def test_what_cannot_be_taken(cast: Cast, now, receiver, values, field) -> None:
    with pytest.raises(WebhookInvalidError) as refused:
        add(cast, receiver, now, **values)
    assert refused.value.values["field"] == field


def test_who_may_not_manage_webhooks_may_not_add_one(cast: Cast, now, receiver) -> None:
    for actor in (cast.alice, cast.bruno, cast.carla, cast.otto):
        with pytest.raises(NotAllowedError):
            add(cast, receiver, now, actor=actor)


def test_whoever_says_where_it_goes_owns_it(cast: Cast, now, receiver) -> None:
    made = add(cast, receiver, now)
    Webhook.objects.update(owner=person(cast.carla))
    change_webhook(actor=cast.dante, webhook_id=made.id, values={"name": "Other"}, now=now)
    assert Webhook.objects.get().owner_id == cast.carla.person_id
    change_webhook(actor=cast.dante, webhook_id=made.id, values={"events": ["*"]}, now=now)
    assert Webhook.objects.get().owner_id == cast.dante.person_id


def test_headers_stay_where_they_are_not_given_anew_and_are_in_no_audit(cast: Cast, now, receiver) -> None:
    from tests.events import events

    made = add(cast, receiver, now, headers={"Authorization": "Bearer hush"})
    change_webhook(
        actor=cast.dante, webhook_id=made.id, values={"headers": {"authorization": None, "x-more": "1"}}, now=now
    )
    send_test(actor=cast.dante, webhook_id=made.id, now=now)
    work()
    assert (receiver.got[0].headers["authorization"], receiver.got[0].headers["x-more"]) == ("Bearer hush", "1")
    told = msgspec.json.encode([vars(event) for event in events(f"webhook:{made.id}")]).decode()
    assert "hush" not in told
    assert "authorization" in told
    assert "hush" not in Webhook.objects.get().headers
    assert made.secret not in Webhook.objects.get().secret


def test_the_pauses_are_two_days() -> None:
    at, waited, attempts = datetime(2026, 3, 10, tzinfo=UTC), timedelta(), 0
    while (pause := retries.pause_after(attempts=attempts + 1, begun_at=at, now=at + waited)) is not None:
        waited, attempts = waited + pause, attempts + 1
    assert timedelta(hours=47) < waited < timedelta(hours=56)
