"""What servers answer, as they really say it, and which sentence a person gets for it."""

import pytest

from tridesk.infra.mail.errors import DeliveryFailed, Reason
from tridesk.infra.mail.types import Reply
from tridesk.wording.mail_servers import delivery_trouble, why_not_delivered
from tridesk.wording.server_answers import WORDS, read_answer

ANSWERS = [
    ("refused: 550 5.1.1 <a@b.test>: Recipient address rejected: User unknown in table", "unknown_address"),
    ("550-5.1.1 The email account that you tried to reach does not exist. Please try", "unknown_address"),
    ("refused: 550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found by SMTP address lookup", "unknown_address"),
    ("refused: 550 5.4.1 Recipient address rejected: Access denied. AS(201806281)", "unknown_address"),
    ("550 No such user here", "unknown_address"),
    ("5.1.1 userunknown", "unknown_address"),
    ("refused: 556 5.1.10 Recipient address has null MX", "no_domain"),
    ("refused: 550 5.1.2 Host unknown (Name server: acme.invalid: host not found)", "no_domain"),
    ("refused: 550 5.2.1 The email account that you tried to reach is disabled.", "switched_off"),
    ("refused: 452 4.2.2 The email account that you tried to reach is over quota.", "full"),
    ("552 5.2.2 Mailbox full", "full"),
    ("552 Requested mail action aborted: exceeded storage allocation", "full"),
    ("refused: 552 5.3.4 Message size exceeds fixed limit", "too_large"),
    ("refused: 552 5.2.3 Your message exceeded Google's message size limits.", "too_large"),
    ("552 message too big", "too_large"),
    ("refused: 554 5.7.1 <a@b.test>: Relay access denied", "relay"),
    ("550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain", "relay"),
    ("refused: 553 5.7.1 <x@y.test>: Sender address rejected: not owned by user z", "sender"),
    ("refused: 550 5.7.60 SMTP; Client does not have permissions to send as this sender", "sender"),
    ("refused: 554 5.2.252 SendAsDenied; x@y.test not allowed to send as z@y.test", "sender"),
    ("login_refused: 535 5.7.8 Error: authentication failed", "login_refused"),
    ("refused: 530 5.7.0 Authentication Required.", "sign_in"),
    ("refused: 530 5.7.57 Client not authenticated to send mail", "sign_in"),
    ("refused: 530 5.7.0 Must issue a STARTTLS command first", "encryption"),
    ("refused: 550 5.7.26 Unauthenticated email from x.test is not accepted due to domain's DMARC policy.", "origin"),
    ("refused: 550 5.7.23 The message was rejected because of Sender Policy Framework violation", "origin"),
    ("550 5.7.1 SPF check failed", "origin"),
    ("refused: 552 5.7.0 This message was blocked because its content presents a potential security issue.", "content"),
    ("refused: 550 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using Spamhaus", "blocked"),
    ("refused: 550 5.7.606 Access denied, banned sending IP [192.0.2.1]", "blocked"),
    ("554 Message rejected as spam", "blocked"),
    ("refused: 450 4.7.1 Greylisted", "greylisted"),
    ("451 4.7.1 Greylisting in action, please come back in 00:05:00", "greylisted"),
    ("refused: 421 4.7.28 Gmail has detected an unusual rate of unsolicited mail", "too_many"),
    ("refused: 550 5.4.5 Daily user sending limit exceeded", "too_many"),
    ("432 4.3.2 Concurrent connections limit exceeded", "too_many"),
    ("refused: 452 4.3.1 Insufficient system storage", "busy"),
    ("refused: 450 4.1.1 <a@b.test>: Recipient address rejected: unverified address", "busy"),
    ("450 4.1.2 <a@b.test>: Recipient address rejected: Domain not found", "busy"),
    ("refused: 451 4.3.0 Temporary lookup failure", "busy"),
    ("550 5.4.6 Routing loop detected", "loop"),
    ("554 5.4.7 delivery time expired", "expired"),
    ("refused: 553 5.6.7 the server does not take addresses in UTF-8", "address_form"),
    ("refused: 554 Transaction failed", "refused"),
    ("unreachable: 0  [Errno 111] Connection refused", "unreachable"),
    ("tls: 0  certificate verify failed", "tls"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind"), ANSWERS)
def test_an_answer_is_understood(text: str, kind: str) -> None:
    answer = read_answer(text)
    assert answer is not None
    assert answer.kind == kind


def test_every_kind_has_a_sentence_that_says_what_to_do() -> None:
    assert {kind for _, kind in ANSWERS} | {"protocol"} == set(WORDS)
    assert all(str(words).endswith(".") for words in WORDS.values())


def test_our_words_come_first_and_the_servers_own_behind_them() -> None:
    told = why_not_delivered("refused: 550 5.1.1 User unknown")
    assert told.words.startswith("There is no such address")
    assert told.said == "550 5.1.1 User unknown"
    assert str(told) == f"{told.words} The server said: {told.said}"


def test_what_the_wire_raises_is_understood() -> None:
    raised = DeliveryFailed(Reply(550, "5.2.2", "Mailbox full"), permanent=True)
    assert "mailbox is full" in delivery_trouble(str(raised))
    for reason in Reason:
        if reason in ("folder_missing", "message_missing", "no_uidl", "in_use"):  # of fetching alone
            continue
        assert why_not_delivered(str(DeliveryFailed(Reply(0, "", "?"), permanent=False, reason=reason))).words


def test_our_own_reasons_have_words_and_unknown_ones_stay_as_they_are() -> None:
    assert "turn comes" in delivery_trouble("pace")
    assert why_not_delivered("the printer is on fire").said == "the printer is on fire"
    assert why_not_delivered("").words == ""
