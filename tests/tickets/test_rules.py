"""Decisions about tickets, without a database."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tridesk.identity.types import Side
from tridesk.tickets import rules
from tridesk.tickets.types import DONE, TODO, Holder, Level, Priority, Status, Visibility

PUBLIC, INTERNAL = Visibility.PUBLIC, Visibility.INTERNAL


@pytest.mark.parametrize(
    ("impact", "urgency", "priority"),
    [
        (1, 1, Priority.EMERGENCY),
        (1, 2, Priority.HIGH),
        (2, 1, Priority.HIGH),
        (1, 3, Priority.MEDIUM),
        (2, 2, Priority.MEDIUM),
        (3, 1, Priority.MEDIUM),
        (2, 3, Priority.LOW),
        (3, 2, Priority.LOW),
        (3, 3, Priority.LOW),
    ],
)
def test_priority_is_itils_matrix(impact: int, urgency: int, priority: Priority) -> None:
    assert rules.proposed_priority(Level(impact), Level(urgency)) is priority


def test_more_impact_or_urgency_never_lowers_the_priority() -> None:
    for impact, urgency in product(Level, Level):
        here = rules.proposed_priority(impact, urgency)
        if impact > Level.HIGH:
            assert rules.proposed_priority(Level(impact - 1), urgency) <= here
        if urgency > Level.HIGH:
            assert rules.proposed_priority(impact, Level(urgency - 1)) <= here


@pytest.mark.parametrize(
    ("status", "holder"),
    [
        (Status.NEW, Holder.ANALYST),
        (Status.OPEN, Holder.ANALYST),
        (Status.ON_HOLD, Holder.ANALYST),
        (Status.WAITING_REQUESTER, Holder.REQUESTER),
        (Status.WAITING_VENDOR, Holder.VENDOR),
        (Status.SOLVED, Holder.NOBODY),
        (Status.CLOSED, Holder.NOBODY),
    ],
)
def test_every_status_says_who_has_the_ball(status: Status, holder: Holder) -> None:
    assert rules.holder_of(status) is holder


@pytest.mark.parametrize("status", Status)
def test_a_word_from_outside_always_gives_us_the_ball(status: Status) -> None:
    for side in (Side.REQUESTER, Side.VENDOR):
        after = rules.status_after_message(status, side=side, visibility=PUBLIC)
        assert after is (status if status in TODO else Status.OPEN)
        assert rules.holder_of(after) is Holder.ANALYST


@pytest.mark.parametrize("status", Status)
def test_an_analysts_reply_only_makes_new_open(status: Status) -> None:
    after = rules.status_after_message(status, side=Side.ANALYST, visibility=PUBLIC)
    assert after is (Status.OPEN if status is Status.NEW else status)


@pytest.mark.parametrize("status", Status)
def test_notes_and_robots_move_nothing(status: Status) -> None:
    for side in Side:
        assert rules.status_after_message(status, side=side, visibility=INTERNAL) is status
    assert rules.status_after_message(status, side=Side.SYSTEM, visibility=PUBLIC) is status


@pytest.mark.parametrize(("before", "after"), list(product(Status, Status)))
def test_nothing_becomes_new_again(before: Status, after: Status) -> None:
    assert rules.may_become(before, after) is not (after is Status.NEW and before is not Status.NEW)


@pytest.mark.parametrize(("before", "after"), list(product(Status, Status)))
def test_a_requester_closes_what_is_open_and_reopens_what_is_solved(before: Status, after: Status) -> None:
    allowed = (after is Status.SOLVED and before not in DONE) or (before, after) == (Status.SOLVED, Status.OPEN)
    assert rules.requester_may_set(before, after) is allowed


def test_only_a_closed_ticket_takes_no_words() -> None:
    assert [status for status in Status if not rules.accepts_messages(status)] == [Status.CLOSED]


def test_an_analyst_who_asks_speaks_as_a_requester() -> None:
    assert rules.side_in(Side.ANALYST, requester=True) is Side.REQUESTER
    assert rules.side_in(Side.ANALYST, requester=False) is Side.ANALYST
    assert rules.side_in(Side.VENDOR, requester=False) is Side.VENDOR
    assert rules.side_in(Side.SYSTEM, requester=True) is Side.SYSTEM


@given(st.text())
def test_a_subject_is_one_trimmed_line_of_bounded_length(text: str) -> None:
    subject = rules.clean_subject(text)
    assert len(subject) <= rules.MAX_SUBJECT
    assert subject == subject.strip() == rules.clean_subject(subject)
    assert "\n" not in subject
    assert "\0" not in subject
    subject.encode()


@given(st.text())
def test_a_snippet_is_one_short_line(text: str) -> None:
    line = rules.snippet(text)
    assert len(line) <= rules.SNIPPET
    assert line == " ".join(line.split())


@pytest.mark.parametrize(
    ("text", "line"),
    [("", ""), (" a \n\n b\t", "a b"), ("x" * 140, "x" * 140), ("x" * 141, "x" * 139 + "…"), ("a\0b", "ab")],
)
def test_snippets(text: str, line: str) -> None:
    assert rules.snippet(text) == line


@given(st.text())
def test_a_tag_is_lower_case_without_gaps_and_stays_itself(text: str) -> None:
    tag = rules.clean_tag(text)
    assert len(tag) <= rules.MAX_TAG
    assert tag == rules.clean_tag(tag)
    assert not set(tag) & set(" ,;\n\0")
    assert tag == tag.strip("-")


@pytest.mark.parametrize(
    ("word", "tag"),
    [
        ("VPN", "vpn"),
        (" new  laptop ", "new-laptop"),
        ("a,b;c", "a-b-c"),
        (", ;", ""),
        ("Ñandú", "ñandú"),
        ("-x-", "x"),
    ],
)
def test_tags(word: str, tag: str) -> None:
    assert rules.clean_tag(word) == tag


def test_a_tag_cut_at_a_hyphen_ends_before_it() -> None:
    assert rules.clean_tag("a" * 39 + " b") == "a" * 39


@given(st.text())
def test_what_is_storable_has_no_nul_and_is_utf8(text: str) -> None:
    rules.storable(text + "\ud800\0").encode()
    assert "\0" not in rules.storable(text + "\0")
