"""A person hears by mail what somebody else did to their account."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from tests.cast import Cast, person
from tests.events import events

from tridesk.channels.actions.letters import letter
from tridesk.channels.kinds.email.outbound import compose
from tridesk.channels.models import OutboundMail
from tridesk.identity.actions.switch_off import switch_off
from tridesk.identity.actions.switch_off_second_factor import switch_off_second_factor
from tridesk.identity.types import SYSTEM
from tridesk.notify import subscribers
from tridesk.notify.actions.tell_account import tell_second_factor_off


def test_whose_second_step_was_switched_off_is_told_once_and_by_whom(cast: Cast, now: datetime) -> None:
    alice = person(cast.alice)
    Authenticator.objects.create(user_id=alice, type="totp", data={})
    switch_off_second_factor(actor=cast.dante, person_id=alice, now=now)
    event = events(f"person:{alice}")[-1]
    subscribers.second_factor_off(event)
    subscribers.second_factor_off(event)
    mail = OutboundMail.objects.get()
    assert (mail.recipient, mail.ticket_id, "Dante Dias" in mail.text) == ("alice@acme.test", None, True)
    words = letter(mail, now=now)
    assert words is not None
    assert b"To: Alice Andrade <alice@acme.test>" in compose(words)


def test_what_the_house_did_is_told_in_its_name_and_nobody_is_told_who_may_not_come_in(
    cast: Cast, now: datetime
) -> None:
    told = tell_second_factor_off(person=person(cast.otto), by=None, event="1", now=now)
    assert (told, "Tridesk" in OutboundMail.objects.get().text) == (True, True)
    switch_off(actor=SYSTEM, person_id=person(cast.bruno), now=now)
    assert tell_second_factor_off(person=person(cast.bruno), by=None, event="1", now=now) is False
    assert tell_second_factor_off(person=10**9, by=None, event="1", now=now) is False
