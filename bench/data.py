# ruff: noqa: E501 - tables of columns read better wide
"""A desk with a long history, written straight into the tables: minutes of inserts instead of hours of actions."""

import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import batched
from typing import Any

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
WORDS = [
    "printer",
    "network",
    "password",
    "laptop",
    "screen",
    "slow",
    "error",
    "update",
    "login",
    "invoice",
    "report",
    "access",
    "vpn",
    "mail",
    "phone",
    "battery",
    "camara",
    "impresora",
    "contraseña",
    "red",
    "lento",
    "acceso",
    "pantalla",
    "impressora",
    "senha",
    "rede",
    "lento",
    "tela",
    "acesso",
    "nota",
    "fiscal",
]
ACTIVE_SHARE = 0.05  # a desk solves what it opens: some thousands wait, the rest is history
ANALYSTS, REQUESTERS, TEAMS = 60, 20_000, 8


def fill(tickets: int, messages_each: int = 3) -> None:
    """Fills an empty, migrated database with that many tickets."""
    from tridesk.identity.actions.add_team import add_team
    from tridesk.identity.queries import role_with_key, team_names
    from tridesk.identity.types import SYSTEM

    for number in range(TEAMS - 1):
        add_team(actor=SYSTEM, name=f"Team {number}", now=NOW)
    teams = list(team_names())
    dice = random.Random(7)
    roles = {key: role_with_key(key=key) for key in ("analyst", "requester", "lead")}
    _people(roles)
    _insert("identity_membership", ("team_id", "person_id", "right"), _memberships(teams))
    _insert("tickets_ticket", TICKET, _tickets(tickets, teams, dice))
    _insert("tickets_message", MESSAGE, _messages(tickets, messages_each, dice))
    _insert("infra_event", EVENT, _events(tickets, messages_each))
    _analyse()


PERSON = (
    "id",
    "name",
    "name_key",
    "email",
    "role_id",
    "language",
    "time_zone",
    "phone",
    "title",
    "is_active",
    "created_at",
    "password",
)
TICKET = (
    "id", "subject", "snippet", "type", "status", "priority", "impact", "urgency", "requester_id", "team_id", "assignee_id",
    "holder", "holder_since", "channel", "language", "created_at", "updated_at", "last_message_at", "solved_at", "closed_at",
    "version",
)  # fmt: skip
MESSAGE = (
    "ticket_id", "author_id", "author_name", "side", "visibility", "channel", "at", "text", "html", "full_text", "full_html",
)  # fmt: skip
EVENT = ("at", "name", "stream", "audit", "by", "ip", "data")


def _people(roles: dict[str, Any]) -> None:
    rows = [_person(1, "Lea Lead", "lead@bench.test", roles["lead"])]
    rows += [_person(2 + n, f"Analyst {n}", f"analyst{n}@bench.test", roles["analyst"]) for n in range(ANALYSTS)]
    first = 2 + ANALYSTS
    rows += [
        _person(first + n, f"Requester {n}", f"r{n}@client{n % 400}.test", roles["requester"])
        for n in range(REQUESTERS)
    ]
    _insert("identity_person", PERSON, rows)
    addresses = ((row[0], row[3], True, NOW, "") for row in rows)
    _insert("identity_address", ("person_id", "address", "verified", "created_at", "dead_reason"), addresses)


def _person(number: int, name: str, email: str, role: int) -> tuple[Any, ...]:
    return (number, name, name.lower(), email, role, "en", "UTC", "", "", True, NOW, "!")


def _memberships(teams: Sequence[int]) -> Iterator[tuple[Any, ...]]:
    for n in range(ANALYSTS):
        for team in {teams[n % len(teams)], teams[(n * 3 + 1) % len(teams)]}:
            yield team, 2 + n, "reply"


def _tickets(count: int, teams: Sequence[int], dice: random.Random) -> Iterator[tuple[Any, ...]]:
    first_requester = 2 + ANALYSTS
    for number in range(1, count + 1):
        created = NOW - timedelta(minutes=3 * (count - number) + dice.random())
        active = dice.random() < (0.9 if number > count * (1 - ACTIVE_SHARE / 2) else ACTIVE_SHARE / 2)
        status = (
            dice.choice(("new", "open", "open", "waiting_requester", "on_hold", "waiting_vendor"))
            if active
            else ("solved" if number > count * 0.97 else "closed")
        )
        holder = {"waiting_requester": "requester", "waiting_vendor": "vendor", "solved": "", "closed": ""}.get(
            status, "analyst"
        )
        updated = min(NOW, created + timedelta(hours=dice.random() * 90))
        assignee = None if status == "new" else 2 + dice.randrange(ANALYSTS)
        done = updated if holder == "" else None
        subject = " ".join(dice.choice(WORDS) for _ in range(6)).capitalize()
        yield (
            number, subject, " ".join(dice.choice(WORDS) for _ in range(18))[:140], "incident", status, dice.choice((1, 2, 3, 3, 3, 4)),
            2, 2, first_requester + dice.randrange(REQUESTERS), dice.choice(teams), assignee, holder, updated, "email", "en",
            created, updated, updated, done, done if status == "closed" else None, 3,
        )  # fmt: skip


def _messages(count: int, each: int, dice: random.Random) -> Iterator[tuple[Any, ...]]:
    bodies = [" ".join(dice.choice(WORDS) for _ in range(80)) for _ in range(200)]
    for number in range(1, count + 1):
        at = NOW - timedelta(minutes=3 * (count - number))
        for step in range(each):
            side = ("requester", "analyst")[step % 2]
            body = bodies[(number + step) % 200]
            html = f"<p>{body}</p>" if step % 2 else ""
            author = 2 + (number % ANALYSTS) if side == "analyst" else 2 + ANALYSTS + number % REQUESTERS
            yield (
                number,
                author,
                f"{side} {number}",
                side,
                "public",
                "email",
                at + timedelta(hours=step),
                body,
                html,
                "",
                "",
            )


def _events(count: int, each: int) -> Iterator[tuple[Any, ...]]:
    for number in range(1, count + 1):
        at = NOW - timedelta(minutes=3 * (count - number))
        opened = f'{{"ticket":{number},"subject":"x","requester":99,"channel":"email","message":1,"side":"requester","team":1,"assignee":null}}'
        yield (at, "ticket.opened", f"ticket:{number}", False, 99, "", opened)
        for step in range(1, each):
            changed = f'{{"ticket":{number},"changes":{{"status":["new","open"]}},"undoes":null}}'
            yield (at + timedelta(hours=step), "ticket.changed", f"ticket:{number}", False, 5, "", changed)


def _insert(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    from django.db import connection, transaction

    names = ", ".join(f'"{column}"' for column in columns)
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            with cursor.cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
        return
    marks = ", ".join("?" for _ in columns)
    adapt = connection.ops.adapt_datetimefield_value
    for batch in batched(rows, 20_000):
        plain = [[adapt(value) if isinstance(value, datetime) else value for value in row] for row in batch]
        with transaction.atomic():
            connection.connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", plain)


def _analyse() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
