"""A mail in an analyst's name goes to the requester only where it is surely theirs."""

from datetime import timedelta

import pytest
from tests.cast import person
from tests.channels.post import ALICE, BRUNO, HELP, OTTO, row, ticket_of

from tridesk.channels.actions.letters import letter
from tridesk.channels.actions.queue_mail import queue_notice
from tridesk.channels.kinds.email.outbound import compose
from tridesk.channels.kinds.email.own_marks import plus_address
from tridesk.channels.models import OutboundMail
from tridesk.tickets.actions.participants import add_participant
from tridesk.tickets.models import Message, Participant, Ticket
from tridesk.tickets.types import ParticipantKind

pytestmark = pytest.mark.django_db(transaction=True)
TOP = "mx.desk.test; "
PROVEN = TOP + "dkim=pass header.d=desk.test; dmarc=pass header.from=desk.test"


@pytest.fixture
def desk(settings):
    """Sets what the installation says; our server is trusted."""

    def change(**values):
        settings.CONFIG = type(settings.CONFIG)({**settings.CONFIG.values, **values})

    change(TRUSTED_AUTHSERV=("mx.desk.test",))
    return change


@pytest.fixture
def number(post, desk, now):
    made = ticket_of(ALICE, now)
    post.settle()
    return made


def notice(who, ticket, now) -> str:
    """The Message-ID of a notice that this analyst got because of the ticket."""
    key = f"test:{ticket}:{person(who)}"
    assert queue_notice(occasion=key, person=person(who), subject="s", text="t", ticket=ticket, now=now)
    return OutboundMail.objects.get(occasion=key).message_id


def answer(post, number, sender=BRUNO, text="Unplug it.", results="", **more):
    if results:
        more["Authentication_Results"] = results
    return post.receive(sender, "Re: it", text, to=plus_address(HELP, number), **more)


def visibility(taken) -> str:
    return Message.objects.get(pk=taken.message).visibility


def written_to(post) -> list[str]:
    post.settle()
    return sorted(OutboundMail.objects.filter(kind="reply").values_list("recipient", flat=True))


@pytest.mark.parametrize(
    "results", [PROVEN, TOP + "dmarc=pass header.from=desk.test", TOP + "dkim=pass header.d=desk.test; spf=fail"]
)
def test_what_their_domain_proves_is_their_reply_and_goes_out(post, number, cast, now, results):
    quoted = "Unplug it.\n\nOn Tue, 10 Mar 2026, Carla wrote:\n> Do not tell her.\n"
    taken = answer(post, number, text=quoted, results=results)
    said = Message.objects.get(pk=taken.message)
    assert (said.visibility, said.side, said.author_id) == ("public", "analyst", cast.bruno.person_id)
    assert (said.text, said.full_text, said.full_html) == ("Unplug it.", "", "")
    ticket = row(taken)
    assert (ticket.status, ticket.assignee_id, ticket.first_response_at is None) == (
        "open",
        cast.bruno.person_id,
        False,
    )
    assert written_to(post) == [ALICE]
    assert not Participant.objects.filter(ticket=number, person=cast.bruno.person_id).exists()
    sent = letter(OutboundMail.objects.get(kind="reply"), now=now)
    assert sent is not None
    assert (sent.to_address, sent.text) == (ALICE, "Unplug it.")
    assert b"Do not tell her" not in compose(sent)


FORGED = {
    "nothing said": {},
    "failed": {"results": TOP + "dmarc=fail header.from=desk.test"},
    "spf alone": {"results": TOP + "spf=pass smtp.mailfrom=desk.test"},
    "another domain passed": {"results": TOP + "dmarc=pass header.from=evil.test"},
    "signed by another domain": {"results": TOP + "dkim=pass header.d=evil.test"},
    "signed by a lookalike": {"results": TOP + "dkim=pass header.d=xdesk.test"},
    "another server said it": {"results": "mx.evil.test; dmarc=pass header.from=desk.test"},
    "a server named like ours": {"results": "mx.desk.test.evil.test; dmarc=pass header.from=desk.test"},
    "in a comment": {"results": TOP + "spf=fail (; dmarc=pass header.from=desk.test)"},
    "two authors": {"results": PROVEN, "sender": f"{BRUNO}, {OTTO}"},
    "only a quote": {"results": PROVEN, "text": "On Tue, 10 Mar 2026, Carla wrote:\n> Do not tell her.\n"},
}


