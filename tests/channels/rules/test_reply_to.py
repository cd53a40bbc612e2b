"""When a mail is from whom its Reply-To names: a table, and that it never speaks for us."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.channels.email.mails import plain

from tridesk.channels.rules.reply_to import ReplyTo, candidate, counts, posts_for_others

TABLE = {
    "a form for a customer": (ReplyTo(posted=True), True),
    "a form for somebody we know": (ReplyTo(posted=True, known=True), True),
    "a form on our own address": (ReplyTo(from_us=True, same_domain=True), True),
    "a form in the name of an analyst": (ReplyTo(posted=True, known=True, works_here=True), False),
    "a form that answers to our mailbox": (ReplyTo(posted=True, ours=True), False),
    "our own address, answering to our own address": (ReplyTo(from_us=True, ours=True, same_domain=True), False),
    "a service that answers from its own domain": (ReplyTo(posted=True, same_domain=True), False),
    "a company's form for its employee whom we know": (ReplyTo(posted=True, same_domain=True, known=True), True),
    "a person and another address of theirs": (ReplyTo(known=True, same_person=True), True),
    "a person and somebody else": (ReplyTo(known=True), False),
    "a person and a stranger": (ReplyTo(), False),
    "a person and a stranger of their house": (ReplyTo(same_domain=True), False),
    "an analyst and another address of theirs": (ReplyTo(known=True, same_person=True, works_here=True), False),
}


@pytest.mark.parametrize(("who", "expected"), TABLE.values(), ids=list(TABLE))
def test_when_it_counts(who: ReplyTo, expected: bool) -> None:
    assert counts(who) is expected


@given(st.builds(ReplyTo, *[st.booleans()] * 7))
def test_it_never_counts_for_one_of_us_nor_from_a_person_to_somebody_else(who: ReplyTo) -> None:
    assert not (counts(who) and (who.ours or who.works_here))
    assert not counts(who) or who.posted or who.from_us or who.same_person


@pytest.mark.parametrize(
    ("address", "posts"),
    [
        ("noreply@site.test", True),
        ("no-reply@site.test", True),
        ("nao-responda@site.test", True),
        ("wordpress@site.test", True),
        ("www-data@site.test", True),
        ("forms-receipts-noreply@google.com", True),
        ("webform@site.test", True),
        ("contact-form@site.test", True),
        ("formulario@site.test", True),
        ("alice@acme.test", False),
        ("formosa@acme.test", False),
        ("info@acme.test", False),
        ("contact@acme.test", False),
        ("nobodysfool@acme.test", False),
    ],
)
def test_which_addresses_send_for_others(address: str, posts: bool) -> None:
    assert posts_for_others(address) is posts


def asked(reply_to: str, **headers: str) -> str:
    more = "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in headers.items())
    found = candidate(plain("Hello", headers=f"Reply-To: {reply_to}\n{more}"))
    return found.key if found else ""


@pytest.mark.parametrize(
    ("reply_to", "found"),
    [
        ("Ana <Ana@Shop.test>", "ana@shop.test"),
        ("ana@shop.test, Ana <ana@shop.test>", "ana@shop.test"),
        ("alice@acme.example", ""),
        ("ana@shop.test, otto@shop.test", ""),
        ("Ana", ""),
        ("<>", ""),
        ("no-reply@shop.test", ""),
        ("reply+AAB2cd45efgh@reply.github.test", ""),
        ("reply@shop.test", ""),
        ("reply-1234@shop.test", ""),
        ("ticket+a1b2c3d4e5f6g7@shop.test", ""),
        ("0123456789abcdef0123@shop.test", ""),
        (f"{'a' * 60}@shop.test", ""),
        ("ana+shop@shop.test", "ana+shop@shop.test"),
        ("rebeca@shop.test", "rebeca@shop.test"),
    ],
)
def test_which_reply_to_is_asked_about(reply_to: str, found: str) -> None:
    assert asked(reply_to) == found


@pytest.mark.parametrize(
    "mark",
    [
        {"List_Id": "<all.acme.test>"},
        {"Precedence": "bulk"},
        {"Auto_Submitted": "auto-generated"},
    ],
)
def test_what_a_robot_wrote_is_nobodys(mark: dict[str, str]) -> None:
    assert asked("ana@shop.test", **mark) == ""


def test_all_that_could_be_known_is_decided() -> None:
    for values in product((False, True), repeat=7):
        assert counts(ReplyTo(*values)) in (True, False)
