"""A week at a desk, compressed: hundreds of mails of people and robots, answers, outages, workers killed at random
points. At its end every mail is accounted for exactly once, every answer has arrived, and no robot got one.

`TRIDESK_TEST_WEEK_DAYS` (default 7), `..._KILLS` (default 3) and `..._SEED` make another week; `make week` a long one.
"""

import os
import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from tests.journeys.harness import Installation, Process, installation
from tests.journeys.week import writers
from tests.journeys.week.account import APPENDED, OPENED, PARKED, RECORDED, Account
from tests.journeys.week.town import Analyst, Town, away, id_of
from tests.servers.mail import MailServers
from tests.servers.mailbox import MailUser, StoredMail

pytestmark = pytest.mark.servers
DAYS = int(os.environ.get("TRIDESK_TEST_WEEK_DAYS") or "7")
KILLS = int(os.environ.get("TRIDESK_TEST_WEEK_KILLS") or "3")
SEED = int(os.environ.get("TRIDESK_TEST_WEEK_SEED") or "20260310")
PEOPLE = 24
MATTERS = 2  # that machines tell of again and again
BEFORE_EACH_DEATH = 6  # mails that may be under way when a worker dies: as many as its threads
MONDAY = datetime.now(UTC).replace(hour=8, minute=0, second=0, microsecond=0) - timedelta(days=DAYS)


