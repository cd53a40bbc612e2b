"""A mailbox signs what it sends: with which key, for whom, and what happens where it cannot."""

import json

import dkim
import pytest
from tests.channels.post import ALICE, HELP, open_post
from tests.infra.mail.signing import rsa_key, signed
from tests.web.asking import client_of

from tridesk.channels.actions.dkim_key import check_dkim_record, remove_dkim_key, set_dkim_key, share_dkim_key
from tridesk.channels.actions.mailboxes import add_mailbox, change_mailbox
from tridesk.channels.errors import MailboxInvalidError, MailboxNotFoundError
from tridesk.channels.kinds.email.signing import signed as signed_by
from tridesk.channels.kinds.email.signing import speaks_for
from tridesk.channels.models import Mailbox
from tridesk.channels.queries import signing_of, signing_trouble_of, unsigned
from tridesk.identity.types import SYSTEM
from tridesk.infra.models import EventRecord
from tridesk.kernel.errors import NotAllowedError

pytestmark = pytest.mark.django_db
PEM = rsa_key().private.decode()
MAIL = f"From: {HELP}\r\nTo: {ALICE}\r\nSubject: Re\r\n\r\nWords.\r\n".encode()


@pytest.fixture
def box(cast, now):
    return open_post(now).mailbox


def give(actor, box, now, *, domain="desk.test", selector="s1", key=PEM):
    set_dkim_key(actor=actor, mailbox_id=box, domain=domain, selector=selector, key=key, now=now)
    return Mailbox.objects.get(pk=box)


def verifies(raw: bytes, value: str) -> bool:
    return bool(dkim.verify(raw, dnsfunc=lambda _name, **_how: value.encode()))


def test_a_key_is_sealed_told_to_the_audit_trail_and_never_shown(box, cast, now):
    found = give(cast.dante, box, now, key="")
    assert "PRIVATE" not in found.dkim_secret
    shown = signing_of(actor=cast.dante, mailbox_id=box)
    assert (shown.name, shown.trouble) == ("s1._domainkey.desk.test", "")
    assert verifies(signed_by(found, MAIL), shown.value)
    line = EventRecord.objects.filter(name="mailbox.changed").latest("id")
    assert json.loads(line.data)["changes"] == {"dkim": ["", "s1._domainkey.desk.test"]}
    pages = [client_of(cast.dante).get(f"/settings/mailboxes/{box}{end}").content.decode() for end in ("", "/signing")]
    assert shown.value in pages[1].replace("&#43;", "+")
    assert not any("PRIVATE" in page or found.dkim_secret in page for page in pages)


@pytest.mark.parametrize(
    ("domain", "address", "speaks"),
    [
        ("desk.test", "help@desk.test", True),
        ("desk.test", "help@eu.desk.test", True),
        ("eu.desk.test", "help@desk.test", False),
        ("xdesk.test", "help@desk.test", False),
        ("esk.test", "help@desk.test", False),
        ("test", "help@desk.test", False),
        ("co.uk", "help@desk.co.uk", False),
        ("xn--bcher-kva.test", "help@bücher.test", True),
        ("", "help@desk.test", False),
    ],
)
def test_who_may_speak_for_an_address(domain, address, speaks):
    assert speaks_for(domain, address) is speaks


@pytest.mark.parametrize(
    ("given", "field", "reason"),
    [
        ({"domain": "evil.test"}, "domain", "other_domain"),
        ({"domain": "test"}, "domain", "no_domain"),
        ({"domain": "desk.test; v=1"}, "domain", "no_domain"),
        ({"selector": "a b"}, "selector", "no_selector"),
        ({"selector": "a;d=evil.test"}, "selector", "no_selector"),
        ({"selector": ""}, "selector", "no_selector"),
        ({"key": "words"}, "key", "no_key"),
    ],
)
def test_what_would_not_count_is_refused_beside_its_field(box, cast, now, given, field, reason):
    with pytest.raises(MailboxInvalidError) as refused:
        give(cast.dante, box, now, **given)
    assert refused.value.values == {"field": field, "reason": reason}
    sent = {"domain": "desk.test", "selector": "s1", "key": PEM, **given}
    answer = client_of(cast.dante).post(f"/settings/mailboxes/{box}/signing", sent)
    assert answer.status_code == 422
    assert not Mailbox.objects.get(pk=box).dkim_secret


def test_only_who_looks_after_mailboxes_may(box, cast, now):
    for actor in (cast.bruno, cast.alice, cast.otto):
        for ask in (
            lambda actor=actor: give(actor, box, now),
            lambda actor=actor: remove_dkim_key(actor=actor, mailbox_id=box, now=now),
            lambda actor=actor: check_dkim_record(actor=actor, mailbox_id=box),
            lambda actor=actor: share_dkim_key(actor=actor, mailbox_id=box, other_id=box, now=now),
            lambda actor=actor: signing_of(actor=actor, mailbox_id=box),
            lambda actor=actor: unsigned(actor=actor),
        ):
            with pytest.raises(NotAllowedError):
                ask()


