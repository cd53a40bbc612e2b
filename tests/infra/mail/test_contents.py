from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from tridesk.infra.mail.contents import PIECE, fetch_group, groups
from tridesk.infra.mail.errors import MailServerError, Reason
from tridesk.infra.mail.types import WaitingMessage


def waiting(uid: int, size: int) -> WaitingMessage:
    return WaitingMessage(uid, size, datetime(2026, 3, 1, tzinfo=UTC), seen=False)


class Mailbox:
    """Answers as a server does; `poisoned` spoils every command it is part of."""

    def __init__(self, messages: dict[int, bytes], poisoned: frozenset[int] = frozenset()) -> None:
        self.messages = messages
        self.poisoned = poisoned

    def pieces(self, uids: Sequence[int], offset: int, size: int) -> dict[int, bytes]:
        if self.poisoned & set(uids):
            raise MailServerError(Reason.PROTOCOL, permanent=False, code="SERVERBUG", detail="cannot read")
        return {uid: self.messages[uid][offset : offset + size] for uid in uids if uid in self.messages}

    def has(self, uid: int) -> bool:
        return uid in self.messages

    def read(self, *uids: int) -> dict[int, bytes | Reason]:
        group = [waiting(uid, len(self.messages.get(uid, b"gone"))) for uid in uids]
        return {one.uid: one.content.read() if one.content else one.error.reason for one in fetch_group(group, self)}


def test_small_messages_go_together_and_large_ones_alone() -> None:
    messages = [waiting(1, 10), waiting(2, 3 * PIECE), waiting(3, 10), waiting(4, 10)]
    assert [[message.uid for message in group] for group in groups(messages)] == [[1], [2], [3, 4]]
    assert [len(group) for group in groups([waiting(uid, 1) for uid in range(120)])] == [50, 50, 20]
    assert list(groups([])) == []


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE])
def test_every_size_arrives_whole(size: int) -> None:
    raw = bytes(range(256)) * (size // 256 + 1)
    assert Mailbox({1: raw[:size]}).read(1) == {1: raw[:size]}


def test_one_poisoned_message_does_not_take_the_others_with_it() -> None:
    mailbox = Mailbox({1: b"one", 2: b"two", 3: b"three"}, poisoned=frozenset({2}))
    assert mailbox.read(1, 2, 3) == {1: b"one", 2: Reason.PROTOCOL, 3: b"three"}


def test_a_message_that_vanished_is_named_and_the_next_follows() -> None:
    assert Mailbox({2: b"two"}).read(1, 2) == {1: Reason.MESSAGE_MISSING, 2: b"two"}


class VanishingMailbox(Mailbox):
    """Somebody deletes each message after its first piece was read; `empty` is how some servers say so."""

    def __init__(self, messages: dict[int, bytes], *, empty: bool) -> None:
        super().__init__(messages)
        self.empty = empty

    def pieces(self, uids: Sequence[int], offset: int, size: int) -> dict[int, bytes]:
        if not offset:
            return super().pieces(uids, offset, size)
        self.messages.clear()
        return {uid: b"" for uid in uids if self.empty}


@pytest.mark.parametrize("empty", [True, False])
def test_a_message_that_vanishes_between_two_pieces_is_not_taken_for_whole(empty: bool) -> None:
    assert VanishingMailbox({1: b"x" * (PIECE + 5)}, empty=empty).read(1) == {1: Reason.MESSAGE_MISSING}


def test_a_size_that_was_only_an_estimate_does_no_harm() -> None:
    mailbox = Mailbox({1: b"x" * PIECE, 2: b"", 3: b"three"})
    estimated = [waiting(uid, 3 * PIECE) for uid in mailbox.messages]
    fetched = {one.uid: one.content.read() for one in fetch_group(estimated, mailbox) if one.content}
    assert fetched == mailbox.messages


def test_a_lost_connection_ends_the_fetch() -> None:
    class Lost(Mailbox):
        def pieces(self, uids: Sequence[int], offset: int, size: int) -> dict[int, bytes]:
            raise MailServerError(Reason.UNREACHABLE, permanent=False)

    with pytest.raises(MailServerError):
        Lost({1: b"one", 2: b"two"}).read(1, 2)
