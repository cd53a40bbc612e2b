"""Colleagues join each other's tickets by mail; strangers who guess a number or steal a subject do not."""

import pytest
from tests.cast import person
from tests.channels.post import ALICE, ELENA, HELP, OTTO, row, ticket_of
from tests.events import events

from tridesk.channels.models import OutboundMail
from tridesk.channels.types import Outcome
from tridesk.identity.actions.switch_off import switch_off
from tridesk.identity.queries import find_person_by_address
from tridesk.identity.types import SYSTEM
from tridesk.orgs.actions import add_organisation, affiliate, change_organisation
from tridesk.orgs.queries import organisation_detail
from tridesk.orgs.types import OrganisationKind
from tridesk.tickets.actions.participants import add_participant
from tridesk.tickets.events import ParticipantAdded
from tridesk.tickets.models import Link, Message, Participant, Ticket
from tridesk.tickets.types import ParticipantKind

pytestmark = pytest.mark.django_db
ANA = "ana@acme.test"


@pytest.fixture
def ticket(post, cast, now):
    """Alice's, filed under Acme."""
    return ticket_of(ALICE, now)


def put_in_copy(ticket, who, now):
    add_participant(actor=SYSTEM, ticket_id=ticket, person=person(who), kind=ParticipantKind.CC, now=now)


def test_a_colleague_who_knows_the_number_joins_and_the_timeline_says_so(post, cast, ticket):
    taken = post.receive(f"Ana <{ANA}>", f"About TD-{ticket}", "It smokes here, too.")
    ana = find_person_by_address(address=ANA)
    assert (taken.outcome, taken.ticket) == (Outcome.APPENDED, ticket)
    assert Participant.objects.filter(ticket=ticket, person=ana, kind=ParticipantKind.CC).exists()
    assert Message.objects.get(pk=taken.message).visibility == "public"
    lines = [line for line in events(f"ticket:{ticket}") if isinstance(line, ParticipantAdded)]
    assert [(line.person, line.by) for line in lines] == [(ana, None)]


def test_a_colleague_who_answers_a_mail_of_it_joins(post):
    first = post.receive(message_id="a@acme.test")
    taken = post.receive(ANA, "Re: The printer burns", "Here, too.", In_Reply_To="<a@acme.test>")
    assert (taken.outcome, taken.ticket) == (Outcome.APPENDED, first.ticket)


def test_a_colleague_with_the_subject_alone_opens_a_ticket(post, ticket):
    assert post.receive(ANA, "Re: Her own matter").outcome is Outcome.OPENED


def test_the_others_hear_the_colleague(post, ticket):
    post.settle()
    post.receive(ANA, f"About TD-{ticket}", "Here, too.")
    post.settle()
    assert list(OutboundMail.objects.filter(kind="reply").values_list("recipient", flat=True)) == [ALICE]


def test_the_organisation_may_switch_it_off(post, cast, ticket, now):
    change_organisation(actor=cast.dante, organisation_id=cast.acme, colleagues_join=False, now=now)
    taken = post.receive(ANA, f"About TD-{ticket}")
    assert (taken.outcome, taken.reason) == (Outcome.OPENED, "number_of_a_stranger")
    assert Link.objects.filter(ticket=taken.ticket, other=ticket, kind="relates").exists()


def test_an_organisation_that_is_no_more_lets_nobody_in(post, cast, ticket, now):
    ana = post.receive(ANA)  # she belongs to it since
    change_organisation(actor=cast.dante, organisation_id=cast.acme, active=False, now=now)
    taken = post.receive(ANA, f"About TD-{ticket}")
    assert taken.outcome is Outcome.OPENED
    assert taken.ticket not in (ana.ticket, ticket)


def test_somebody_switched_off_does_not_join(post, cast, ticket, now):
    post.receive(ANA)
    switch_off(actor=cast.dante, person_id=find_person_by_address(address=ANA), now=now)
    assert post.receive(ANA, f"About TD-{ticket}").outcome is Outcome.PARKED
    assert not Participant.objects.filter(ticket=ticket).exists()


