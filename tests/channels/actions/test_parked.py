"""Parked mail is tried again or set aside, by those who may; it is never lost."""

import pytest
from tests.channels.post import letter
from tests.infra.outbox.story import now as clock_now

from tridesk.channels.actions import intake as module
from tridesk.channels.actions.parked import discard, take_in_again
from tridesk.channels.errors import MailNotFoundError
from tridesk.channels.models import InboundMail
from tridesk.channels.queries.insides import raw_of
from tridesk.channels.queries.mail_log import Show, incoming, incoming_mail
from tridesk.infra import files
from tridesk.infra.models import EventRecord
from tridesk.infra.outbox.work import run_due
from tridesk.kernel.errors import NotAllowedError

pytestmark = pytest.mark.django_db


def listed(actor, show=Show.PARKED):
    return incoming(actor=actor, show=show).rows


@pytest.fixture
def parked(post, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(module, "open_conversation", lambda **_: 1 / 0)
        post.take_in(letter(message_id="a@acme.test"))
    return InboundMail.objects.get(state="parked")


def test_it_is_listed_with_its_reason_and_its_bytes(parked, cast):
    (row,) = listed(cast.dante)
    assert (row.id, row.reason) == (parked.pk, "ZeroDivisionError")
    assert files.read(raw_of(mail_id=parked.pk)[0]) == letter(message_id="a@acme.test")


def test_tried_again_it_opens_its_ticket(parked, cast, now):
    take_in_again(actor=cast.dante, mail_id=parked.pk, now=now)
    assert run_due("intake", now=clock_now()) == 1
    parked.refresh_from_db()
    assert (parked.state, parked.outcome) == ("taken", "opened")
    assert listed(cast.dante) == []
    assert EventRecord.objects.filter(name="mail.parked_taken_in", by=cast.dante.person_id).exists()


def test_set_aside_it_is_kept_and_never_taken_in(parked, cast, now):
    discard(actor=cast.dante, mail_id=parked.pk, now=now)
    assert listed(cast.dante) == []
    assert files.read(InboundMail.objects.get(pk=parked.pk).file)
    assert module.intake(mail_id=parked.pk, now=now).outcome == "known"
    with pytest.raises(MailNotFoundError):
        take_in_again(actor=cast.dante, mail_id=parked.pk, now=now)


def test_only_who_may_sees_and_decides(parked, cast, now):
    for actor in (cast.bruno, cast.alice):
        for call in (
            lambda actor=actor: listed(actor),
            lambda actor=actor: incoming_mail(actor=actor, mail_id=parked.pk),
            lambda actor=actor: take_in_again(actor=actor, mail_id=parked.pk, now=now),
            lambda actor=actor: discard(actor=actor, mail_id=parked.pk, now=now),
        ):
            with pytest.raises(NotAllowedError):
                call()


def test_what_was_only_recorded_can_be_set_aside_too(post, cast, now):
    post.receive("otto@elsewhere.test", "Out of office", Auto_Submitted="auto-replied")
    (row,) = listed(cast.dante, Show.RECORDED)
    discard(actor=cast.dante, mail_id=row.id, now=now)
    assert listed(cast.dante, Show.RECORDED) == []
    assert InboundMail.objects.get(pk=row.id).state == "discarded"


def test_a_mail_that_is_on_a_ticket_cannot_be_set_aside(post, cast, now):
    post.receive()
    with pytest.raises(MailNotFoundError):
        discard(actor=cast.dante, mail_id=InboundMail.objects.get().pk, now=now)
