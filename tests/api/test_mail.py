"""Mailboxes, mail, the audit trail and parked work, as programs look after them."""

import re
from typing import Any

import pytest
from tests.api.asking import caller
from tests.api.test_directory import sent
from tests.cast import person
from tests.web.world import World

from tridesk.api.ids import Kind, told
from tridesk.channels.kinds.email.mail_words import shipped
from tridesk.infra.public_ids import number_of

pytestmark = pytest.mark.django_db


def box(world: World) -> str:
    return f"/mailboxes/{told(Kind.MAILBOX, world.mailbox)}"


def test_passwords_go_in_and_never_out(world: World) -> None:
    dante = caller(world.cast.dante)
    values = {"fetch_password": "secret-1", "smtp_password": "secret-2", "fetch_host": "imap.desk.test"}
    changed = sent(dante, "patch", box(world), values)
    key = sent(dante, "put", f"{box(world)}/dkim", {"domain": "desk.test", "selector": "one"})
    grant = sent(dante, "put", f"{box(world)}/grant", {"provider": "google", "client_id": "us", "client_secret": "s-3"})

    assert changed.json()["has_fetch_password"] is changed.json()["has_smtp_password"] is True
    assert key.json()["value"].startswith("v=DKIM1")
    assert grant.json()["grant"] | {"state": "known", "provider": "google"} == grant.json()["grant"]
    told_all = b"".join(
        sent(dante, "get", path).content for path in (box(world), f"{box(world)}/dkim", "/mailboxes", "/audit")
    )
    for each in (changed.content, key.content, grant.content, told_all):
        assert not re.search(rb"secret-|s-3|PRIVATE|(fetch|smtp|dkim|refresh|access)_secret|digest", each)


def test_an_address_to_post_to_is_told_once(world: World) -> None:
    dante = caller(world.cast.dante)
    address = sent(dante, "post", f"{box(world)}/hook").json()["address"]
    shown = sent(dante, "get", box(world))
    assert address.endswith("-mime")
    assert shown.json()["hook_made_at"] is not None
    assert address.rpartition("/")[2].encode() not in shown.content
    assert sent(dante, "delete", f"{box(world)}/hook").json()["hook_made_at"] is None


def test_what_is_wrong_with_a_mailbox_is_said_with_what_to_do(world: World, now: Any) -> None:
    from tridesk.channels.models import Mailbox

    Mailbox.objects.update(failing_since=now, error_reason="login_refused", error="535 no")
    dante = caller(world.cast.dante)
    state = sent(dante, "get", box(world)).json()["state"]
    health = sent(dante, "get", "/health").json()

    assert (state["state"], state["reason"], state["said"]) == ("failing", "login_refused", "535 no")
    assert "password" in state["problem"]
    assert "half an hour" in state["pace"]
    assert health["healthy"] is False
    assert {row["code"] for row in health["troubles"]} >= {"mailbox_failing", "jobs_parked", "mails_parked"}
    assert told(Kind.MAILBOX, world.mailbox) in {row["mailbox"] for row in health["troubles"]}


@pytest.mark.parametrize(
    "body",
    [
        {"sender_name": "Desk\r\nBcc: all@desk.test"},
        {"fetch_port": 70_000},
        {"after_reading": "move", "move_to": ""},
        {"language": "xx"},
        {"folder": ""},
        {"team": "te_forged"},
        {"address": "none"},
        {"smtp_secret": "x"},
        {"signature": "a\0b"},
        {"active": None},
    ],
)
def test_what_no_mailbox_can_be_is_refused(body: dict[str, Any], world: World) -> None:
    assert sent(caller(world.cast.dante), "patch", box(world), body).status_code == 422


def test_words_that_somebody_changed_meanwhile_are_not_overwritten(world: World) -> None:
    dante, path = caller(world.cast.dante), "/mail-templates/acknowledgement/en"
    text = shipped("acknowledgement", "en").text
    seen = sent(dante, "get", path).headers["ETag"]
    assert sent(dante, "put", path, {"text": f"First. {text}"}).status_code == 200
    assert sent(dante, "put", path, {"text": f"Second. {text}"}, if_match=seen).status_code == 412
    assert sent(dante, "post", f"{path}/restore").json()["aside"]["text"] == f"First. {text}"
    assert sent(dante, "post", f"{path}/take-up").json()["words"]["text"] == f"First. {text}"


