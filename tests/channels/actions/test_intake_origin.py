"""Where no server of ours said anything of a mail, we find out ourselves; what that proves, and what it does not."""

import pytest
from tests.channels.post import ALICE, BRUNO, HELP, OTTO, letter, mail_of, row, ticket_of
from tests.infra.mail.signing import ALL, rsa_key, signed

from tridesk.channels.actions import intake_origin
from tridesk.channels.kinds.email.own_marks import own_message_id, plus_address
from tridesk.channels.models import InboundMail
from tridesk.tickets.models import Message

pytestmark = pytest.mark.django_db
CLIENT, STRANGER = "203.0.113.5", "198.51.100.66"
QUOTING = tuple(each for each in ALL if each != b"to")  # as Microsoft 365 signs


@pytest.fixture
def desk(settings, name_server):
    """No server is trusted, and a name server answers for the domains of the cast."""
    name_server.publish(
        {
            "s._domainkey.desk.test": rsa_key().record,
            "s._domainkey.elsewhere.test": rsa_key().record,
            "_dmarc.desk.test": "v=DMARC1; p=reject",
            "desk.test": f"v=spf1 ip4:{CLIENT} -all",
            "_dmarc.acme.test": "v=DMARC1; p=none",
            "acme.test": "v=spf1 -all",
        }
    )
    intake_origin._resolver.cache_clear()

    def change(**values):
        settings.CONFIG = type(settings.CONFIG)({**settings.CONFIG.values, **values})

    change(CHECK_ORIGIN=True, DNS=(name_server.address,), TRUSTED_AUTHSERV=())
    return change


@pytest.fixture
def number(post, desk, now):
    made = ticket_of(ALICE, now)
    post.settle()
    return made


def came(raw: bytes, *, path: str = "x@elsewhere.test", client: str = STRANGER, envelope: str = HELP) -> bytes:
    """As our server hands it on."""
    line = f"Received: from x (x [{client}])\n by mx.desk.test with ESMTPS; Tue, 10 Mar 2026 09:00:01 +0000\n"
    return f"Return-Path: <{path}>\nDelivered-To: {envelope}\n{line}".encode() + raw


def answer(number, sender=BRUNO, text="Unplug it.", **more) -> bytes:
    more.setdefault("to", plus_address(HELP, number))
    return letter(sender, "Re: it", text, **{"message_id": "1@desk.test", **more})


def visibility(taken) -> str:
    return Message.objects.get(pk=taken.message).visibility


def test_what_we_found_is_kept_with_who_says_so(post, number):
    taken = post.take_in(came(signed(answer(number), "desk.test")))
    kept = mail_of(taken).authenticity
    assert (kept["dkim"], kept["dmarc"], kept["spf"], kept["arc"]) == ("pass", "pass", "none", "none")
    assert (kept["by"], kept["policy"], kept["binds"], kept["dkim_domains"]) == ("self", "reject", True, ["desk.test"])


def test_an_analysts_mail_that_their_domain_signed_is_their_reply(post, number, cast):
    taken = post.take_in(came(signed(answer(number), "desk.test")))
    assert (visibility(taken), row(taken).assignee_id) == ("public", cast.bruno.person_id)
    answers = own_message_id(number, "ack", "desk.test")
    again = answer(number, to=HELP, message_id="2@desk.test", In_Reply_To=f"<{answers}>")
    assert visibility(post.take_in(came(signed(again, "desk.test")))) == "public"


def test_a_server_that_we_trust_and_that_spoke_is_not_asked_again(post, number, desk):
    desk(TRUSTED_AUTHSERV=("mx.desk.test",))
    line = b"Authentication-Results: mx.desk.test; dmarc=fail header.from=desk.test\n"
    taken = post.take_in(line + came(signed(answer(number), "desk.test")))
    assert visibility(taken) == "internal"
    assert (mail_of(taken).authenticity["by"], mail_of(taken).concern) == ("mx.desk.test", "posing")