def test_the_requesters_own_organisation_counts_where_the_ticket_is_filed_elsewhere(post, cast, ticket, now):
    Ticket.objects.filter(pk=ticket).update(organisation=None)
    assert post.receive(ANA, f"About TD-{ticket}").outcome is Outcome.APPENDED


@pytest.mark.parametrize("doubt", ["dmarc=fail header.from=acme.test", "spf=fail smtp.mailfrom=evil.test; dkim=fail"])
def test_a_mail_that_may_not_be_from_a_colleague_does_not_join(post, ticket, settings, monkeypatch, doubt):
    monkeypatch.setitem(settings.CONFIG.values, "TRUSTED_AUTHSERV", ("mx.desk.test",))
    taken = post.receive(ANA, f"About TD-{ticket}", Authentication_Results=f"mx.desk.test; {doubt}")
    assert taken.outcome is Outcome.OPENED
    assert not Participant.objects.filter(ticket=ticket).exists()


@pytest.mark.parametrize("mark", [{"Precedence": "bulk"}, {"List_Id": "<all.acme.test>"}])
def test_a_colleagues_newsletter_does_not_join(post, ticket, mark):
    post.receive(ANA, f"About TD-{ticket}", **mark)
    assert not Message.objects.filter(ticket=ticket, author_name="Ana").exists()
    assert not Participant.objects.filter(ticket=ticket).exists()


def test_a_vendors_people_join_where_the_vendor_takes_part(post, cast, ticket, now):
    outside = post.receive("erik@fabrikam.test", f"About TD-{ticket}", "Let us see.")
    assert outside.outcome is Outcome.OPENED
    put_in_copy(ticket, cast.elena, now)
    inside = post.receive("erik@fabrikam.test", f"About TD-{ticket}", "We have a patch.")
    assert (inside.outcome, inside.ticket) == (Outcome.APPENDED, ticket)


def test_a_vendor_who_follows_from_within_opens_no_door(post, cast, ticket, now):
    """An analyst on loan from a vendor does not make the vendor a part of every ticket they hold."""
    affiliate(actor=SYSTEM, person_id=person(cast.bruno), organisation_id=cast.fabrikam, now=now)
    Ticket.objects.filter(pk=ticket).update(assignee=cast.bruno.person_id)
    add_participant(actor=SYSTEM, ticket_id=ticket, person=person(cast.bruno), kind=ParticipantKind.FOLLOWER, now=now)
    assert post.receive(ELENA, f"About TD-{ticket}").outcome is Outcome.OPENED


def test_a_colleague_of_somebody_in_copy_does_not_join(post, cast, ticket, now):
    globex = add_organisation(actor=SYSTEM, name="Globex", domains=["globex.test"], now=now)
    affiliate(actor=SYSTEM, person_id=person(cast.otto), organisation_id=globex, now=now)
    put_in_copy(ticket, cast.otto, now)
    assert post.receive("olga@globex.test", f"About TD-{ticket}").outcome is Outcome.OPENED


def test_in_our_own_house_nobody_joins_unless_it_is_switched_on(post, cast, now):
    house = add_organisation(actor=SYSTEM, name="Desk", kind=OrganisationKind.OWN, domains=["house.test"], now=now)
    assert not organisation_detail(actor=cast.dante, organisation_id=house).colleagues_join
    first = post.receive("paula@house.test", "My salary")
    assert post.receive("pedro@house.test", f"TD-{first.ticket}").outcome is Outcome.OPENED
    change_organisation(actor=cast.dante, organisation_id=house, colleagues_join=True, now=now)
    assert post.receive("pedro@house.test", f"TD-{first.ticket}", "And now?").outcome is Outcome.APPENDED


def test_a_stranger_with_number_reference_and_subject_stays_outside(post, cast):
    first = post.receive(message_id="a@acme.test")
    taken = post.receive(
        OTTO,
        f"Re: The printer burns [TD-{first.ticket}]",
        "Me, too.",
        References="<a@acme.test>",
        cc=f"{ALICE}, {HELP}",
    )
    assert (taken.outcome, taken.reason) == (Outcome.OPENED, "reference_of_a_stranger")
    assert row(taken).pk != first.ticket
