"""A person's mailbox at the tests' servers, read and filled with the standard library's client alone."""

import email
import email.policy
import imaplib
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage

from tests.servers.dovecot import Dovecot


@dataclass(frozen=True)
class StoredMail:
    uid: int
    flags: frozenset[str]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        return email.message_from_bytes(self.raw, policy=email.policy.default)


@dataclass(frozen=True)
class MailUser:
    """Somebody with a mailbox; the same name and password open IMAP and SMTP."""

    address: str
    password: str
    server: Dovecot

    def tagged(self, tag: str) -> str:
        """An address with a tag (`support+tag@...`) that is delivered here, too."""
        local, _, domain = self.address.rpartition("@")
        return f"{local}+{tag}@{domain}"

    def mails(self, folder: str = "INBOX") -> list[StoredMail]:
        """What lies in the folder now, oldest first. Nothing is marked seen."""
        with self._session() as session:
            answer, _ = session.select(_quoted(folder), readonly=True)
            if answer != "OK":
                return []
            _, fetched = session.uid("FETCH", "1:*", "(UID FLAGS BODY.PEEK[])")
            return [_stored(part[0], part[1]) for part in fetched if isinstance(part, tuple)]

    def wait_for(
        self, count: int = 1, *, where: Callable[[StoredMail], bool] = bool, seconds: float = 20
    ) -> list[StoredMail]:
        """The mails that fit, once there are at least `count` of them; AssertionError after `seconds`."""
        deadline = time.monotonic() + seconds
        while len(found := [mail for mail in self.mails() if where(mail)]) < count:
            assert time.monotonic() < deadline, f"{self.address} has {len(found)} of {count} mails"
            time.sleep(0.03)
        return found

    def put(self, *raw: bytes, folder: str = "INBOX", flags: str = "") -> None:
        """Lay messages into the folder past SMTP (history, oddities); a missing folder is made."""
        with self._session() as session:
            if folder != "INBOX":
                session.create(_quoted(folder))
            for message in raw:
                answer, said = session.append(_quoted(folder), f"({flags})", None, message)
                assert answer == "OK", said

    def expunge(self, uid: int) -> None:
        """As another mail program of the same person would."""
        with self._session() as session:
            session.select()
            session.uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Deleted)")
            session.expunge()

    @contextmanager
    def _session(self) -> Iterator[imaplib.IMAP4]:
        session = imaplib.IMAP4("127.0.0.1", self.server.plain_port, timeout=20)
        try:
            session.login(self.address, self.password)
            yield session
        finally:
            session.logout()


def _quoted(folder: str) -> str:
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _stored(description: bytes, raw: bytes) -> StoredMail:
    uid = re.search(rb"UID (\d+)", description)
    flags = re.search(rb"FLAGS \(([^)]*)\)", description)
    assert uid is not None
    assert flags is not None
    return StoredMail(int(uid[1]), frozenset(flags[1].decode().split()), raw)
