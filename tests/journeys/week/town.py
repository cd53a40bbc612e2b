"""The people and machines of the week, their mailboxes at the real servers, and Bruno at his desk."""

import contextlib
import json
import smtplib
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Self

from tests.journeys.harness import ROOT, Installation
from tests.servers.mail import MailServers
from tests.servers.mailbox import MailUser, StoredMail

DOMAINS = ("acme.test", "fabrikam.test", "outside.test")


class Town:
    """`ghost` is taken by her server and has no mailbox there; `refused` is refused at the door."""

    def __init__(self, servers: MailServers, people: int) -> None:
        self.servers = servers
        self.support = servers.user("support", "tridesk.test")
        self.sales = servers.user("sales", "tridesk.test")
        self.people = [servers.user(f"person{number}", DOMAINS[number % 3]) for number in range(people)]
        self.away = [servers.user(name, "acme.test") for name in ("away", "ausente")]
        self.odd = [servers.user("odd", DOMAINS[number % 3]) for number in range(14)]
        self.mirror = servers.user("mirror", "outside.test")
        self.machines = [
            servers.user(name, "outside.test") for name in ("monitor", "build", "noreply", "news", "complaints")
        ]
        self.ghost = self.support.address.replace("support", "ghost").replace("tridesk", "acme")
        self.refused = self.ghost.replace("ghost", "refused")
        servers.smtp.policy.always(self.ghost, "DUNNO")
        servers.smtp.policy.always(self.refused, "550 5.1.1 No such user here")
        self._read: Counter[str] = Counter()

    @property
    def readers(self) -> list[MailUser]:
        """Everybody outside whose mailbox can be looked into."""
        return [*self.people, *self.odd, *self.away, self.mirror]

    def post(self, mails: list[tuple[str, tuple[str, ...], bytes]]) -> None:
        """Brings (sender, recipients, mail) to the mail server, one after the other."""
        with smtplib.SMTP("127.0.0.1", self.servers.smtp.smtp_port, local_hostname="outside.test") as line:
            for sender, recipients, raw in mails:
                refused = line.sendmail(sender, recipients, raw)
                assert not refused, refused

    def news(self, user: MailUser) -> list[StoredMail]:
        """What came since the last look; each mail once, however often it was delivered."""
        mails = user.mails()
        fresh = mails[self._read[user.address] :]
        self._read[user.address] = len(mails)
        return list({str(mail.message["Message-ID"]): mail for mail in fresh}.values())

    def arrived(self) -> dict[str, Counter[str]]:
        """By person, the Message-IDs of what lies in their mailbox, and how often."""
        return {user.address: Counter(map(id_of, user.mails())) for user in self.readers}

    def lying(self) -> Counter[str]:
        """The Message-IDs of what lies in our own mailboxes."""
        return Counter(id_of(mail) for user in (self.support, self.sales) for mail in user.mails())


def id_of(mail: StoredMail | EmailMessage) -> str:
    message = mail.message if isinstance(mail, StoredMail) else mail
    return str(message["Message-ID"]).strip("<> ")


class Analyst:
    """Bruno in a process of his own, which waits for what he is to do (tests/journeys/deeds.py)."""

    def __init__(self, desk: Installation) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.journeys.deeds", "listen"],
            env=desk.env, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def does(self, *words: str) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()
        return int(json.loads(self._process.stdout.readline()))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=30)


@contextlib.contextmanager
def away(server: object) -> Iterator[None]:
    """The server is gone meanwhile."""
    server.stop()  # type: ignore[attr-defined]
    try:
        yield
    finally:
        server.start()  # type: ignore[attr-defined]
