from datetime import datetime, timedelta

import pytest
from tests.cast import Cast, person
from tests.events import names

from tridesk.identity import actions, queries
from tridesk.identity.errors import LinkInvalidError
from tridesk.identity.models import AccessLink
from tridesk.identity.types import Permission, Side
from tridesk.kernel.errors import NotAllowedError

DAY = timedelta(days=1)


def test_a_link_opens_exactly_one_ticket_without_a_password(cast: Cast, now: datetime) -> None:
    token = actions.grant_link(person=person(cast.alice), subject="ticket:12", now=now, days=90)
    actor, subject = actions.open_link(token=token, now=now)
    assert (actor.person_id, actor.ticket_only, subject) == (cast.alice.person_id, 12, "ticket:12")
    assert actor.permissions == {Permission.TICKETS_REPLY}
    assert (actor.side, actor.language, actor.teams) == (Side.REQUESTER, "pt-br", {})


def test_asking_again_gives_the_same_token_for_longer(cast: Cast, now: datetime) -> None:
    first = actions.grant_link(person=person(cast.alice), subject="ticket:12", now=now, days=90)
    assert actions.grant_link(person=person(cast.alice), subject="ticket:12", now=now + 30 * DAY, days=90) == first
    assert actions.open_link(token=first, now=now + 119 * DAY)
    with pytest.raises(LinkInvalidError):
        actions.open_link(token=first, now=now + 120 * DAY)


def test_a_shorter_wish_does_not_shorten_a_link(cast: Cast, now: datetime) -> None:
    token = actions.grant_link(person=person(cast.alice), subject="ticket:12", now=now, days=90)
    actions.grant_link(person=person(cast.alice), subject="ticket:12", now=now, days=1)
    assert actions.open_link(token=token, now=now + 80 * DAY)


def test_a_revoked_link_stays_dead_when_a_new_one_is_granted(cast: Cast, now: datetime) -> None:
    alice = person(cast.alice)
    old = actions.grant_link(person=alice, subject="ticket:12", now=now, days=90)
    assert actions.revoke_link(actor=cast.bruno, person_id=alice, subject="ticket:12", now=now)
    assert not actions.revoke_link(actor=cast.bruno, person_id=alice, subject="ticket:12", now=now)
    with pytest.raises(LinkInvalidError):
        actions.open_link(token=old, now=now)
    new = actions.grant_link(person=alice, subject="ticket:12", now=now, days=90)
    assert actions.open_link(token=new, now=now)[0].person_id == alice
    with pytest.raises(LinkInvalidError):
        actions.open_link(token=old, now=now)
    assert AccessLink.objects.count() == 1
    assert names(f"person:{alice}").count("link.revoked") == 1


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "1",
        "1-",
        "x-aaaaaaaaaaaaaaaa",
        "1-aaaaaaaaaaaaaaaa",
        "-1-aaaaaaaaaaaaaaaa",
        "9" * 40 + "-aaaaaaaaaaaaaaaa",
        "1-a" * 9,
        "١-aaaaaaaaaaaaaaaa",
    ],
)
def test_a_forged_link_opens_nothing(cast: Cast, now: datetime, forged: str) -> None:
    actions.grant_link(person=person(cast.alice), subject="ticket:12", now=now, days=90)
    with pytest.raises(LinkInvalidError):
        actions.open_link(token=forged, now=now)


def test_the_signature_of_one_link_opens_no_other(cast: Cast, now: datetime) -> None:
    one = actions.grant_link(person=person(cast.alice), subject="ticket:12", now=now, days=90)
    two = actions.grant_link(person=person(cast.alice), subject="ticket:13", now=now, days=90)
    with pytest.raises(LinkInvalidError):
        actions.open_link(token=f"{two.split('-')[0]}-{one.split('-')[1]}", now=now)


def test_the_last_use_is_written_at_most_once_an_hour(cast: Cast, now: datetime) -> None:
    token = actions.grant_link(person=person(cast.alice), subject="ticket:12", now=now, days=90)
    for minutes in (0, 20, 59, 61):
        actions.open_link(token=token, now=now + timedelta(minutes=minutes))
        used = queries.links_to(subject="ticket:12")[0][2]
        assert used == (now if minutes < 60 else now + timedelta(minutes=61))


def test_a_link_of_somebody_switched_off_is_dead(cast: Cast, now: datetime) -> None:
    token = actions.grant_link(person=person(cast.otto), subject="ticket:12", now=now, days=90)
    actions.switch_off(actor=cast.dante, person_id=person(cast.otto), now=now)
    with pytest.raises(LinkInvalidError):
        actions.open_link(token=token, now=now)


def test_a_link_of_a_merged_person_opens_for_the_one_who_stays(cast: Cast, now: datetime) -> None:
    token = actions.grant_link(person=person(cast.otto), subject="ticket:12", now=now, days=90)
    actions.merge_people(actor=cast.dante, person_id=person(cast.alice), other_id=person(cast.otto), now=now)
    assert actions.open_link(token=token, now=now)[0].person_id == cast.alice.person_id
    assert actions.revoke_link(actor=cast.alice, person_id=person(cast.alice), subject="ticket:12", now=now)


def test_an_analyst_behind_a_link_is_a_requester_there(cast: Cast, now: datetime) -> None:
    token = actions.grant_link(person=person(cast.dante), subject="ticket:12", now=now, days=90)
    actor, _ = actions.open_link(token=token, now=now)
    assert (actor.side, actor.permissions) == (Side.REQUESTER, {"tickets.reply"})


def test_a_vendor_contact_stays_one(cast: Cast, now: datetime) -> None:
    token = actions.grant_link(person=person(cast.elena), subject="ticket:12", now=now, days=90)
    assert actions.open_link(token=token, now=now)[0].side is Side.VENDOR


def test_a_stranger_revokes_nothing(cast: Cast, now: datetime) -> None:
    actions.grant_link(person=person(cast.alice), subject="ticket:12", now=now, days=90)
    with pytest.raises(NotAllowedError):
        actions.revoke_link(actor=cast.otto, person_id=person(cast.alice), subject="ticket:12", now=now)
