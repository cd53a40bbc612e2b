"""Signing in: by password, by a mailed code, with an app as second step, with a recovery code; what the audit hears."""

import re
from datetime import datetime

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client
from tests.cast import Cast, person
from tests.web.asking import client_of

from tridesk.identity.actions.set_password import set_password
from tridesk.identity.actions.switch_off import switch_off
from tridesk.identity.models import Address, Session
from tridesk.identity.types import SYSTEM
from tridesk.infra.models import EventRecord
from tridesk.infra.outbox.work import run_due

PASSWORD = "correct horse battery"


@pytest.fixture
def bruno(cast: Cast, now: datetime) -> Cast:
    """Bruno has a password."""
    set_password(actor=SYSTEM, person_id=person(cast.bruno), password=PASSWORD, now=now)
    return cast


def sign_in(client: Client, password: str = PASSWORD, address: str = "bruno@desk.test"):
    return client.post("/sign-in", {"login": address, "password": password})


def mails() -> list[EmailMessage]:
    """What has left, after the worker's turn."""
    run_due("mail")
    return mail.outbox


def audit(name: str) -> list[str]:
    return list(EventRecord.objects.filter(name=name).order_by("id").values_list("data", flat=True))


def code_of(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def set_up_app(client: Client) -> tuple[str, list[str]]:
    """The secret of a new authenticator app, and the recovery codes that came with it."""
    client.post("/sign-in/again?next=/me/security/app", {"password": PASSWORD})
    page = client.get("/me/security/app")
    secret = re.search(r"<code>(\w+)</code>", page.text)[1]
    answer = client.post("/me/security/app", {"code": code_of(secret)})
    assert answer.headers["Location"] == "/me/security/codes", answer.text
    return secret, re.findall(r"<code>(\w+)</code>", client.get("/me/security/codes").text)


def test_a_password_lets_in_and_the_audit_trail_hears_of_it(bruno: Cast) -> None:
    answer = sign_in(Client())
    assert (answer.status_code, answer.headers["Location"]) == (302, "/inbox")
    assert audit("person.signed_in") == [f'{{"person":{bruno.bruno.person_id},"method":"password"}}']


def test_requesters_are_led_to_their_own_tickets(cast: Cast, now: datetime) -> None:
    set_password(actor=SYSTEM, person_id=person(cast.alice), password=PASSWORD, now=now)
    assert sign_in(Client(), address="ALICE@acme.test").headers["Location"] == "/my"


@pytest.mark.parametrize("address", ["bruno@desk.test", "nobody@desk.test"])
def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(bruno: Cast, address: str) -> None:
    answer = sign_in(Client(), password="wrong", address=address)
    assert "Address and password do not belong together" in answer.text
    assert audit("person.sign_in_failed") == [f'{{"email":"{address}"}}']


def test_guessing_is_stopped(bruno: Cast) -> None:
    client = Client()
    answers = [sign_in(client, password=f"wrong {number}").text for number in range(7)]
    assert "This was tried too often" in answers[-1]
    assert "This was tried too often" in sign_in(client).text


def test_somebody_switched_off_is_told_so(bruno: Cast, now: datetime) -> None:
    switch_off(actor=SYSTEM, person_id=person(bruno.bruno), now=now)
    assert sign_in(Client()).headers["Location"] == "/sign-in/switched-off"


def test_a_page_asked_for_before_signing_in_is_shown_after(bruno: Cast) -> None:
    client = Client()
    assert client.get("/people?q=a").headers["Location"] == "/sign-in?next=/people%3Fq%3Da"
    answer = client.post("/sign-in", {"login": "bruno@desk.test", "password": PASSWORD, "next": "/people?q=a"})
    assert answer.headers["Location"] == "/people?q=a"


def test_nobody_is_sent_to_a_foreign_page(bruno: Cast) -> None:
    data = {"login": "bruno@desk.test", "password": PASSWORD, "next": "https://evil.test/"}
    assert Client().post("/sign-in", data).headers["Location"] == "/inbox"


def test_a_mailed_code_lets_in_and_proves_the_address(cast: Cast) -> None:
    Address.objects.filter(person=cast.carla.person_id).update(verified=False)
    client = Client()
    answer = client.post("/sign-in/code", {"email": "carla@desk.test"})
    assert answer.headers["Location"] == "/sign-in/code/confirm"
    assert mails()[0].to == ["carla@desk.test"]
    code = re.search(r"^ {4}(\S+)$", mails()[0].body, re.MULTILINE)[1]
    assert client.post("/sign-in/code/confirm", {"code": code}).headers["Location"] == "/inbox"
    assert Address.objects.get(person=cast.carla.person_id).verified
    assert '"method":"code"' in audit("person.signed_in")[0]


def test_a_wrong_code_is_refused_and_noted(cast: Cast) -> None:
    client = Client()
    client.post("/sign-in/code", {"email": "carla@desk.test"})
    answer = client.post("/sign-in/code/confirm", {"code": "wrong-code"})
    assert "This code is not right" in answer.text
    assert audit("person.sign_in_failed") == ['{"email":"carla@desk.test"}']


@pytest.mark.django_db
def test_a_stranger_asking_for_a_code_gets_no_mail_and_no_hint() -> None:
    answer = Client().post("/sign-in/code", {"email": "stranger@elsewhere.test"})
    assert (answer.headers["Location"], mails()) == ("/sign-in/code/confirm", [])


@pytest.mark.django_db(transaction=True)
def test_a_second_step_is_asked_once_an_app_is_set_up(bruno: Cast) -> None:
    client = Client()
    sign_in(client)
    secret, _codes = set_up_app(client)
    assert secret not in str(Authenticator.objects.get(type="totp").data)
    again = Client()
    assert sign_in(again).headers["Location"] == "/sign-in/second"
    assert again.get("/me").status_code == 302
    assert again.post("/sign-in/second", {"code": "000000"}).status_code == 200
    assert again.post("/sign-in/second", {"code": code_of(secret)}).headers["Location"] == "/inbox"
    assert '"method":"password, totp"' in audit("person.signed_in")[-1]
    kinds = [re.search(r'"kind":"(\w+)","change":"added"', data)[1] for data in audit("person.second_factor")]
    assert sorted(kinds) == ["recovery_codes", "totp"]
    assert mails()[0].subject == "Your authenticator app is asked from now on"


def test_a_recovery_code_lets_in_once(bruno: Cast) -> None:
    client = Client()
    sign_in(client)
    _secret, codes = set_up_app(client)
    assert len(codes) == 10
    first, second = Client(), Client()
    sign_in(first)
    assert first.post("/sign-in/second", {"code": codes[0]}).headers["Location"] == "/inbox"
    sign_in(second)
    assert "This code is not right" in second.post("/sign-in/second", {"code": codes[0]}).text


def test_recovery_codes_can_be_saved_and_renewed(bruno: Cast) -> None:
    client = Client()
    sign_in(client)
    _secret, codes = set_up_app(client)
    file = client.get("/me/security/codes/file")
    assert all(code in file.text for code in codes)
    client.post("/me/security/codes/new")
    assert not set(codes) & set(re.findall(r"<code>(\w+)</code>", client.get("/me/security/codes").text))


def test_a_forgotten_password_is_replaced_by_a_mailed_link(bruno: Cast) -> None:
    elsewhere = Client()
    sign_in(elsewhere)
    client = Client()
    client.post("/password/forgotten", {"email": "bruno@desk.test"})
    path = re.search(r"https?://[^/]+(/password/new/\S+)", mails()[0].body)[1]
    page = client.get(path, follow=True)
    target = page.redirect_chain[-1][0]
    new = {"password1": "another long one", "password2": "another long one"}
    assert client.post(target, new).headers["Location"] == "/password/new"
    assert elsewhere.get("/me").status_code == 302
    assert sign_in(Client()).status_code == 200
    assert sign_in(Client(), password="another long one").headers["Location"] == "/inbox"
    assert "This link was used already" in Client().get(path, follow=True).text


def test_changing_the_password_keeps_this_browser_and_ends_the_others(bruno: Cast) -> None:
    here, there = Client(), Client()
    sign_in(here)
    sign_in(there)
    new = {"oldpassword": PASSWORD, "password1": "another long one", "password2": "another long one"}
    assert here.post("/me/password", new).headers["Location"] == "/me"
    assert (here.get("/me").status_code, there.get("/me").status_code) == (200, 302)
    assert Session.objects.filter(person=bruno.bruno.person_id).count() == 1
    assert mails()[-1].subject == "Your password was changed"


def test_mails_speak_the_persons_language(cast: Cast, settings) -> None:
    Client().post("/sign-in/code", {"email": "alice@acme.test"}, headers={"Accept-Language": "en"})
    assert "Alice Andrade" in mails()[0].body
    assert mails()[0].subject != ""


def test_allauth_keeps_no_addresses_of_its_own(bruno: Cast) -> None:
    from allauth.account.models import EmailAddress

    client = Client()
    sign_in(client)
    client.post("/sign-out")
    client.post("/password/forgotten", {"email": "bruno@desk.test"})
    client.post("/sign-in/code", {"email": "bruno@desk.test"})
    assert not EmailAddress.objects.exists()


def test_signing_out_ends_the_session(cast: Cast) -> None:
    client = client_of(cast.bruno)
    assert client.get("/sign-out").status_code == 200
    assert client.post("/sign-out").headers["Location"] == "/sign-in"
    assert client.get("/me").status_code == 302


def test_there_is_no_signing_up(cast: Cast) -> None:
    assert [Client().get(path).status_code for path in ("/signup", "/accounts/signup/", "/sign-up")] == [404] * 3


def test_ones_own_settings_are_saved_and_hold_at_once(cast: Cast) -> None:
    client = client_of(cast.bruno)
    client.post("/me", {"name": "Bruno B.", "language": "es", "time_zone": "America/Bogota"})
    actor = client.get("/me").wsgi_request.actor
    assert (actor.name, actor.language, actor.zone) == ("Bruno B.", "es", "America/Bogota")


def test_what_was_typed_is_kept_where_something_is_wrong(cast: Cast) -> None:
    answer = client_of(cast.bruno).post("/me", {"name": "Bruno B.", "language": "es", "time_zone": "Mars"})
    assert (answer.status_code, 'value="Bruno B."' in answer.text) == (422, True)
    assert 'aria-describedby="f-time_zone-error"' in answer.text
