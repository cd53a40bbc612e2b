from datetime import timedelta

from tridesk.channels.queries import Delivery
from tridesk.tickets.queries import MessageRow
from tridesk.web.talk import mark_unread, woven
from tridesk.wording.timeline_words import Happening


def message(number: int, now, *, side: str = "requester", author: int = 1) -> MessageRow:
    return MessageRow(number, author, "Alice", side, "public", "email", now, "Hi", "", False, None)


def line(event: int, now) -> Happening:
    return Happening(event, "flag", f"line {event}", now)


def order(items) -> list[str]:
    return [f"m{item.message.id}" if item.message else "+".join(h.text for h in item.happened) for item in items]


def test_what_happened_stands_where_it_was_recorded(now) -> None:
    items = woven(
        [message(1, now), message(2, now)],
        [line(1, now), line(11, now), line(30, now)],
        {1: 2, 2: 20},
        {},
        now=now,
        whole=True,
    )
    assert order(items) == ["line 1", "m1", "line 11", "m2", "line 30"]


def test_a_message_from_another_ticket_stands_by_its_time(now) -> None:
    later = now + timedelta(hours=2)
    items = woven(
        [message(1, later)], [line(5, now), line(6, later + timedelta(hours=1))], {}, {}, now=later, whole=True
    )
    assert order(items) == ["line 5", "m1", "line 6"]


def test_where_earlier_messages_are_left_out_so_is_what_happened_before(now) -> None:
    items = woven([message(9, now)], [line(1, now), line(30, now)], {9: 20}, {}, now=now, whole=False)
    assert order(items) == ["m9", "line 30"]


def test_one_mail_that_failed_makes_the_message_failed_and_says_why(now) -> None:
    mails = {1: [Delivery(1, "a@x", "sent", now, None, ""), Delivery(1, "b@x", "failed", None, None, "mailbox full")]}
    (item,) = woven([message(1, now)], [], {1: 1}, mails, now=now, whole=True)
    assert (item.state, item.lost, item.in_trouble) == ("failed", 1, True)
    assert [(mail.recipient, mail.state, mail.trouble.said) for mail in item.mails] == [
        ("a@x", "sent", ""),
        ("b@x", "failed", "mailbox full"),
    ]


def test_a_mail_that_waits_says_until_when(now) -> None:
    later = now + timedelta(minutes=5)
    mails = {1: [Delivery(1, "a@x", "queued", None, later, "busy")]}
    (item,) = woven([message(1, now)], [], {1: 1}, mails, now=now, whole=True)
    assert (item.state, item.lost, item.in_trouble) == ("sending", 0, True)
    (mail,) = item.mails
    assert (mail.at, mail.refused, mail.trouble.said) == (later, True, "busy")


def test_a_mail_that_waits_for_its_turn_was_refused_by_nobody(now) -> None:
    mails = {1: [Delivery(1, "a@x", "queued", None, now, "pace")]}
    (item,) = woven([message(1, now)], [], {1: 1}, mails, now=now, whole=True)
    assert item.in_trouble
    assert not item.mails[0].refused
    assert "turn" in item.mails[0].trouble.words


def test_a_reply_of_this_minute_is_on_its_way_before_its_mail_is_there(now) -> None:
    (item,) = woven([message(1, now, side="analyst")], [], {1: 1}, {}, now=now, whole=True)
    assert item.state == "sending"


def test_the_unread_part_begins_at_the_first_word_of_somebody_else(now, cast) -> None:
    mine, theirs = message(1, now, author=cast.bruno.person_id), message(2, now)
    items = woven([mine, theirs], [], {1: 1, 2: 2}, {}, now=now, whole=True)
    mark_unread(items, cast.bruno, now - timedelta(hours=1))
    assert [item.begins_unread for item in items] == [False, True]
