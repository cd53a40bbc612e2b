"""Measurements that run inside a process of the installation; printed as JSON lines for the parent.

Called as `python -m bench.inside STEP [ARGUMENT]` with the installation's environment.
"""
# ruff: noqa: E402 - Django is made ready before its models are imported

import json
import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tridesk.bootstrap.settings")

import django

django.setup()

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from bench.data import ANALYSTS, fill
from bench.figures import median, percentile
from tridesk.kernel.clock import now


def tell(**values: Any) -> None:
    """One line for the parent."""
    print(json.dumps(values), flush=True)


def migrate(_argument: str) -> None:
    from tridesk.cli.data import migrated

    migrated()


def data(argument: str) -> None:
    """Fills the database; says how long it took."""
    began = time.perf_counter()
    fill(int(argument))
    tell(seconds=time.perf_counter() - began)


def session(_argument: str) -> None:
    """Signs the lead in; says the cookie, and how many statements the pages need."""
    key, name = _signed_in(1)
    from django.test import Client

    client = Client(headers={"host": "127.0.0.1"})
    client.cookies[name] = key
    statements = {}
    for path in ("/tickets?view=open", f"/tickets/{_last_ticket()}"):
        client.get(path)
        with CaptureQueriesContext(connection) as seen:
            answer = client.get(path)
        statements[path] = len(seen)
        assert answer.status_code == 200, (path, answer.status_code)
    tell(cookie=f"{name}={key}", statements=statements)