def test_a_preview_is_filled_in_and_kept_nowhere(world: World) -> None:
    dante, path = caller(world.cast.dante), "/mail-templates/acknowledgement/en"
    text = shipped("acknowledgement", "en").text
    shown = sent(dante, "post", f"{path}/preview", {"text": f"Hello there. {text}", "dark": True}).json()
    assert "Hello there." in shown["text"]
    assert "{{" not in shown["text"] + shown["html"]
    assert sent(dante, "get", path).json()["changed_at"] is None
    broken = sent(dante, "post", f"{path}/preview", {"text": "{{ nothing }}"})
    assert (broken.status_code, broken.json()["errors"][0]["field"]) == (422, "text")


def test_a_mail_is_given_as_it_came(world: World) -> None:
    raw = sent(caller(world.cast.dante), "get", f"/mail/incoming/{told(Kind.MAIL, world.mail)}/raw")
    assert b"".join(raw.streaming_content) == b"Subject: strange\r\n\r\nbroken"
    assert raw.headers["Content-Type"] == "application/octet-stream"
    assert raw.headers["Content-Disposition"].startswith("attachment")
    assert raw.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_a_parked_mail_becomes_a_ticket_once(world: World) -> None:
    dante, path = caller(world.cast.dante), f"/mail/incoming/{told(Kind.MAIL, world.mail)}"
    before = sent(dante, "get", path).json()
    made = sent(dante, "post", f"{path}/ticket")
    assert (before["state"], before["headers"]) == ("parked", [{"name": "Subject", "value": "strange"}])
    assert made.status_code == 201
    assert sent(dante, "get", path).json()["ticket"] == made.json()["ticket"]
    assert sent(dante, "post", f"{path}/ticket").status_code == 404
    found = sent(dante, "get", f"/mail/incoming?ticket={made.json()['ticket']}").json()["items"]
    assert [row["id"] for row in found] == [told(Kind.MAIL, world.mail)]


def test_a_failed_mail_is_sent_again(world: World) -> None:
    dante, path = caller(world.cast.dante), f"/mail/outgoing/{told(Kind.MAIL_OUT, world.failed)}"
    assert sent(dante, "get", "/mail/outgoing?show=failed").json()["items"][0]["words"].startswith("It failed")
    assert sent(dante, "post", f"{path}/again").json()["state"] == "queued"
    assert sent(dante, "get", "/mail/outgoing?show=failed").json()["items"] == []


def test_the_audit_trail_names_things_by_their_ids_alone(world: World) -> None:
    dante, alice = caller(world.cast.dante), told(Kind.PERSON, person(world.cast.alice))
    sent(dante, "patch", f"/people/{alice}", {"title": "Head"})
    line = sent(dante, "get", f"/audit?about={alice}&event=person.changed").json()["items"][0]
    assert (line["about"], line["by"]["name"]) == (alice, "Dante Dias")
    assert line["data"]["changes"] == {"title": {"before": None, "after": "Head"}}

    rows = sent(dante, "get", "/audit?limit=200").json()["items"]
    numbers = [value for row in rows for value in row["data"].values() if isinstance(value, int)]
    assert [value for value in numbers if not isinstance(value, bool)] == []
    assert sent(dante, "get", "/audit?until=2001-01-01T00:00:00Z").json()["items"] == []


def test_the_audit_trail_is_walked_to_its_end(world: World) -> None:
    dante, seen, path = caller(world.cast.dante), [], "/audit?limit=7"
    while path:
        page = sent(dante, "get", path).json()
        seen += [number_of("ev", row["id"]) for row in page["items"]]
        path = f"/audit?limit=7&cursor={page['next']}" if page["next"] else ""
    assert seen == sorted(set(seen), reverse=True)
    assert len(seen) > 14


def test_parked_work_is_given_up_once(world: World) -> None:
    dante, path = caller(world.cast.dante), f"/jobs/{told(Kind.JOB, world.job)}/discard"
    assert sent(dante, "get", "/jobs").json()["items"][0]["error"] == "Boom"
    assert sent(dante, "post", path).json() == {"done": True}
    assert sent(dante, "post", path).json() == {"done": False}
