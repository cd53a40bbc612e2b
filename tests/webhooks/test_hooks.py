"""Programs post: what becomes a ticket, what joins one, what is refused."""

import hashlib
import hmac
import json

import pytest
from django.test import Client
from tests.cast import Cast, person

from tridesk.infra import allowance
from tridesk.kernel.errors import NotAllowedError
from tridesk.tickets.actions.change import change
from tridesk.tickets.models import Message, Ticket
from tridesk.tickets.types import Status
from tridesk.web.views import hooks_in
from tridesk.webhooks.actions.hooks import add_hook, change_hook, remove_hook, renew_address
from tridesk.webhooks.actions.take_call import KEPT_CALLS, MAX_BYTES
from tridesk.webhooks.errors import WebhookInvalidError
from tridesk.webhooks.models import Hook, HookCall
from tridesk.webhooks.rules.mapping import mapped
from tridesk.webhooks.rules.paths import at_path, shown
from tridesk.webhooks.rules.presets import PRESETS
from tridesk.webhooks.rules.templates import filled

ALERT = {
    "status": "firing",
    "groupKey": '{}:{alertname="DiskFull"}',
    "commonLabels": {"alertname": "DiskFull", "severity": "critical"},
    "commonAnnotations": {"summary": "The disk of db1 is full", "description": "97 % are used."},
    "alerts": [{"generatorURL": "http://prometheus.example/graph", "annotations": {}}],
}
SAMPLES = {
    "alertmanager": (ALERT, ("The disk of db1 is full", 1, False)),
    "grafana": ({**ALERT, "status": "resolved", "message": "All is well"}, ("The disk of db1 is full", 1, True)),
    "zabbix": (
        {"trigger_name": "Ping fails", "event_id": 77, "event_value": "1", "trigger_severity": "Warning", "host": "r1"},
        ("Ping fails", 3, False),
    ),
    "uptime_kuma": (
        {"heartbeat": {"status": 1, "msg": "200 OK"}, "monitor": {"id": 3, "name": "Shop"}, "msg": "[Shop] up"},
        ("Shop", 2, True),
    ),
    "generic": ({"title": "A lamp", "severity": "info", "id": 9}, ("A lamp", 4, False)),
}


@pytest.mark.parametrize("preset", sorted(PRESETS))
def test_presets_understand_what_their_programs_post(preset: str) -> None:
    sample, expected = SAMPLES[preset]
    said = mapped(PRESETS[preset], sample)
    assert (said.subject, said.level, said.resolved) == expected
    assert said.key
    assert said.body or preset == "generic"


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("{{ a.b }}", "1"),
        ("{{a.l.1}}!", "y!"),
        ("{{ a.l }}", "x, y"),
        ("{{ a }}", "b: 1\nl: x, y\nk.d: true\nn: "),
        ("{{ a.k.d }}", "true"),
        ("{{ nothing | a.n | a.b }}", "1"),
        ("{{ a.l.9 }}{{ a.b.c }}{{ a.l.-1 }}", ""),
        ("{{}} {{{{ a.b }}}} {a}", "{{}} {{1}} {a}"),
        ("{{ __class__ }}{{ a.__len__ }}", ""),
    ],
)
def test_placeholders(template: str, words: str) -> None:
    data = {"a": {"b": 1, "l": ["x", "y"], "k.d": True, "n": None}}
    assert filled(template, data, limit=500) == words


def test_words_that_hold_placeholders_are_not_filled_again() -> None:
    assert filled("{{ a }}", {"a": "{{ b }}", "b": "secret"}, limit=100) == "{{ b }}"
    assert shown(at_path({"a": 2.0}, "a")) == "2"
    assert shown("a\0b") == "ab"


def add(cast: Cast, now, **values) -> str:
    given = {"name": "Monitoring", "preset": "alertmanager", "requester": person(cast.alice), "team": cast.first_line}
    return add_hook(actor=cast.dante, values={**given, **values}, now=now).token


def post(token: str, body=ALERT, *, kind: str = "application/json", **headers):
    data = json.dumps(body) if kind == "application/json" and not isinstance(body, bytes | str) else body
    return Client().post(f"/hooks/in/{token}", data, content_type=kind, headers=headers)


def outcomes() -> list[str]:
    return list(HookCall.objects.order_by("id").values_list("outcome", flat=True))


@pytest.fixture(autouse=True)
def _fresh_allowance() -> None:
    allowance._shares.clear()


def test_an_alert_opens_a_ticket_joins_it_and_ends_it(cast: Cast, now) -> None:
    token = add(cast, now, solves=True)
    answer = post(token)
    assert (answer.status_code, answer.json()["outcome"]) == (200, "opened")
    ticket = Ticket.objects.get(pk=answer.json()["number"])
    assert (ticket.subject, ticket.priority, ticket.team_id) == ("The disk of db1 is full", 1, cast.first_line)
    assert ticket.requester_id == cast.alice.person_id
    assert "97 %" in Message.objects.get(ticket=ticket).text
    assert post(token).json() == {**answer.json(), "outcome": "added"}
    assert post(token, {**ALERT, "groupKey": "other"}).json()["outcome"] == "opened"
    assert post(token, {**ALERT, "status": "resolved"}).json() == {**answer.json(), "outcome": "resolved"}
    ticket.refresh_from_db()
    assert ticket.status == "solved"
    last = Message.objects.filter(ticket=ticket).order_by("-id")[0]
    assert (last.visibility, last.author_id, last.author_name) == ("internal", None, "Monitoring")
    assert post(token, {**ALERT, "status": "resolved"}).json()["outcome"] == "nothing"
    assert post(token).json()["number"] != ticket.pk
    assert outcomes() == ["opened", "added", "opened", "resolved", "nothing", "opened"]


