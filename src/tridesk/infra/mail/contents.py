"""Messages off the wire in bounded memory: every FETCH is partial, whatever size the server claimed."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import IO, Protocol

from tridesk.infra.mail.errors import MailServerError, Reason
from tridesk.infra.mail.types import WaitingMessage

PIECE = 1024 * 1024
_TOGETHER_BYTES = 2 * PIECE
_TOGETHER = 50


class Folder(Protocol):
    """What is needed of a selected folder."""

    def pieces(self, uids: Sequence[int], offset: int, size: int) -> dict[int, bytes]:
        """What each message has at `offset`; one that is gone is missing, or empty on some servers."""

    def has(self, uid: int) -> bool: ...


@dataclass(frozen=True)
class FetchedMessage:
    """`content` is at its beginning and can be sought in; None when `error` says why it could not be had."""

    uid: int
    content: IO[bytes] | None
    error: MailServerError | None = None


def groups(messages: Iterable[WaitingMessage]) -> Iterator[list[WaitingMessage]]:
    """What to fetch in one command; a large message alone."""
    group: list[WaitingMessage] = []
    total = 0
    for message in messages:
        if group and (total + message.size > _TOGETHER_BYTES or len(group) == _TOGETHER):
            yield group
            group, total = [], 0
        group.append(message)
        total += message.size
    if group:
        yield group


def fetch_group(group: Sequence[WaitingMessage], folder: Folder) -> Iterator[FetchedMessage]:
    try:
        beginnings = folder.pieces([message.uid for message in group], 0, PIECE)
    except MailServerError as error:
        if error.reason is Reason.UNREACHABLE:
            raise
        yield from _one_by_one(group, folder, error)
        return
    for message in group:
        yield from _completed(message, beginnings.pop(message.uid, None), folder)


def _one_by_one(group: Sequence[WaitingMessage], folder: Folder, error: MailServerError) -> Iterator[FetchedMessage]:
    """One bad message spoils the answer for all that were asked for with it."""
    if len(group) == 1:
        yield FetchedMessage(group[0].uid, None, error)
        return
    for message in group:
        yield from fetch_group([message], folder)


def _completed(message: WaitingMessage, beginning: bytes | None, folder: Folder) -> Iterator[FetchedMessage]:
    with closing(tempfile.SpooledTemporaryFile(max_size=PIECE)) as content:
        try:
            _write(content, message, beginning, folder)
        except MailServerError as error:
            if error.reason is Reason.UNREACHABLE:
                raise
            yield FetchedMessage(message.uid, None, error)
        else:
            content.seek(0)
            yield FetchedMessage(message.uid, content)


def _write(content: IO[bytes], message: WaitingMessage, piece: bytes | None, folder: Folder) -> None:
    """Until a piece is not full; the announced size is an estimate on some servers.

    For a message deleted meanwhile Dovecot gives nothing and says OK: that must not pass for an empty mail,
    nor for the end of a large one.
    """
    offset = 0
    while piece is not None:
        content.write(piece)
        offset += len(piece)
        if not piece and offset != message.size and not folder.has(message.uid):
            break
        if len(piece) < PIECE:
            return
        piece = folder.pieces([message.uid], offset, PIECE).get(message.uid)
    raise MailServerError(Reason.MESSAGE_MISSING, permanent=True, detail=f"UID {message.uid} is gone")
