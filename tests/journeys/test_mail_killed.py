"""The worker is killed at random points while mails come in and are answered: each is taken in exactly once, each
answer arrives, and one that arrives twice has the same Message-ID.

`TRIDESK_TEST_KILLS` (default 2) and `TRIDESK_TEST_SEED` as in tests/infra/outbox/test_killed.py.
"""

import json
import os
import random
import time
from collections import Counter

import pytest
from tests.journeys.harness import Installation, installation
from tests.servers.mail import MailServers

pytestmark = pytest.mark.servers
KILLS = int(os.environ.get("TRIDESK_TEST_KILLS") or "2")
SEED = int(os.environ.get("TRIDESK_TEST_SEED") or "20260310")
EACH = 30  # mails between two kills


def deed(desk: Installation, *words: str) -> int:
    return json.loads(
        desk.python("import runpy; runpy.run_module('tests.journeys.deeds', run_name='__main__')", *words)
    )


def mails(sender: str, to: str, first: int) -> list[bytes]:
    return [
        f"From: {sender}\r\nTo: {to}\r\nSubject: Matter {number}\r\nMessage-ID: <{number}.{first}@acme.test>\r\n"
        f"Date: Tue, 10 Mar 2026 09:00:00 +0000\r\n\r\nWords {number}.\r\n".encode()
        for number in range(first, first + EACH)
    ]


def test_mails_are_taken_in_once_and_answered_although_workers_are_killed(mail_servers: MailServers):
    chance = random.Random(SEED)
    people = [mail_servers.user(name, "acme.test") for name in ("ana", "ben", "eva", "ivo")]
    support = mail_servers.user("support", "tridesk.test")
    with installation() as desk:
        deed(desk, "hire")
        desk.add_mailbox(support, mail_servers)
        worker = desk.start("worker")
        for number in range(KILLS):
            support.put(*mails(people[number % 4].address, support.address, number * EACH))
            seen = len(desk.rows("SELECT 1 FROM tickets_ticket"))
            desk.wait_until(lambda seen=seen: len(desk.rows("SELECT 1 FROM tickets_ticket")) > seen)
            time.sleep(chance.uniform(0, 0.6))  # the point at which it dies is what is random here
            worker.kill()
            deed(desk, "reply_to_all", "We are on it:")
            worker = desk.start("worker")
            sent = len(desk.rows("SELECT 1 FROM channels_outboundmail WHERE state = 'sent'"))
            desk.wait_until(
                lambda sent=sent: len(desk.rows("SELECT 1 FROM channels_outboundmail WHERE state = 'sent'")) > sent
            )
            time.sleep(chance.uniform(0, 0.4))
            worker.kill()
            worker = desk.start("worker")
        total = KILLS * EACH
        desk.wait_for("SELECT 1 FROM tickets_ticket", count=total, seconds=90)
        deed(desk, "reply_to_all", "We are on it:")
        desk.wait_until(
            lambda: (
                not desk.rows("SELECT 1 FROM channels_outboundmail WHERE state = 'queued'")
                and not desk.rows("SELECT 1 FROM infra_job")
            ),
            seconds=90,
        )
        assert worker.end() == 0
        assert desk.rows("SELECT COUNT(*) FROM tickets_ticket") == [(total,)]
        assert desk.rows("SELECT COUNT(*), COUNT(DISTINCT subject) FROM tickets_ticket") == [(total, total)]
        assert desk.rows("SELECT outcome, COUNT(*) FROM channels_inboundmail GROUP BY outcome") == [("opened", total)]
        assert desk.rows("SELECT COUNT(*) FROM tickets_message") == [(2 * total,)]
        ours = desk.rows("SELECT message_id FROM channels_outboundmail WHERE kind = 'reply' AND state = 'sent'")
        arrived: Counter[str] = Counter()
        for person in people:
            wanted = len(desk.rows("SELECT 1 FROM channels_outboundmail WHERE recipient = ?", person.address))
            for mail in person.wait_for(wanted):
                if "Auto-Submitted" not in mail.message:
                    arrived[str(mail.message["Message-ID"]).strip("<>")] += 1
        assert set(arrived) == {message_id for (message_id,) in ours}
        assert len(arrived) == total
        twice = sum(arrived.values()) - len(arrived)
        print(f"{2 * KILLS} kills, {total} mails taken in once; {total} answers arrived, {twice} of them twice")
        assert twice <= 2 * KILLS * 3, "at most what was under way when the worker died, one for each thread"
