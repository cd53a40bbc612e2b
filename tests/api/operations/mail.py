from collections.abc import Mapping
from typing import Any

from tests.api.asking import Operation
from tests.web.world import World

from tridesk.api.ids import Kind, told


def mailbox(world: World) -> Mapping[str, Any]:
    return {"id": told(Kind.MAILBOX, world.mailbox)}


def parked(world: World) -> Mapping[str, Any]:
    return {"id": told(Kind.MAIL, world.mail)}


def failed(world: World) -> Mapping[str, Any]:
    return {"id": told(Kind.MAIL_OUT, world.failed)}


def job(world: World) -> Mapping[str, Any]:
    return {"id": told(Kind.JOB, world.job)}


def receipt(world: World) -> Mapping[str, Any]:
    return {"kind": "acknowledgement", "language": "en"}


def words(world: World) -> Mapping[str, Any]:
    from tridesk.channels.kinds.email.mail_words import shipped

    text = shipped("acknowledgement", "en").text
    return {"text": f"Thank you.\n\n{text}"}


def new(world: World) -> Mapping[str, Any]:
    return {"address": "sales@desk.test", "smtp_host": "smtp.desk.test", "smtp_password": "secret", "team": None}


def signature(world: World) -> Mapping[str, Any]:
    return {"signature": "Your desk", "active": False}


def key(world: World) -> Mapping[str, Any]:
    return {"domain": "desk.test", "selector": "one"}


def google(world: World) -> Mapping[str, Any]:
    return {"provider": "google", "client_id": "us", "client_secret": "secret"}


def another(world: World) -> Mapping[str, Any]:
    return {"mailbox": told(Kind.MAILBOX, world.mailbox)}


_BOX = "/mailboxes/{id}"
_WORDS = "/mail-templates/{kind}/{language}"
OPERATIONS = (
    Operation("list_mailboxes", "GET", "/mailboxes", sql=2),
    Operation("get_mailbox", "GET", _BOX, ids=mailbox, malformed=404, sql=2),
    Operation("create_mailbox", "POST", "/mailboxes", body=new, works=201),
    Operation("change_mailbox", "PATCH", _BOX, ids=mailbox, body=signature, malformed=404),
    Operation("remove_mailbox", "DELETE", _BOX, ids=mailbox, works=204, malformed=404),
    Operation("try_mailbox", "POST", f"{_BOX}/try", ids=mailbox, malformed=404),
    Operation("make_mailbox_hook", "POST", f"{_BOX}/hook", ids=mailbox, works=201, malformed=404),
    Operation("revoke_mailbox_hook", "DELETE", f"{_BOX}/hook", ids=mailbox, malformed=404),
    Operation("get_dkim", "GET", f"{_BOX}/dkim", ids=mailbox, malformed=404, sql=3),
    Operation("set_dkim", "PUT", f"{_BOX}/dkim", ids=mailbox, body=key, malformed=404),
    Operation(
        "share_dkim", "POST", f"{_BOX}/dkim/share", ids=mailbox, body=another, works=404, malformed=404
    ),
    Operation("remove_dkim", "DELETE", f"{_BOX}/dkim", ids=mailbox, malformed=404),
    Operation("check_dkim", "POST", f"{_BOX}/dkim/check", ids=mailbox, works=404, malformed=404),
    Operation("set_grant", "PUT", f"{_BOX}/grant", ids=mailbox, body=google, malformed=404),
    Operation("remove_grant", "DELETE", f"{_BOX}/grant", ids=mailbox, malformed=404),
    Operation("list_mail_templates", "GET", "/mail-templates", sql=2),
    Operation("get_mail_template", "GET", _WORDS, ids=receipt, malformed=404, sql=2),
    Operation("change_mail_template", "PUT", _WORDS, ids=receipt, body=words, malformed=404),
    Operation("restore_mail_template", "POST", f"{_WORDS}/restore", ids=receipt, works=404, malformed=404),
    Operation("take_up_mail_template", "POST", f"{_WORDS}/take-up", ids=receipt, works=404, malformed=404),
    Operation("preview_mail_template", "POST", f"{_WORDS}/preview", ids=receipt, body=words, malformed=404),
    Operation("try_mail_template", "POST", f"{_WORDS}/try", ids=receipt, body=words, malformed=404),
    Operation("list_incoming_mail", "GET", "/mail/incoming", sql=2),
    Operation("list_incoming_mail", "GET", "/mail/incoming", query="?show=parked&address=a@acme.test&limit=1"),
    Operation("get_incoming_mail", "GET", "/mail/incoming/{id}", ids=parked, malformed=404, sql=4),
    Operation("get_raw_mail", "GET", "/mail/incoming/{id}/raw", ids=parked, malformed=404),
    Operation("take_mail_in_again", "POST", "/mail/incoming/{id}/again", ids=parked, malformed=404),
    Operation("set_mail_aside", "POST", "/mail/incoming/{id}/set-aside", ids=parked, malformed=404),
    Operation("make_ticket_of_mail", "POST", "/mail/incoming/{id}/ticket", ids=parked, works=201, malformed=404),
    Operation("list_outgoing_mail", "GET", "/mail/outgoing", query="?show=failed", sql=2),
    Operation("get_outgoing_mail", "GET", "/mail/outgoing/{id}", ids=failed, malformed=404, sql=2),
    Operation("send_mail_again", "POST", "/mail/outgoing/{id}/again", ids=failed, malformed=404),
    Operation("list_audit", "GET", "/audit", sql=3),
    Operation(
        "list_audit", "GET", "/audit",
        query="?event=team.added&since=2020-01-01T00:00:00Z&until=2030-01-01T00:00:00%2B02:00",
    ),
    Operation("list_audit", "GET", "/audit", query="?about=pe_forged", works=422, outsider=422, read_only=422),
    Operation(
        "list_audit", "GET", "/audit", query="?since=0001-01-01T00:00:00%2B14:00", works=422, outsider=422,
        read_only=422,
    ),
    Operation("list_jobs", "GET", "/jobs", sql=2),
    Operation("run_job_again", "POST", "/jobs/{id}/again", ids=job, malformed=404),
    Operation("discard_job", "POST", "/jobs/{id}/discard", ids=job, malformed=404),
    Operation("get_health", "GET", "/health", sql=5),
)  # fmt: skip
