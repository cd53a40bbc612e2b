"""Reading a mailbox over IMAP (RFC 3501): one connection, used by one thread at a time."""

import contextlib
import imaplib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC
from typing import Any, Self

from imapclient import DELETED, SEEN, IMAPClient

from tridesk.infra.mail import contents
from tridesk.infra.mail.connecting import broken
from tridesk.infra.mail.contents import FetchedMessage
from tridesk.infra.mail.errors import MailServerError, Reason
from tridesk.infra.mail.idle import Waker, Watch
from tridesk.infra.mail.refusals import refusal
from tridesk.infra.mail.sasl import bearer
from tridesk.infra.mail.types import Account, FolderState, IdleEnd, WaitingMessage
from tridesk.infra.mail.wire import ImapWire

# RFC 2177 says 29 minutes; address translators forget a silent connection after ten.
RENEW_IDLE_SECONDS = 9 * 60
POLL_SECONDS = 30
SASL_PLAIN = "AUTH=PLAIN"


class _Client(IMAPClient):  # type: ignore[misc]  # the package has no complete types
    def __init__(self, wire: ImapWire) -> None:
        self._wire = wire
        super().__init__("", ssl=False)
        self.normalise_times = False  # times with their zone, not the machine's

    def _create_IMAP4(self) -> ImapWire:  # noqa: N802 (IMAPClient's name)
        return self._wire


