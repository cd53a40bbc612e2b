"""Whatever became of a mail has a sentence of its own."""

from dataclasses import replace

import pytest

from tridesk.channels.actions import intake_loops, intake_robots, make_ticket
from tridesk.channels.queries.mail_log import IncomingRow, OutgoingRow
from tridesk.channels.types import MessageKind
from tridesk.kernel import clock
from tridesk.kernel.ids import InboundMailId, OutboundMailId
from tridesk.wording.mail_words import BECAME, became, checks, defects, fares

ROW = IncomingRow(InboundMailId(1), clock.now(), "", "", "", "", "taken", "opened", "", "message", 1, "")
OURS = OutgoingRow(
    OutboundMailId(1), clock.now(), "", "a@b.test", "reply", "", "queued", 1, 1, None, None, 0, "", "x@y"
)  # fmt: skip
REASONS = [
    *(("recorded", kind.value) for kind in (MessageKind.AUTO_REPLY, MessageKind.BOUNCE, MessageKind.COMPLAINT)),
    *(("recorded", loop) for loop in ("loop", "loop_hops", "loop_returned")),
    ("appended", intake_robots.TOPIC),
    ("appended", intake_robots.GATHERED),
    ("appended", intake_loops.TOO_FAST),
    ("opened", intake_loops.TOO_FAST),
    ("opened", make_ticket.BY_HAND),
]


@pytest.mark.parametrize(("outcome", "reason"), REASONS)
def test_each_reason_has_its_own_sentence(outcome, reason):
    assert (outcome, reason) in BECAME
    assert became(replace(ROW, outcome=outcome, reason=reason)) != became(replace(ROW, outcome=outcome))


@pytest.mark.parametrize("state", ["stored", "discarded"])
def test_so_has_what_nobody_looked_at_and_what_was_set_aside(state):
    assert became(replace(ROW, state=state, outcome="")) not in ("", became(ROW))


def test_a_reason_that_nobody_thought_of_has_the_sentence_of_its_outcome():
    assert became(replace(ROW, outcome="parked", reason="ZeroDivisionError")) == str(BECAME["parked", ""])
    assert became(replace(ROW, outcome="opened", reason="unheard_of")) == str(BECAME["opened", ""])


def test_how_a_mail_of_ours_fares_is_told_with_its_reason():
    assert "no such user" in fares(replace(OURS, state="failed", error="550 5.1.1 no such user"))
    assert len({fares(replace(OURS, state=state)) for state in ("queued", "sent", "failed")}) == 3


def test_defects_and_checks_are_told_in_words():
    assert defects(["no date", "something new"]) == [
        ("It has no date.", "no date"),
        ("something new", "something new"),
    ]
    assert checks({"spf": "pass", "dmarc": "fail", "dkim": ""}) == [("SPF", "passed"), ("DMARC", "failed")]
    assert checks({}) == checks({"arc": "none"}) == []