def test_without_solving_the_end_is_a_note(cast: Cast, now) -> None:
    token = add(cast, now)
    number = post(token).json()["number"]
    post(token, {**ALERT, "status": "resolved"})
    assert Ticket.objects.get(pk=number).status != "solved"


def test_a_ticket_that_is_solved_takes_no_more(cast: Cast, now) -> None:
    token = add(cast, now)
    number = post(token).json()["number"]
    change(actor=cast.dante, ticket_id=number, changes={"status": Status.SOLVED}, now=now)
    assert post(token).json()["number"] != number


def test_the_same_call_twice_counts_once(cast: Cast, now) -> None:
    token = add(cast, now)
    first = post(token, Idempotency_Key="a1").json()
    assert post(token, Idempotency_Key="a1").json() == {**first, "outcome": "repeated"}
    assert post(token, Idempotency_Key="a2").json()["outcome"] == "added"


def test_a_form_and_a_named_requester(cast: Cast, now) -> None:
    token = add(cast, now, preset="generic")
    kind = "application/x-www-form-urlencoded"
    number = post(token, "title=The+lamp&email=otto%40elsewhere.test&tags=a,b", kind=kind).json()["number"]
    ticket = Ticket.objects.get(pk=number)
    assert (ticket.subject, ticket.requester_id) == ("The lamp", cast.otto.person_id)
    nobody = post(token, {"title": "x", "email": "no address"}).json()["number"]
    assert Ticket.objects.get(pk=nobody).requester_id == cast.alice.person_id


def test_a_signature_is_asked_for_where_there_is_a_secret(cast: Cast, now) -> None:
    token = add(cast, now, secret="hush", signature_header="X-Signature")
    assert post(token).status_code == 401
    assert post(token, X_Signature="sha256=" + "0" * 64).status_code == 401
    body = json.dumps(ALERT)
    mac = hmac.digest(b"hush", body.encode(), hashlib.sha256).hex()
    assert post(token, body, X_Signature=f"sha256={mac}").status_code == 200
    assert outcomes() == ["refused", "refused", "opened"]
    assert "hush" not in Hook.objects.get().secret


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"7", 400),
        (b'"words"', 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b"{}", 422),
        (b"[]", 422),
        (b'{"groupKey": "x", "commonAnnotations": {"summary": "a\\u0000b\\ud800"}}', 400),
        (b'{"commonAnnotations": {"summary": "a\\u0000b"}}', 200),
        (b" " * (MAX_BYTES + 1), 413),
    ],
)
def test_whatever_is_posted_is_answered(cast: Cast, now, body: bytes, status: int) -> None:
    assert post(add(cast, now), body).status_code == status


def test_only_the_address_itself_lets_in(cast: Cast, now) -> None:
    token = add(cast, now)
    hook = Hook.objects.get()
    assert token not in (hook.digest, hook.hint)
    assert post("wrong").status_code == 404
    assert Client().get(f"/hooks/in/{token}").status_code == 405
    new = renew_address(actor=cast.dante, hook_id=hook.pk, now=now)
    assert (post(token).status_code, post(new).status_code) == (404, 200)
    change_hook(actor=cast.dante, hook_id=hook.pk, values={"is_active": False}, now=now)
    assert post(new).status_code == 404
    remove_hook(actor=cast.dante, hook_id=hook.pk, now=now)
    assert Ticket.objects.count() == 1


def test_too_many_calls_are_refused(cast: Cast, now, monkeypatch) -> None:
    monkeypatch.setattr(hooks_in, "POLICY", allowance.Policy(quota=2, seconds=10**9))
    token = add(cast, now)
    answers = [post(token) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[2].headers["Retry-After"]) > 0


def test_the_last_calls_are_kept(cast: Cast, now) -> None:
    token = add(cast, now)
    for _ in range(KEPT_CALLS + 3):
        post(token, b"{")
    assert HookCall.objects.count() == KEPT_CALLS


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"preset": "nagios"}, "preset"),
        ({"requester": 10**9}, "requester"),
        ({"team": 10**9}, "team"),
        ({"mapping": {"subject": ""}}, "subject"),
        ({"mapping": {"subject": "x", "other": "y"}}, "other"),
        ({"mapping": {"subject": "x" * 4001}}, "subject"),
        ({"secret": "hush"}, "signature_header"),
        ({"signature_header": "a b"}, "signature_header"),
    ],
)
def test_what_cannot_be_taken(cast: Cast, now, values, field) -> None:
    with pytest.raises(WebhookInvalidError) as refused:
        add(cast, now, **values)
    assert refused.value.values["field"] == field


def test_who_may_not_manage_hooks_may_not_add_one(cast: Cast, now) -> None:
    for actor in (cast.alice, cast.bruno, cast.carla, cast.otto):
        with pytest.raises(NotAllowedError):
            add_hook(actor=actor, values={"name": "x"}, now=now)