class ImapConnection:
    """Connected and logged in. Every method raises MailServerError and nothing else.

    After an error with the reason `unreachable` the connection is closed: open another.
    """

    def __init__(self, account: Account) -> None:
        """`unreachable`, `tls`, `login_refused`, `token_refused` or `no_oauth2`."""
        try:
            self._wire = ImapWire(account.server)
        except (imaplib.IMAP4.error, OSError, EOFError) as error:
            raise broken(error) from error
        self._client: Any = _Client(self._wire)
        self._arrivals_seen = 0
        self.looking = range(0)  # UIDs that `new_messages` asked about last
        try:
            with self._asking(Reason.TOKEN_REFUSED if account.token else Reason.LOGIN_REFUSED):
                self._log_in(account)
        except BaseException:
            self._wire.shutdown()
            raise

    def _log_in(self, account: Account) -> None:
        if account.token:
            offered = [word.removeprefix("AUTH=") for word in self._wire.capabilities if word.startswith("AUTH=")]
            login = bearer(offered, account)
            self._wire.authenticate(login.mechanism, login.answer)
            return
        if any("\r" in word or "\n" in word for word in (account.user, account.password)):
            raise MailServerError(Reason.LOGIN_REFUSED, permanent=True, detail="a line break in the password")
        if SASL_PLAIN in self._wire.capabilities:  # takes UTF-8 (RFC 4616), which LOGIN does not
            self._client.plain_login(account.user, account.password)
        else:
            self._wire.login(_quoted(account.user), account.password)

    def close(self) -> None:
        """Say goodbye if the server still listens; never raises."""
        with contextlib.suppress(imaplib.IMAP4.error, OSError, EOFError):
            self._wire.sock.settimeout(3)
            self._wire.logout()
        self._wire.shutdown()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def folders(self) -> list[str]:
        """The names of the folders that can be selected."""
        with self._asking():
            return sorted(str(name) for flags, _, name in self._client.list_folders() if b"\\Noselect" not in flags)

    def select(self, folder: str = "INBOX") -> FolderState:
        """`folder_missing` when it cannot be selected."""
        self._wire.exists = 0
        with self._asking(Reason.FOLDER_MISSING):
            said = self._client.select_folder(folder)
        self._arrivals_seen = -1  # whatever lies there is news until it is listed
        return FolderState(
            name=folder,
            uidvalidity=int(said.get(b"UIDVALIDITY", 0)),
            uidnext=int(said[b"UIDNEXT"]) if b"UIDNEXT" in said else None,
            exists=int(said.get(b"EXISTS", 0)),
            writable=b"READ-WRITE" in said,
        )

    def new_messages(self, *, after_uid: int, piece: int = 200) -> Iterator[tuple[WaitingMessage, ...]]:
        """What has a UID above `after_uid`, ascending, at most `piece` at a time.

        A later piece is asked for when it is wanted: stop after any, and go on later from its last UID.
        """
        self.looking = range(0)
        last = self._highest_uid()
        first, span = after_uid + 1, piece
        while first <= last:
            found = self._described(first, min(first + span - 1, last))
            for start in range(0, len(found), piece):
                yield tuple(found[start : start + piece])
            first += span
            span = piece if found else span * 2  # UIDs may have gaps of millions

    def _highest_uid(self) -> int:
        """Asked afresh, since UIDNEXT is optional and grows while the folder is open."""
        with self._asking():
            self._client.noop()
            self._arrivals_seen = self._wire.arrivals
            if self._wire.exists == 0:
                return 0
            return max(self._client.fetch("*", ["UID"]), default=0)

    def _described(self, first: int, last: int) -> list[WaitingMessage]:
        self.looking = range(first, last + 1)
        with self._asking():
            rows = self._client.fetch(f"{first}:{last}", ["UID", "RFC822.SIZE", "INTERNALDATE", "FLAGS"])
        return [
            WaitingMessage(
                uid=uid,
                size=row[b"RFC822.SIZE"],
                received_at=row[b"INTERNALDATE"].astimezone(UTC),
                seen=SEEN in row[b"FLAGS"],
            )
            for uid, row in sorted(rows.items())
            # a server may speak of other messages in between
            if first <= uid <= last and b"RFC822.SIZE" in row
        ]

    def fetch(self, messages: Iterable[WaitingMessage]) -> Iterator[FetchedMessage]:
        """The raw bytes of each, without marking it seen; small ones several in one go, large ones in pieces
        through a temporary file. One that the server cannot give comes with its error, and the next follows.

        Each `content` is open only until the next message is asked for.
        """
        for group in contents.groups(messages):
            yield from contents.fetch_group(group, self)

    def has(self, uid: int) -> bool:
        return uid in self.present([uid])

    def present(self, uids: Sequence[int]) -> set[int]:
        """Which of these still lie in the folder."""
        with self._asking():
            self._client.noop()
            return {uid for uid in self._client.fetch(uids, ["UID"]) if uid in uids} if uids else set()

    def pieces(self, uids: Sequence[int], offset: int, size: int) -> dict[int, bytes]:
        """At most `size` bytes of each from `offset` on, without marking it seen; see `fetch`."""
        with self._asking():
            rows = self._client.fetch(uids, [f"BODY.PEEK[]<{offset}.{size}>"])
        key = b"BODY[]<%d>" % offset
        return {uid: row[key] or b"" for uid, row in rows.items() if key in row and uid in uids}

    def mark_seen(self, uids: Sequence[int]) -> None:
        if uids:
            with self._asking():
                self._client.add_flags(uids, [SEEN], silent=True)

    def move(self, uids: Sequence[int], folder: str) -> None:
        """A missing folder is made. `folder_missing` when the server does not let us."""
        if not uids:
            return
        try:
            self._move(uids, folder)
        except MailServerError as error:
            if error.code != "TRYCREATE":
                raise
            with self._asking(Reason.FOLDER_MISSING):
                self._client.create_folder(folder)
            self._move(uids, folder)

    def _move(self, uids: Sequence[int], folder: str) -> None:
        with self._asking(Reason.FOLDER_MISSING):
            if self._client.has_capability("MOVE"):
                self._client.move(uids, folder)
                return
            self._client.copy(uids, folder)
        self.delete(uids)

    def delete(self, uids: Sequence[int]) -> None:
        """Without UIDPLUS (RFC 4315) they are only marked deleted: a plain EXPUNGE would also take what
        others have marked."""
        if uids:
            with self._asking():
                self._client.add_flags(uids, [DELETED], silent=True)
                if self._client.has_capability("UIDPLUS"):
                    self._client.uid_expunge(uids)

    def wait_for_news(
        self,
        seconds: float,
        *,
        waker: Waker | None = None,
        renew_seconds: float = RENEW_IDLE_SECONDS,
        poll_seconds: float = POLL_SECONDS,
    ) -> IdleEnd:
        """Until the selected folder has more messages than when `new_messages` last looked, `waker` calls, or
        `seconds` are over. By IDLE, or by NOOP every `poll_seconds` where the server has none."""
        watch = Watch(self._wire, arrivals=self._arrivals_seen, seconds=seconds, waker=waker)
        with self._asking():
            if self._client.has_capability("IDLE"):
                return watch.idle(renew_seconds)
            return watch.poll(poll_seconds)

    @contextlib.contextmanager
    def _asking(self, refused_as: Reason = Reason.PROTOCOL) -> Iterator[None]:
        try:
            yield
        except (imaplib.IMAP4.abort, OSError, EOFError) as error:
            self._wire.shutdown()
            raise broken(error) from error
        except (imaplib.IMAP4.error, ValueError) as error:
            raise refusal(error, refused_as) from error


def _quoted(word: str) -> str:
    """imaplib quotes the password and forgets the name."""
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'
