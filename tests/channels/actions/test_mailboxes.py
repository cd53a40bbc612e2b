"""Mailboxes are set up by those who may; passwords are sealed and every change is on the audit trail."""

from datetime import timedelta

import pytest
from tests.events import events

from tridesk.channels.actions import fetch_mail
from tridesk.channels.actions.mailboxes import add_mailbox, change_mailbox, remove_mailbox
from tridesk.channels.actions.try_mailbox import try_mailbox
from tridesk.channels.errors import MailboxInvalidError, MailboxNotFoundError, MailboxTakenError
from tridesk.channels.events import MailboxChanged
from tridesk.channels.models import Mailbox
from tridesk.infra.secrets import unseal
from tridesk.kernel.errors import NotAllowedError
from tridesk.kernel.ids import MailboxId

pytestmark = pytest.mark.django_db
VALUES = {"address": "Help@Desk.test ", "fetch_host": "mail.test", "fetch_password": "hush", "smtp_password": "hush"}


@pytest.fixture
def box(cast, now) -> MailboxId:
    return add_mailbox(actor=cast.dante, values=VALUES, now=now)


def test_passwords_are_sealed(box):
    row = Mailbox.objects.get(pk=box)
    assert (row.address, unseal(row.fetch_secret)) == ("help@desk.test", "hush")
    assert "hush" not in row.fetch_secret + row.smtp_secret


def test_changes_are_told_and_passwords_named_but_never_shown(box, cast, now):
    change_mailbox(
        actor=cast.dante,
        mailbox_id=box,
        values={"fetch_password": "secret", "fetch_port": 143, "fetch_host": "mail.test"},
        now=now,
    )
    told = [event for event in events(f"mailbox:{box}") if isinstance(event, MailboxChanged)]
    assert [event.changes for event in told] == [{"fetch_password": ("", ""), "fetch_port": ("993", "143")}]
    assert told[0].by == cast.dante.person_id


def test_an_empty_password_leaves_the_one_we_have_and_no_change_tells_nothing(box, cast, now):
    change_mailbox(actor=cast.dante, mailbox_id=box, values={"fetch_password": "", "fetch_port": "993"}, now=now)
    assert unseal(Mailbox.objects.get(pk=box).fetch_secret) == "hush"
    assert [event for event in events(f"mailbox:{box}") if isinstance(event, MailboxChanged)] == []


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"address": "no address"}, "address"),
        ({"address": ""}, "address"),
        ({}, "address"),
        ({"address": "a@b.test", "fetch_port": 0}, "fetch_port"),
        ({"address": "a@b.test", "smtp_port": "many"}, "smtp_port"),
        ({"address": "a@b.test", "smtp_security": "some"}, "smtp_security"),
        ({"address": "a@b.test", "team": 999}, "team"),
        ({"address": "a@b.test", "largest_mb": 0}, "largest_mb"),
        ({"address": "a@b.test", "per_minute": "many"}, "per_minute"),
        ({"address": "a@b.test", "after_reading": "burn"}, "after_reading"),
        ({"address": "a@b.test", "after_reading": "move"}, "move_to"),
        ({"address": "a@b.test", "after_reading": "move", "move_to": "inbox"}, "move_to"),
        ({"address": "a@b.test", "lease_token": "x"}, "lease_token"),
    ],
)
def test_wrong_values_are_refused_by_name(cast, now, values, field):
    with pytest.raises(MailboxInvalidError) as refused:
        add_mailbox(actor=cast.dante, values=values, now=now)
    assert refused.value.values["field"] == field
    assert not Mailbox.objects.exists()


def test_an_address_has_one_mailbox(box, cast, now):
    with pytest.raises(MailboxTakenError):
        add_mailbox(actor=cast.dante, values={"address": "HELP@desk.test"}, now=now)


def test_only_who_may_manage_mailboxes_does(box, cast, now):
    for actor in (cast.bruno, cast.alice, cast.otto):
        for call in (
            lambda actor=actor: add_mailbox(actor=actor, values=VALUES, now=now),
            lambda actor=actor: change_mailbox(actor=actor, mailbox_id=box, values={"is_active": False}, now=now),
            lambda actor=actor: remove_mailbox(actor=actor, mailbox_id=box, now=now),
            lambda actor=actor: try_mailbox(actor=actor, mailbox_id=box, clock=lambda: now),
        ):
            with pytest.raises(NotAllowedError):
                call()


def test_a_mailbox_that_is_gone_is_not_found(box, cast, now):
    remove_mailbox(actor=cast.dante, mailbox_id=box, now=now)
    for call in (
        lambda: change_mailbox(actor=cast.dante, mailbox_id=box, values={}, now=now),
        lambda: remove_mailbox(actor=cast.dante, mailbox_id=box, now=now),
        lambda: try_mailbox(actor=cast.dante, mailbox_id=box, clock=lambda: now),
    ):
        with pytest.raises(MailboxNotFoundError):
            call()


def test_one_worker_listens_and_ends_when_the_settings_change(box, cast, now):
    soon = now + timedelta(minutes=1)
    assert fetch_mail.lease(mailbox_id=box, token="one", now=now)
    assert not fetch_mail.lease(mailbox_id=box, token="two", now=soon)
    assert fetch_mail.renew(mailbox_id=box, token="one", now=soon)
    change_mailbox(actor=cast.dante, mailbox_id=box, values={"fetch_password": "new"}, now=soon)
    assert not fetch_mail.renew(mailbox_id=box, token="one", now=soon)
    assert fetch_mail.lease(mailbox_id=box, token="two", now=soon)


def test_a_dead_workers_mailbox_is_free_after_its_lease_or_when_it_is_given_up(box, now):
    fetch_mail.lease(mailbox_id=box, token="one", now=now)
    assert fetch_mail.lease(mailbox_id=box, token="two", now=now + fetch_mail.LEASE + timedelta(seconds=1))
    fetch_mail.release(token="two")
    assert fetch_mail.lease(mailbox_id=box, token="three", now=now)


def test_a_server_that_is_not_there_is_said(box, cast, now):
    values = {"fetch_host": "127.0.0.1", "fetch_port": 1, "smtp_host": "127.0.0.1", "smtp_port": 1}
    change_mailbox(actor=cast.dante, mailbox_id=box, values=values, now=now)
    trial = try_mailbox(actor=cast.dante, mailbox_id=box, clock=lambda: now)
    assert (trial.fetch, trial.smtp, trial.works) == ("unreachable", "unreachable", False)


def test_a_secret_sealed_with_another_key_is_said(box, cast, settings, now):
    settings.SECRET_KEY = "another"
    assert try_mailbox(actor=cast.dante, mailbox_id=box, clock=lambda: now).fetch == "secret_lost"