def test_two_mailboxes_share_a_key_or_have_names_of_their_own(box, cast, now):
    first = give(cast.dante, box, now)
    second = add_mailbox(actor=SYSTEM, values={"address": "sales@eu.desk.test"}, now=now)
    with pytest.raises(MailboxInvalidError, match="selector_taken"):
        give(cast.dante, second, now, key="")
    assert signing_of(actor=cast.dante, mailbox_id=second).others == ((box, HELP),)
    share_dkim_key(actor=cast.dante, mailbox_id=second, other_id=box, now=now)
    assert Mailbox.objects.get(pk=second).dkim_secret == first.dkim_secret
    give(cast.dante, second, now)  # the same key, pasted again
    stranger = add_mailbox(actor=SYSTEM, values={"address": "help@other.test"}, now=now)
    assert signing_of(actor=cast.dante, mailbox_id=stranger).others == ()
    with pytest.raises(MailboxInvalidError, match="other_domain"):
        share_dkim_key(actor=cast.dante, mailbox_id=stranger, other_id=box, now=now)
    page = client_of(cast.dante)
    for other, status in ((str(box), 302), ("x", 404), ("9" * 17, 404), ("9" * 40, 404)):
        assert page.post(f"/settings/mailboxes/{stranger}/signing/share", {"other": other}).status_code == status


def test_a_removed_key_signs_no_more(box, cast, now):
    give(cast.dante, box, now)
    remove_dkim_key(actor=cast.dante, mailbox_id=box, now=now)
    assert signed_by(Mailbox.objects.get(pk=box), MAIL) == MAIL
    with pytest.raises(MailboxNotFoundError):
        check_dkim_record(actor=cast.dante, mailbox_id=box)
    lines = EventRecord.objects.filter(name="mailbox.changed").count()
    remove_dkim_key(actor=cast.dante, mailbox_id=box, now=now)
    assert EventRecord.objects.filter(name="mailbox.changed").count() == lines


def test_a_key_that_cannot_be_used_lets_mail_go_unsigned_and_says_so(box, cast, now, settings):
    found = give(cast.dante, box, now)
    assert unsigned(actor=cast.dante) == []
    settings.SECRET_KEY = "another one"
    assert signed_by(found, MAIL) == MAIL
    assert signing_trouble_of(found) == "secret_lost"
    assert [each.trouble for each in unsigned(actor=cast.dante)] == ["secret_lost"]
    assert check_dkim_record(actor=cast.dante, mailbox_id=box) == "lost"
    page = client_of(cast.dante)
    for end in ("", "/signing"):
        assert "Mails leave unsigned" in page.get(f"/settings/mailboxes/{box}{end}").content.decode()


def test_a_new_address_that_the_domain_does_not_speak_for_lets_mail_go_unsigned(box, cast, now):
    give(cast.dante, box, now)
    change_mailbox(actor=cast.dante, mailbox_id=box, values={"address": "help@other.test"}, now=now)
    found = Mailbox.objects.get(pk=box)
    assert signed_by(found, MAIL) == MAIL
    assert signing_trouble_of(found) == "other_domain"


def test_a_mailbox_without_a_key_and_no_mailbox_send_as_before(box):
    assert signed_by(Mailbox.objects.get(pk=box), MAIL) == MAIL
    assert signed_by(None, MAIL) == MAIL


def test_the_record_is_looked_up(box, cast, now, settings, name_server, monkeypatch):
    def says(records) -> str:
        name_server.publish(records)
        return str(check_dkim_record(actor=cast.dante, mailbox_id=box))

    settings.CONFIG = type(settings.CONFIG)({**settings.CONFIG.values, "DNS": (name_server.address,)})
    give(cast.dante, box, now)
    shown = signing_of(actor=cast.dante, mailbox_id=box)
    assert says({}) == "nothing"
    assert says({shown.name: shown.value}) == "ours"  # at once, although it was not there a moment ago
    answer = client_of(cast.dante).post(f"/settings/mailboxes/{box}/signing/check").content.decode()
    assert "it is right" in answer
    assert says({shown.name: "v=DKIM1; k=rsa; p=AAAA"}) == "other"
    settings.CONFIG = type(settings.CONFIG)({**settings.CONFIG.values, "DNS": (name_server.silent,)})
    monkeypatch.setattr("tridesk.infra.dns.PROBE_SECONDS", 0.05)
    monkeypatch.setattr("tridesk.channels.actions.dkim_key._SECONDS", 0.05)
    assert check_dkim_record(actor=cast.dante, mailbox_id=box) == "unanswered"


def test_signing_over_another_signature_keeps_both(box, cast, now):
    found = give(cast.dante, box, now)
    raw = signed_by(found, signed(MAIL, "desk.test"))
    assert raw.count(b"DKIM-Signature:") == 2
    assert verifies(raw, rsa_key().record)