class Week:
    """What happens, day after day."""

    def __init__(self, desk: Installation, town: Town, analyst: Analyst) -> None:
        self.desk, self.town, self.analyst = desk, town, analyst
        self.chance = random.Random(SEED)
        self.account = Account()
        self.roots: dict[str, str] = {}  # from a Message-ID of ours or theirs to the mail that opened its ticket
        self.post: list[tuple[str, tuple[str, ...], bytes]] = []
        self.day = 0
        self.worker: Process = desk.start("worker")
        self.deaths = {day: self.chance.choice(("intake", "sending")) for day in self.chance.sample(range(DAYS), KILLS)}

    def live(self, day: int) -> None:
        self.day = day
        self._machines_write()
        self._people_ask()
        self.chance.shuffle(self.post)
        if day == 1:
            with away(self.town.servers.imap):  # Postfix keeps what it cannot deliver
                self._bring()
        else:
            self._bring()
        if self.deaths.get(day) == "intake":
            self._dies("SELECT 1 FROM channels_inboundmail WHERE state <> 'stored'")
        self._until_all_is_taken_in()
        if day == 2:
            with away(self.town.servers.smtp):
                self.analyst.does("answer_people", "We are on it:")
                self.desk.wait_for("SELECT 1 FROM channels_outboundmail WHERE state = 'queued' AND error <> ''")
        else:
            self.analyst.does("answer_people", "We are on it:")
        if self.deaths.get(day) == "sending":
            self._dies("SELECT 1 FROM channels_outboundmail WHERE state = 'sent'")
        self.desk.wait_until(self._nothing_to_send_now, seconds=120)
        self._everybody_reads()

    def _bring(self) -> None:
        self.town.post(self.post)
        self.post.clear()

    def _dies(self, progress: str) -> None:
        """The worker, once it has got a few steps further than now."""
        wanted = len(self.desk.rows(progress)) + self.chance.randrange(1, 8)
        self.desk.wait_until(lambda: len(self.desk.rows(progress)) >= wanted or self._idle())
        self.worker.kill()
        self.worker = self.desk.start("worker")

    def _until_all_is_taken_in(self) -> None:
        try:
            self.desk.wait_until(lambda: not self.account.missing(self.desk), seconds=60)
        except AssertionError as late:
            missing = {one: self.account.entries[one] for one in self.account.missing(self.desk)}
            raise AssertionError(f"not taken in on day {self.day}: {missing}") from late

    def _idle(self) -> bool:
        return not self.account.missing(self.desk) and self._nothing_to_send_now()

    def _nothing_to_send_now(self) -> bool:
        """Nothing waits but what a server asked us to bring later, and what follows it."""
        mails = (
            "SELECT 1 FROM channels_outboundmail o WHERE state = 'queued' AND attempts = 0 AND NOT EXISTS (SELECT 1 "
            "FROM channels_outboundmail b WHERE b.ticket_id = o.ticket_id AND b.state = 'queued' AND b.attempts > 0)"
        )
        return not self.desk.rows(mails) and not self.desk.rows("SELECT 1 FROM infra_job WHERE event_id IS NOT NULL")

    # Writing -----------------------------------------------------------------------------------------------------

    def _at(self) -> datetime:
        return MONDAY + timedelta(days=self.day, minutes=self.chance.randrange(600))

    def _new_id(self) -> str:
        return f"{len(self.account.entries) + 1}.{self.chance.getrandbits(32):x}@mail.test"

    def _send(self, raw: bytes, sender: str, *recipients: str) -> None:
        self.post.append((sender, recipients or (self.town.support.address,), raw))

    def _ask(self, kind: str, sender: str, subject: str, text: str = "It does not print.", **more: str) -> str:
        message_id = self._new_id()
        mail = writers.letter(
            sender, self.town.support.address, f"{subject} {message_id}", text, message_id, self._at(), **more
        )
        self.account.enter(message_id, kind, OPENED)
        self.roots[message_id] = message_id
        self._send(mail.as_bytes(), sender)
        return message_id

    def _people_ask(self) -> None:
        town, chance = self.town, self.chance
        for person in chance.sample(town.people, PEOPLE // 3):
            self._ask("question", person.address, "Question")
        first, second = chance.sample(town.people, 2)
        self._ask("question with a copy", first.address, "Together", Cc=second.address)
        for person in (*town.away, town.mirror):
            if self.day % 3 == 0:
                self._ask("question", person.address, "Before I leave")
        if self.day % 3 == 0:
            self._ask("from a dead address", town.ghost, "Am I here")
            self._ask("from a refused address", town.refused, "Let me in")
        if self.day == 0:
            town.servers.smtp.policy.order(first.address, "450 4.7.1 Greylisted")
        self._oddities(first)

    def _oddities(self, person: MailUser) -> None:
        support, sales = self.town.support.address, self.town.sales.address
        for number in (2 * self.day, 2 * self.day + 1):
            odd, message_id = self.town.odd[number % len(self.town.odd)], self._new_id()
            self.account.enter(message_id, "broken", OPENED)
            self._send(writers.broken(number, odd.address, support, message_id, self._at()), odd.address)
        message_id = self._new_id()
        self.account.enter(message_id, "from nobody", PARKED, robot=True)
        self._send(writers.without_sender(support, message_id, self._at()), "")
        self._ask(
            "stranger with a number", self.town.people[self.day].address, f"Re: [TD-{self.day + 1}]", "Let me in."
        )
        self._ask("delivered twice", person.address, "Twice")
        self.post.append(self.post[-1])
        self._ask("to two mailboxes", person.address, "Both of you")
        self.post[-1] = (person.address, (support, sales), self.post[-1][2])
        if self.day % 3 == 1:
            self._ask("big", person.address, "Big", "".join(f"line {number} of a log\n" for number in range(200_000)))

    def _machines_write(self) -> None:
        monitor, build, noreply, news, _ = (machine.address for machine in self.town.machines)
        anything = (OPENED, APPENDED, RECORDED)
        for word in ("PROBLEM", "RECOVERY"):
            self._machine("alert", monitor, f"** {word}: disk on db1 **", anything, Auto_Submitted="auto-generated")
        self._machine("alert", build, "Build failed: main", anything, Precedence="bulk")
        self._machine("notice", noreply, "Your invoice", anything, Auto_Submitted="auto-generated")
        self._machine("list mail", news, "[news] Digest", anything, List_Id="<news.outside.test>", Precedence="list")

    def _machine(self, kind: str, sender: str, subject: str, outcomes: tuple[str, ...], **more: str) -> None:
        message_id = self._new_id()
        mail = writers.letter(
            sender, self.town.support.address, subject, f"{subject} {self._at()}", message_id, self._at(), **more
        )
        self.account.enter(message_id, kind, *outcomes, robot=True)
        self._send(mail.as_bytes(), sender)

    # Reading and answering ---------------------------------------------------------------------------------------

    def _everybody_reads(self) -> None:
        for user in self.town.readers:
            for mail in self.town.news(user):
                self._reads(user, mail)

    def _reads(self, user: MailUser, mail: StoredMail) -> None:
        if (root := self._root_of(mail)) is None:
            return
        if user in self.town.away:
            self._is_away(user, mail, root)
        elif user is self.town.mirror:
            self._comes_back(user, mail)
        elif "Auto-Submitted" not in mail.message and self.day < DAYS - 1:
            self._answers(user, mail, root)

    def _root_of(self, mail: StoredMail) -> str | None:
        """The mail that opened the ticket of this one of ours, by its thread."""
        own = id_of(mail)
        thread = f"{mail.message['References'] or ''} {mail.message['In-Reply-To'] or ''}".replace("<", " ")
        for known in thread.replace(">", " ").split():
            if (root := self.roots.get(known)) is not None:
                return self.roots.setdefault(own, root)
        return None

    def _answers(self, user: MailUser, ours: StoredMail, root: str) -> None:
        if self.chance.random() < 0.6:
            return
        client = self.chance.choice(writers.CLIENTS)
        self._reply("reply", user, ours, root, client, text=writers.quoting("It still smokes.", ours.message))
        if self.chance.random() < 0.1 and ours.raw:
            message_id = self._new_id()
            self.account.enter(message_id, "complaint", RECORDED, robot=True)
            sender = self.town.machines[-1].address
            self._send(writers.complaint(self.town.support.address, message_id, self._at(), ours.raw), sender)

    def _reply(
        self, kind: str, user: MailUser, ours: StoredMail, root: str, client: writers.Answering, *, text: str
    ) -> None:
        message_id = self._new_id()
        subject = f"Re: {ours.message['Subject']}"
        mail = writers.letter(user.address, self.town.support.address, subject, text, message_id, self._at())
        client(mail, ours.message)
        robot = kind != "reply"
        self.account.enter(message_id, kind, RECORDED if robot else APPENDED, robot=robot, root=root)
        self.roots[message_id] = root
        self._send(mail.as_bytes(), user.address)

    def _is_away(self, user: MailUser, ours: StoredMail, root: str) -> None:
        by_the_book = user is self.town.away[0]
        self._reply(
            "vacation", user, ours, root, lambda mail, ours: writers.vacation(mail, ours, by_the_book=by_the_book),
            text="I am away until Monday.",
        )  # fmt: skip

    def _comes_back(self, user: MailUser, ours: StoredMail) -> None:
        """A forwarding rule sends what we wrote back to us, byte for byte."""
        own = id_of(ours)
        if own not in self.account.entries:
            self.account.enter(own, "loop", RECORDED, robot=True)
            self._send(ours.raw, user.address)

    # The end -----------------------------------------------------------------------------------------------------

    def ends(self) -> None:
        """The last answers of machines are brought, and everything that waits has gone."""
        self._bring()
        self._until_all_is_taken_in()
        queues = (
            "SELECT 1 FROM channels_outboundmail WHERE state = 'queued'",
            "SELECT 1 FROM infra_job WHERE unique_key IS NOT NULL OR event_id IS NOT NULL",
        )
        self.desk.wait_until(lambda: not any(map(self.desk.rows, queues)), seconds=120)
        deferred = self.town.servers.folder / "queue"
        self.desk.wait_until(
            lambda: not any(file.is_file() for name in ("deferred", "active") for file in (deferred / name).rglob("*"))
        )
        self.desk.wait_until(lambda: set(self.town.lying()) == self._known())
        assert self.worker.end() == 0

    def _known(self) -> set[str]:
        return {one for (one,) in self.desk.rows("SELECT message_id FROM channels_inboundmail WHERE state <> 'stored'")}


def test_every_mail_of_a_week_is_accounted_for_exactly_once(mail_servers: MailServers):
    town = Town(mail_servers, PEOPLE)
    with installation() as desk, Analyst(desk) as analyst:
        analyst.does("hire")
        desk.add_mailbox(town.support, mail_servers)
        desk.add_mailbox(town.sales, mail_servers)
        week = Week(desk, town, analyst)
        for day in range(DAYS):
            week.live(day)
        week.ends()
        rows = week.account.audit(desk, town.lying())
        _no_ticket_is_doubled(desk)
        alerts = [row for row in rows if week.account.kind_of(row) == "alert" and row.outcome == OPENED]
        assert len(alerts) == MATTERS, "the first alert of a matter opens a ticket, the following ones join it"
        sent, copies = _every_answer_arrived(desk, town)
        _no_robot_was_answered(desk, town, week.account)
        print(f"\n{DAYS} days, {len(week.deaths)} kills, two outages\n{week.account.table(rows)}")
        print(f"{sent} mails of ours arrived, {copies} of them twice (same Message-ID)")
        print(
            "failed:", desk.rows("SELECT kind, COUNT(*) FROM channels_outboundmail WHERE state='failed' GROUP BY kind")
        )


def _no_ticket_is_doubled(desk: Installation) -> None:
    opened = "SELECT COUNT(*), COUNT(DISTINCT ticket_id) FROM channels_inboundmail WHERE outcome = 'opened'"
    ((mails, tickets),) = desk.rows(opened)
    assert desk.rows("SELECT COUNT(*) FROM tickets_ticket") == [(mails,)]
    assert mails == tickets
    said = "SELECT COUNT(said_id), COUNT(DISTINCT said_id) FROM channels_inboundmail"
    ((mails, messages),) = desk.rows(said)
    assert mails == messages
    by_mail = "SELECT COUNT(*) FROM tickets_message WHERE channel = 'email'"
    assert desk.rows(by_mail) == [(messages,)]


def _every_answer_arrived(desk: Installation, town: Town) -> tuple[int, int]:
    """How many mails of ours were sent, and how many came twice: only where a worker or a server died may they."""
    arrived = town.arrived()
    mails = desk.rows("SELECT message_id, recipient, state FROM channels_outboundmail")
    for message_id, recipient, state in mails:
        if recipient in arrived:
            assert state == "sent", (message_id, recipient, state)
            assert arrived[recipient][message_id] >= 1, (message_id, recipient)
        else:
            assert recipient in {town.ghost, town.refused, "bruno@desk.test"}, recipient
    ours = {(recipient, message_id) for message_id, recipient, _ in mails}
    stray = {(who, one) for who, found in arrived.items() for one in found} - ours
    assert not {(who, one) for who, one in stray if not one.endswith("@mail.test")}, "a mail of ours nobody knows of"
    answers = "SELECT COUNT(*) FROM tickets_message WHERE side = 'analyst' AND visibility = 'public'"
    queued = "SELECT COUNT(DISTINCT said_id) FROM channels_outboundmail WHERE kind = 'reply'"
    assert desk.rows(answers) <= desk.rows(queued)
    counts = Counter(count for found in arrived.values() for count in found.values())
    copies = sum((count - 1) * times for count, times in counts.items())
    assert copies <= (KILLS + 2) * BEFORE_EACH_DEATH
    return sum(counts.values()) - copies, copies


def _no_robot_was_answered(desk: Installation, town: Town, account: Account) -> None:
    """On the wire: machines have empty mailboxes, and no mail of ours answers what a robot wrote."""
    for machine in town.machines:
        assert machine.mails() == [], machine.address
    for user in town.readers:
        for mail in user.mails():
            assert str(mail.message["In-Reply-To"]).strip("<>") not in account.robots, mail.raw[:2000]
    dead = desk.rows("SELECT address FROM identity_address WHERE dead_since IS NOT NULL")
    assert {town.ghost, town.refused} & {address for (address,) in dead}
