"""Signing in by any of one's own addresses; a stranger's address gets the same answers, and no mail."""

import re
from datetime import datetime

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client
from tests.cast import Cast, person

from tridesk.identity.actions.add_address import add_address
from tridesk.identity.actions.remove_address import remove_address
from tridesk.identity.actions.set_password import set_password
from tridesk.identity.actions.switch_off import switch_off
from tridesk.identity.models import Address
from tridesk.identity.types import SYSTEM
from tridesk.infra.models import EventRecord, Job
from tridesk.infra.outbox.work import run_due

PASSWORD = "correct horse battery"
OTHER, UNVERIFIED, UNKNOWN = "bruno@home.test", "bruno@typo.test", "nobody@home.test"


@pytest.fixture
def bruno(cast: Cast, now: datetime) -> Cast:
    """Bruno has a password, a second verified address, and one that nobody verified."""
    pk = person(cast.bruno)
    set_password(actor=SYSTEM, person_id=pk, password=PASSWORD, now=now)
    add_address(actor=SYSTEM, person_id=pk, address=OTHER, verified=True, now=now)
    add_address(actor=SYSTEM, person_id=pk, address=UNVERIFIED, now=now)
    return cast


def mails() -> list[EmailMessage]:
    """What has left, after the worker's turn."""
    run_due("mail")
    return mail.outbox


def shown(text: str) -> str:
    """The page without what differs at every request."""
    return re.sub("[A-Za-z0-9]{64}", "", text)


@pytest.mark.parametrize(
    ("address", "lets_in"),
    [("bruno@desk.test", True), (OTHER, True), ("BRUNO@Home.test", True), (UNVERIFIED, False), (UNKNOWN, False)],
)
def test_the_password_counts_with_every_address_of_ones_own(bruno: Cast, address: str, lets_in: bool) -> None:
    answer = Client().post("/sign-in", {"login": address, "password": PASSWORD})
    assert (answer.status_code == 302) is lets_in


def test_the_code_goes_to_the_address_that_was_typed(bruno: Cast) -> None:
    client = Client()
    client.post("/sign-in/code", {"email": "BRUNO@home.test"})
    assert mails()[0].to == [OTHER]
    code = re.search(r"^ {4}(\S+)$", mail.outbox[0].body, re.MULTILINE)[1]
    assert client.post("/sign-in/code/confirm", {"code": code}).headers["Location"] == "/inbox"


def test_a_code_to_one_address_verifies_no_other(bruno: Cast) -> None:
    Address.objects.filter(address="bruno@desk.test").update(verified=False)
    client = Client()
    client.post("/sign-in/code", {"email": OTHER})
    code = re.search(r"^ {4}(\S+)$", mails()[0].body, re.MULTILINE)[1]
    client.post("/sign-in/code/confirm", {"code": code})
    assert not Address.objects.get(address="bruno@desk.test").verified


@pytest.mark.parametrize("address", [UNVERIFIED, UNKNOWN])
@pytest.mark.parametrize("page", ["/sign-in/code", "/password/forgotten"])
def test_others_get_the_same_answer_and_no_mail(bruno: Cast, page: str, address: str) -> None:
    known, stranger = Client(), Client()
    first, second = known.post(page, {"email": OTHER}), stranger.post(page, {"email": address})
    assert (first.status_code, first.headers["Location"]) == (second.status_code, second.headers["Location"])
    pages = [client.get(first.headers["Location"]).text for client in (known, stranger)]
    assert shown(pages[0]).replace(OTHER, "") == shown(pages[1]).replace(address, "")
    assert [each.to for each in mails()] == [[OTHER]]


def test_no_mail_leaves_while_somebody_waits_and_its_secret_lies_sealed(bruno: Cast) -> None:
    Client().post("/sign-in/code", {"email": OTHER})
    assert mail.outbox == []
    waiting = Job.objects.get(lane="mail").payload
    code = re.search(r"^ {4}(\S+)$", mails()[0].body, re.MULTILINE)[1]
    assert (code in waiting, OTHER in waiting, Job.objects.filter(lane="mail").exists()) == (False, False, False)


def test_a_mail_server_that_cannot_be_reached_is_logged_and_leaves_no_secret(
    bruno: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(_message: EmailMessage) -> int:
        raise ConnectionError("no mail server is set")

    monkeypatch.setattr(EmailMessage, "send", refuse)
    Client().post("/sign-in/code", {"email": OTHER})
    run_due("mail")
    assert "could not be sent: no mail server is set" in caplog.text
    assert not Job.objects.filter(lane="mail").exists()


def test_a_link_to_a_new_password_dies_with_the_address_it_was_mailed_to(bruno: Cast, now: datetime) -> None:
    Client().post("/password/forgotten", {"email": OTHER})
    path = re.search(r"https?://[^/]+(/password/new/\S+)", mails()[0].body)[1]
    assert "This link was used already" not in Client().get(path, follow=True).text
    remove_address(actor=bruno.dante, person_id=person(bruno.bruno), address=OTHER, now=now)
    assert "This link was used already" in Client().get(path, follow=True).text


def test_an_address_taken_away_while_the_code_was_on_its_way_is_not_verified_again(bruno: Cast, now: datetime) -> None:
    client = Client()
    client.post("/sign-in/code", {"email": OTHER})
    remove_address(actor=bruno.dante, person_id=person(bruno.bruno), address=OTHER, now=now)
    code = re.search(r"^ {4}(\S+)$", mails()[0].body, re.MULTILINE)[1]
    client.post("/sign-in/code/confirm", {"code": code})
    assert not Address.objects.filter(address=OTHER).exists()


def test_somebody_switched_off_gets_neither_code_nor_link(bruno: Cast, now: datetime) -> None:
    switch_off(actor=SYSTEM, person_id=person(bruno.bruno), now=now)
    for page in ("/sign-in/code", "/password/forgotten"):
        Client().post(page, {"email": OTHER})
    assert mails() == []


def test_the_audit_trail_names_the_address_that_was_tried(bruno: Cast) -> None:
    Client().post("/sign-in", {"login": OTHER, "password": "wrong"})
    assert OTHER in EventRecord.objects.get(name="person.sign_in_failed").data
