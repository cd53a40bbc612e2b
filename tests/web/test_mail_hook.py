"""Mail that a provider posts: raw or in a form, stored before 200 is answered, once however often it comes."""

import io
import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from tests.web.asking import client_of
from tests.web.world import World

from tridesk.channels.actions.mailboxes import change_mailbox
from tridesk.channels.models import InboundMail
from tridesk.identity.types import SYSTEM
from tridesk.infra import files
from tridesk.kernel.clock import now
from tridesk.kernel.ids import MailboxId
from tridesk.web import posted_mail
from tridesk.web.views import hooks

HEAD = "From: alice@acme.test\r\nSubject: Olá & +100%\r\nMessage-ID: <1@acme.test>\r\n\r\n"
RAW = HEAD.encode() + b"--x\r\nna\xefve\0\r\n"
WORDS = "application/x-www-form-urlencoded"
LINE = "multipart/form-data; boundary=xYzZY"
pytestmark = pytest.mark.django_db


def form(*fields: tuple[str, bytes], boundary: bytes = b"xYzZY") -> bytes:
    head = b'--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
    parts = [head % (boundary, name.encode(), value) for name, value in fields]
    return b"".join(parts) + b"--%s--\r\n" % boundary


@pytest.fixture
def address(world: World) -> str:
    page = client_of(world.cast.dante).post(f"/settings/mailboxes/{world.mailbox}/hook").text
    found = re.search(r"<code>[^<]*(/hooks/mail/[\w-]{43}-mime)</code>", page)
    assert found is not None
    return found[1]


def post(address: str, body: bytes, kind: str, **more: Any) -> Any:
    return Client(enforce_csrf_checks=True).post(address, body, content_type=kind, **more)


def stored() -> list[bytes]:
    return [files.read(mail.file) for mail in InboundMail.objects.order_by("id") if mail.source.startswith("hook:")]


WAYS = {
    "raw": (RAW, "message/rfc822"),
    "Mailgun": (form(("recipient", b"help@desk.test"), ("body-mime", RAW)), LINE),
    "Mailgun without files": (urlencode([("sender", "a@b"), ("body-mime", RAW)]).encode(), WORDS),
    "SendGrid": (form(("to", b"x"), ("email", RAW), ("charsets", b"{}")), 'Multipart/Form-Data; boundary="xYzZY"'),
    "a script": (form(("message", RAW)), LINE),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_bytes_are_stored_as_they_came_and_once(world: World, address: str, way: str) -> None:
    body, kind = WAYS[way]
    assert [post(address, body, kind).status_code for _ in range(2)] == [200, 200]
    assert stored() == [RAW]
    assert InboundMail.objects.get(source__startswith="hook:").mailbox_id == world.mailbox


@pytest.mark.parametrize(
    ("body", "kind", "reason"),
    [
        (b"", "message/rfc822", "empty"),
        (RAW, "text/plain", "Post message/rfc822"),
        (RAW, "", "Post message/rfc822"),
        (form(("body-plain", b"x")), LINE, "no raw mail"),
        (form(("email", b"")), LINE, "no raw mail"),
        (form(("email", RAW))[:-20], LINE, "no raw mail"),
        (form(("email", RAW)), "multipart/form-data", "boundary"),
        (b"sender=a", WORDS, "no raw mail"),
        (b"email=", WORDS, "no raw mail"),
    ],
)
def test_what_holds_no_mail_is_refused_with_a_reason(address: str, body: bytes, kind: str, reason: str) -> None:
    answer = post(address, body, kind)
    assert (answer.status_code, reason in answer.text, stored()) == (400, True, [])


def test_half_a_mail_is_nobodys(address: str) -> None:
    whole = {"CONTENT_LENGTH": str(len(RAW) + 10), "wsgi.input": io.BytesIO(RAW)}
    assert Client().generic("POST", address, RAW, "message/rfc822", **whole).status_code == 400  # type: ignore[arg-type]
    assert stored() == []


def test_too_large_is_said(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(settings.CONFIG.values, "MAX_MAIL_MB", 1)
    assert post(address, b"Subject: x\r\n\r\n" + b"x" * 1_000_000, "message/rfc822").status_code == 413
    assert stored() == []


def test_a_wrong_token_and_an_ended_one_are_not_there(world: World, address: str) -> None:
    assert post("/hooks/mail/wrong", RAW, "message/rfc822").status_code == 404
    assert client_of(world.cast.dante).post(f"/settings/mailboxes/{world.mailbox}/hook/end").status_code == 302
    assert post(address, RAW, "message/rfc822").status_code == 404
    assert stored() == []


def test_a_mailbox_that_is_off_wants_it_later(world: World, address: str) -> None:
    change_mailbox(actor=SYSTEM, mailbox_id=MailboxId(world.mailbox), values={"is_active": False}, now=now())
    assert post(address, RAW, "message/rfc822").status_code == 503
    assert stored() == []


def test_what_cannot_be_stored_is_not_answered_well(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(hooks, "take_posted", full)
    client = Client(raise_request_exception=False)
    assert client.post(address, RAW, content_type="message/rfc822").status_code == 500


def test_no_session_is_made_and_the_address_is_shown_once(world: World, address: str) -> None:
    assert not post(address, RAW, "message/rfc822").cookies
    assert Client().get(address).status_code == 405
    assert address not in client_of(world.cast.dante).get(f"/settings/mailboxes/{world.mailbox}").text


@given(
    raw=st.binary(min_size=1).filter(lambda raw: b"\r\n--xYzZY" not in b"\r\n" + raw),
    name=st.sampled_from(["email", "message"]),
)
def test_any_bytes_come_out_of_a_form_as_they_were(tmp_path_factory: Any, raw: bytes, name: str) -> None:
    path = tmp_path_factory.getbasetemp() / "form"
    path.write_bytes(form(("to", b"x"), (name, raw)))
    with path.open("rb") as body:
        assert posted_mail.mail_in(body, LINE) == raw