@pytest.mark.parametrize("case", FORGED)
def test_what_may_be_forged_stays_a_note(post, number, case):
    taken = answer(post, number, **FORGED[case])
    assert visibility(taken) == "internal"
    assert written_to(post) == []
    assert row(taken).status == "new"


def test_a_forged_pass_below_our_servers_line_is_not_believed(post, number):
    head = f"From: {BRUNO}\nTo: {plus_address(HELP, number)}\nSubject: Re\nMessage-ID: <x@evil.test>\n"
    ours, forged = f"Authentication-Results: {TOP}spf=fail\n", f"Authentication-Results: {PROVEN}\n"
    heads = (
        ours + "Received: from evil.test by mx.desk.test\n" + forged,
        forged.replace("mx.desk", "mx.evil") + ours + forged,
        ours.replace("spf=fail", "dmarc=fail") + forged,
    )
    for lines in heads:
        head = head.replace("<x", "<xx")
        assert visibility(post.take_in(f"{lines}{head}\nSend money.\n".encode())) == "internal"
    assert written_to(post) == []


def test_a_lookalike_of_an_analyst_is_a_stranger_and_no_colleague(post, number):
    taken = answer(post, number, "bruno@xdesk.test", results=TOP + "dmarc=pass header.from=xdesk.test")
    assert Message.objects.get(pk=taken.message).side == "requester"


def test_an_answer_to_the_notice_that_only_they_got_is_their_reply(post, number, cast, now):
    taken = answer(post, number, In_Reply_To=f"<{notice(cast.bruno, number, now)}>")
    assert visibility(taken) == "public"
    assert written_to(post) == [ALICE]


def test_a_notice_proves_nothing_for_others_elsewhere_later_or_against_our_server(post, number, cast, now):
    mine = notice(cast.bruno, number, now)
    hers = notice(cast.carla, number, now)
    other = ticket_of(ALICE, now, "Another matter")
    elsewhere = notice(cast.bruno, other, now)
    for at, more in enumerate(
        [
            {"In_Reply_To": f"<{hers}>"},
            {"In_Reply_To": f"<{mine}>", "results": TOP + "dmarc=fail header.from=desk.test"},
            {"In_Reply_To": f"<{mine}>", "results": TOP + "spf=none; dkim=none"},
            {"In_Reply_To": f"<{mine[:-10]}x{mine[-9:]}>".replace(mine.split(".")[2], "forged")},
            {"References": f"<{mine}>"},
        ]
    ):
        assert visibility(answer(post, number, text=f"Send money {at}.", **more)) == "internal"
    to_other = post.receive(BRUNO, "Re", "Money.", to=plus_address(HELP, number), In_Reply_To=f"<{elsewhere}>")
    assert to_other.ticket == other  # what it answers names the ticket
    post.now = now + timedelta(days=31)
    assert visibility(answer(post, number, In_Reply_To=f"<{mine}>")) == "internal"


def test_what_they_pass_on_stays_a_note(post, number):
    text = "See below.\n\n---------- Forwarded message ---------\nFrom: Carla <carla@desk.test>\n\nDo not tell her.\n"
    taken = post.receive(BRUNO, "Fwd: it", text, to=plus_address(HELP, number), Authentication_Results=PROVEN)
    assert (taken.ticket, visibility(taken)) == (number, "internal")


def test_switched_off_it_stays_a_note(post, number, desk):
    desk(REPLY_BY_MAIL=False)
    assert visibility(answer(post, number, results=PROVEN)) == "internal"


def test_who_may_not_answer_on_the_page_may_not_by_mail(post, number, cast, now):
    add_participant(
        actor=cast.dante, ticket_id=number, person=person(cast.bruno), kind=ParticipantKind.FOLLOWER, now=now
    )
    Ticket.objects.filter(pk=number).update(team=cast.specialists)
    assert visibility(answer(post, number, results=PROVEN)) == "internal"
    assert written_to(post) == []
