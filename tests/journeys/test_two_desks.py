"""Two desks that mail each other, and a responder that knows no manners: the traffic stops by itself.

Real servers, two installations with a worker each; what went over the wire is counted on both sides.
"""

import json
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from tests.journeys.harness import Installation, installation
from tests.journeys.test_mail import deed, mail
from tests.servers.mail import MailServers
from tests.servers.mailbox import MailUser

pytestmark = pytest.mark.servers

_OPEN = """
import json
from tests.journeys.deeds import _bruno
from tridesk.identity.actions.meet import meet
from tridesk.identity.types import SYSTEM
from tridesk.kernel.clock import now
from tridesk.tickets.actions.open import open_ticket
from tridesk.tickets.types import Body, Channel, NewTicket
other = meet(actor=SYSTEM, address=sys.argv[1], name="The other desk", language="", now=now())
new = NewTicket(requester=other, subject="Your delivery", body=Body(text="Where is it?"), channel=Channel.PHONE)
print(json.dumps(open_ticket(actor=_bruno(), new=new, now=now())))
"""


@pytest.fixture(scope="module")
def desks(mail_servers: MailServers) -> Iterator[tuple[Installation, MailUser, Installation, MailUser]]:
    with ExitStack() as stack:
        found: list[Installation | MailUser] = []
        for name, domain in (("support", "tridesk.test"), ("orders", "fabrikam.test")):
            desk, user = stack.enter_context(installation()), mail_servers.user(name, domain)
            deed(desk, "hire")
            desk.add_mailbox(user, mail_servers)
            desk.start("worker")
            found += [desk, user]
        for desk in (found[0], found[2]):
            desk.wait_for("SELECT 1 FROM channels_mailbox WHERE checked_at IS NOT NULL AND lease_token <> ''")
        yield tuple(found)
        for desk in (found[0], found[2]):
            print(desk.logs())


def sent(desk: Installation, to: MailUser) -> int:
    return desk.rows("SELECT COUNT(*) FROM channels_outboundmail WHERE recipient = ?", to.address)[0][0]


def taken_in(desk: Installation) -> int:
    return desk.rows("SELECT COUNT(*) FROM channels_inboundmail WHERE state <> 'stored'")[0][0]


def idle(desk: Installation) -> bool:
    waiting = (
        "SELECT (SELECT COUNT(*) FROM infra_job), (SELECT COUNT(*) FROM channels_outboundmail WHERE state = 'queued')"
    )
    return desk.rows(waiting) == [(0, 0)]


def test_two_desks_that_mail_each_other_stop_within_three_turns(desks):
    ours, support, theirs, orders = desks
    number = json.loads(ours.python(_OPEN, orders.address))

    def quiet() -> bool:
        """Whatever one has sent the other has taken in, and neither has anything left to do."""
        there = taken_in(theirs) == sent(ours, orders) and taken_in(ours) == sent(theirs, support)
        return there and idle(ours) and idle(theirs)

    theirs.wait_for("SELECT 1 FROM tickets_ticket")
    ours.wait_for("SELECT 1 FROM channels_inboundmail WHERE outcome = 'recorded'")
    ours.wait_until(quiet)
    assert (sent(ours, orders), sent(theirs, support)) == (1, 1), "the matter goes over, its acknowledgement comes back"

    deed(ours, "reply", str(number), "Any news?")
    theirs.wait_for("SELECT 1 FROM tickets_message", count=2)
    ours.wait_until(quiet)
    deed(theirs, "reply", "1", "It leaves tomorrow.")
    ours.wait_for("SELECT 1 FROM tickets_message WHERE text LIKE 'It leaves tomorrow%'")
    ours.wait_until(quiet)

    assert (sent(ours, orders), sent(theirs, support)) == (2, 2), "a turn for each thing a person said, no more"
    assert (len(orders.mails()), len(support.mails())) == (2, 2)
    for desk in (ours, theirs):
        assert desk.rows("SELECT COUNT(*) FROM tickets_ticket") == [(1,)]
    assert ours.rows("SELECT outcome, kind FROM channels_inboundmail ORDER BY id") == [
        ("recorded", "auto_reply"),
        ("appended", "message"),
    ]
    acknowledgements = "SELECT COUNT(*) FROM channels_outboundmail WHERE kind = 'acknowledgement'"
    assert (ours.rows(acknowledgements), theirs.rows(acknowledgements)) == ([(0,)], [(1,)])


def test_a_responder_without_manners_gets_tired_of_us_before_we_fill_the_desk(desks, mail_servers):
    """It answers each mail as if a person wrote, names nothing that it answers, and marks nothing."""
    ours, support, _theirs, _orders = desks
    alice = mail_servers.user("alice", "acme.test")
    before = taken_in(ours)
    mail_servers.deliver(mail(alice, support, "Gone fishing", "Back in May."), alice.address, support.address)
    answered = 0
    while answered < 20:
        came = before + answered + 1
        ours.wait_until(lambda came=came: taken_in(ours) == came and idle(ours))
        if sent(ours, alice) == answered:  # the desk says nothing more
            break
        alice.wait_for(answered + 1)
        mail_servers.deliver(mail(alice, support, "Gone fishing", "Back in May."), alice.address, support.address)
        answered += 1
    assert answered == 5, "an address is acknowledged five times within an hour"
    assert ours.rows("SELECT COUNT(*) FROM tickets_ticket WHERE subject = 'Gone fishing'") == [(6,)]