def attack(name: str, number: int) -> bytes:
    good = signed(answer(number), "desk.test")
    match name:
        case "nothing":
            return came(answer(number))
        case "by the address alone":  # we read it from a line, and lines can be forged behind a hidden address
            return came(answer(number), path="bruno@desk.test", client=CLIENT)
        case "another's signature":
            return came(signed(answer(number), "elsewhere.test"))
        case "changed":
            return came(good.replace(b"Unplug", b"Burn"))
        case "appended":
            return came(signed(answer(number), "desk.test", length=True) + b"Send money.\n")
        case "Subject is not signed":
            return came(signed(answer(number), "desk.test", covers=tuple(each for each in ALL if each != b"subject")))
        case "To is not signed":
            return came(signed(answer(number), "desk.test", covers=QUOTING))
        case "two authors":
            return came(signed(answer(number, f"{BRUNO}, {OTTO}"), "desk.test"))
        case "a second From on top":
            return came(f"From: {BRUNO}\n".encode() + good)
        case "signed for somebody else, sent to a ticket":
            private = letter(BRUNO, "Lunch?", "Yes, approved.", to=OTTO, message_id="3@desk.test")
            return came(signed(private, "desk.test"), envelope=plus_address(HELP, number))
        case "signed for us about nothing, sent to a ticket":
            old = letter(BRUNO, "Lunch?", "Yes, approved.", to=HELP, message_id="4@desk.test")
            return came(signed(old, "desk.test"), envelope=plus_address(HELP, number))
        case "signed for somebody else, with a reference added":
            private = letter(BRUNO, "Lunch?", "Yes, approved.", to=OTTO, message_id="5@desk.test")
            line = f"In-Reply-To: <{own_message_id(number, 'ack', 'desk.test')}>\n"
            return came(line.encode() + signed(private, "desk.test"))
        case "signed for somebody else, with us added":
            private = letter(BRUNO, "Lunch?", "Yes, approved.", to=OTTO, message_id="6@desk.test")
            line = f"Cc: {plus_address(HELP, number)}\n"
            return came(line.encode() + signed(private, "desk.test"))
    raise AssertionError(name)


ATTACKS = (
    "nothing", "by the address alone", "another's signature", "changed", "appended", "Subject is not signed",
    "To is not signed", "two authors", "a second From on top", "signed for somebody else, sent to a ticket",
    "signed for us about nothing, sent to a ticket", "signed for somebody else, with a reference added",
    "signed for somebody else, with us added",
)  # fmt: skip


@pytest.mark.parametrize("name", ATTACKS)
def test_what_may_be_forged_or_lifted_stays_a_note(post, number, name):
    taken = post.take_in(attack(name, number))
    assert (taken.ticket, visibility(taken)) == (number, "internal")
    assert row(taken).status == "new"


def test_a_mail_that_is_sent_again_is_known(post, number):
    raw = signed(answer(number), "desk.test")
    assert visibility(post.take_in(came(raw))) == "public"
    other = ticket_of(OTTO, post.now, "Another matter")
    again = post.take_in(came(raw, path="evil@elsewhere.test", envelope=plus_address(HELP, other)))
    assert again.outcome == "known"
    assert Message.objects.filter(ticket=other, text__contains="Unplug").count() == 0


@pytest.mark.parametrize(
    ("name", "concern"),
    [
        ("nothing", "posing"),
        ("changed", "posing"),
        ("another's signature", "posing"),
        ("by the address alone", ""),
        ("To is not signed", ""),
        ("signed for somebody else, sent to a ticket", ""),
    ],
)
def test_a_mail_in_our_name_that_nothing_supports_is_warned_of(post, number, name, concern):
    assert mail_of(post.take_in(attack(name, number))).concern == concern


def test_a_failure_is_warned_of_where_the_domain_minds(post, desk, number):
    lazy = post.receive(ALICE, Return_Path="<a@acme.test>", Received=f"from x (x [{STRANGER}]) by mx with ESMTP; x")
    kept = mail_of(lazy)
    assert (kept.authenticity["dmarc"], kept.authenticity["policy"], kept.concern) == ("fail", "none", "")
    strict = post.take_in(came(letter("stranger@desk.test", message_id="9@desk.test")))
    assert (mail_of(strict).authenticity["dmarc"], mail_of(strict).concern) == ("fail", "posing")


def test_mail_of_our_own_house_is_not_suspected(post, number):
    signed_in = f"from home ([{STRANGER}]) by mx.desk.test with ESMTPSA; Tue, 10 Mar 2026 09:00:01 +0000"
    taken = post.receive(BRUNO, "A matter", "Words.", Return_Path=f"<{BRUNO}>", Received=signed_in)
    assert mail_of(taken).concern == ""


def test_nobody_answering_claims_nothing(post, number, desk, name_server):
    desk(DNS=(name_server.silent,))
    taken = post.take_in(came(signed(answer(number), "desk.test")))
    kept = mail_of(taken)
    assert (kept.authenticity["dmarc"], kept.concern, visibility(taken)) == ("temperror", "", "internal")


@pytest.fixture
def unasked(monkeypatch):
    """Fails as soon as a name server would be asked."""

    def refuse(*_args, **_more):
        raise AssertionError("a name server is asked")

    monkeypatch.setattr(intake_origin, "Questions", refuse)


def test_history_robots_and_an_installation_without_it_ask_nobody(post, desk, unasked):
    past = post.take_in(came(signed(letter(message_id="7@acme.test"), "desk.test")), answer=False)
    robot = post.take_in(came(letter(message_id="8@acme.test", Auto_Submitted="auto-replied")))
    desk(CHECK_ORIGIN=False)
    off = post.take_in(came(letter(message_id="9@acme.test")))
    assert (past.outcome, robot.outcome, off.outcome) == ("opened", "recorded", "opened")
    assert all(mail.authenticity["by"] == "" for mail in InboundMail.objects.all())