def token(_argument: str) -> None:
    """A token of the lead's; ids of tickets, and the cursor of the thousandth page."""
    from tridesk.api.ids import Kind, cursor_out, told
    from tridesk.identity.actions.issue_token import issue_token
    from tridesk.identity.queries import actor_of
    from tridesk.identity.types import Scope
    from tridesk.kernel.ids import PersonId
    from tridesk.tickets.queries.lists import Filters, View
    from tridesk.tickets.queries.order import Sort
    from tridesk.tickets.queries.records import ticket_records

    actor, last, cursor = actor_of(person_id=PersonId(1)), _last_ticket(), ""
    made = issue_token(actor=actor, name="Bench", scopes=tuple(Scope), expires_at=None, now=now())
    for _ in range(min(999 * 50, last - 100) // 150):
        page = ticket_records(
            actor=actor, view=View.ALL, filters=Filters(), sort=Sort.UPDATED, cursor=cursor, limit=150
        )
        cursor = page.older or ""
    pages = {"first": "", "thousandth": f"&cursor={cursor_out(cursor)}"}
    ids = [told(Kind.TICKET, number) for number in range(last - 2000, last, 7)]
    tell(token=made.token, ids=ids, pages=pages)


def session_demo(_argument: str) -> None:
    """Signs somebody of the demo in; says the cookie."""
    from tridesk.cli.demo_story import SIGN_INS
    from tridesk.identity.queries import find_person_by_address

    key, name = _signed_in(find_person_by_address(address=SIGN_INS[0][0]) or 1)
    tell(cookie=f"{name}={key}")


def _signed_in(person_id: int) -> tuple[str, str]:
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
    from django.utils.module_loading import import_string

    person = get_user_model().objects.get(pk=person_id)
    store = import_string(f"{settings.SESSION_ENGINE}.SessionStore")()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.set_expiry(86_400)
    store.create()
    return store.session_key, settings.SESSION_COOKIE_NAME


def _last_ticket() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM tickets_ticket")
        return int(cursor.fetchone()[0])


def create(argument: str) -> None:
    """Tickets opened through the action, one transaction each."""
    from tridesk.identity.queries import actor_of, default_team
    from tridesk.kernel.ids import PersonId
    from tridesk.tickets.actions.open import open_ticket
    from tridesk.tickets.types import Body, Channel, NewTicket

    count = int(argument)
    requester = PersonId(2 + ANALYSTS + 5)
    actor, team = actor_of(person_id=requester), default_team()
    body = Body("It does not print. " * 20)
    began = time.perf_counter()
    for number in range(count):
        new = NewTicket(requester=requester, subject=f"Bench {number}", body=body, channel=Channel.API, team=team)
        open_ticket(actor=actor, new=new, now=now())
    tell(per_second=count / (time.perf_counter() - began))


def store(argument: str) -> None:
    """Stores mails as a mailbox would and leaves them to the worker."""
    from tridesk.channels.actions.mailboxes import add_mailbox
    from tridesk.channels.actions.store_mail import store_mail
    from tridesk.channels.errors import MailboxTakenError
    from tridesk.identity.types import SYSTEM

    start, count = (int(part) for part in argument.split(":"))
    with suppress(MailboxTakenError):
        add_mailbox(actor=SYSTEM, values={"address": "help@bench.test"}, now=now())
    for number in range(start, start + count):
        store_mail(raw=mail(number), mailbox=None, source=f"bench:{number}", now=now())
    tell(stored=count)


def mail(number: int) -> bytes:
    """An ordinary mail of a customer: text and HTML, a small picture on every tenth."""
    from email.message import EmailMessage

    message = EmailMessage()
    message["From"] = f"Person {number % 500} <person{number % 500}@mail{number % 40}.test>"
    message["To"] = "help@bench.test"
    message["Subject"] = f"Question {number}"
    message["Message-ID"] = f"<bench.{number}@mail.test>"
    message["Date"] = "Sun, 01 Nov 2026 12:00:00 +0000"
    text = (
        f"Hello,\n\nmy printer number {number} does not answer. " + "It worked until yesterday. " * 10 + "\n\nRegards\n"
    )
    message.set_content(text)
    message.add_alternative(f"<p>{text}</p>", subtype="html")
    if number % 10 == 0:
        message.add_attachment(bytes([number % 256]) * 20_000, maintype="image", subtype="png", filename="screen.png")
    return message.as_bytes()


def settled(argument: str) -> None:
    """Waits until that many mails were taken in since `from`; says the rate."""
    from tridesk.channels.models import InboundMail

    target = int(argument)
    began, last = time.perf_counter(), -1
    first_at = 0.0
    while time.perf_counter() - began < 600:
        taken = InboundMail.objects.exclude(state="stored").count()
        if taken > 0 and not first_at:
            first_at, last = time.perf_counter(), taken
        if taken >= target:
            tell(
                per_second=(target - last) / max(time.perf_counter() - first_at, 1e-6),
                parked=InboundMail.objects.filter(state="parked").count(),
            )
            return
        time.sleep(0.02)
    raise TimeoutError


def arrival(argument: str) -> None:
    """From a stored mail to a ticket that a list shows, one after the other, in ms; a worker must be running."""
    from tridesk.channels.actions.store_mail import store_mail
    from tridesk.channels.models import InboundMail

    waits = []
    for number in range(int(argument)):
        began = time.perf_counter()
        known, _fresh = store_mail(raw=mail(900_000 + number), mailbox=None, source="bench", now=now())
        while InboundMail.objects.filter(pk=known, state="stored").exists():
            time.sleep(0.001)
        waits.append((time.perf_counter() - began) * 1000)
        time.sleep(0.05)
    tell(p50=median(waits), p95=percentile(waits, 0.95))


def events(argument: str) -> None:
    """The outbox alone: events recorded, delivered, and how long one waits, in this process."""
    from tridesk.infra import outbox
    from tridesk.infra.outbox.work import run_due
    from tridesk.kernel.events import Event

    class Measured(Event, name="bench.measured"):
        number: int

        @property
        def stream(self) -> str:
            return f"bench:{self.number}"

    heard: list[int] = []

    @outbox.subscriber("bench.reader", Measured, lane="bench")
    def hear(event: Measured) -> None:
        heard.append(event.number)

    count = int(argument)
    recorded = _timed(lambda: [_record(outbox, Measured, number) for number in range(count)])
    began = time.perf_counter()
    while run_due("bench"):
        pass
    delivered = time.perf_counter() - began
    assert len(heard) == count
    delays = []
    for number in range(200):
        began = time.perf_counter()
        _record(outbox, Measured, count + number)
        run_due("bench")
        delays.append((time.perf_counter() - began) * 1000)
    tell(recorded=count / recorded, delivered=count / delivered, delay=median(delays))


def _record(outbox: Any, kind: Any, number: int) -> None:
    with transaction.atomic():
        outbox.record(kind(number=number, at=now() - timedelta(seconds=1), by=None))


def _timed(call: Callable[[], Any]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


if __name__ == "__main__":
    globals()[sys.argv[1]](sys.argv[2] if len(sys.argv) > 2 else "")
