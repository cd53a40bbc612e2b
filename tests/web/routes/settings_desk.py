from typing import Any

from tests.infra.mail.signing import rsa_key
from tests.web.asking import GONE, Route
from tests.web.world import World

from tridesk.channels.actions.dkim_key import set_dkim_key
from tridesk.channels.actions.mail_hooks import make_hook
from tridesk.channels.actions.mailboxes import add_mailbox
from tridesk.channels.models import Mailbox
from tridesk.kernel.clock import now
from tridesk.kernel.ids import MailboxId


def serial(world: World) -> dict[str, Any]:
    return {"field_id": world.field}


def mailbox(world: World) -> dict[str, Any]:
    return {"mailbox_id": world.mailbox}


def hook(world: World) -> dict[str, Any]:
    return {"token": make_hook(actor=world.cast.dante, mailbox_id=MailboxId(world.mailbox), now=now())}


def signing(world: World) -> dict[str, Any]:
    """A mailbox that has a key."""
    pk = MailboxId(world.mailbox)
    set_dkim_key(actor=world.cast.dante, mailbox_id=pk, domain="desk.test", selector="s1", key=pasted(), now=now())
    return mailbox(world)


def locked(world: World) -> dict[str, Any]:
    """One whose key cannot be unsealed, so that no name server is asked for it."""
    values = signing(world)
    Mailbox.objects.filter(pk=world.mailbox).update(dkim_secret="sealed by somebody else")
    return values


def signer(world: World) -> dict[str, Any]:
    """Another mailbox that has one."""
    pk = add_mailbox(actor=world.cast.dante, values={"address": "signs@desk.test"}, now=now())
    set_dkim_key(actor=world.cast.dante, mailbox_id=pk, domain="desk.test", selector="s2", key=pasted(), now=now())
    return {"other": str(pk)}


def pasted() -> str:
    return rsa_key().private.decode()


def mail(world: World) -> dict[str, Any]:
    return {"mail_id": world.mail}


def ours(world: World) -> dict[str, Any]:
    return {"ours_id": world.failed}


def job(world: World) -> dict[str, Any]:
    return {"job_id": world.job}


def box(world: World) -> dict[str, Any]:
    servers = {
        "fetch_by": "imap",
        "sign_in": "password",
        "fetch_port": 993,
        "fetch_security": "tls",
        "folder": "INBOX",
        "after_reading": "keep",
        "smtp_port": 465,
        "largest_mb": 20,
        "per_minute": 0,
        "smtp_security": "tls",
    }
    return {"address": "support@desk.test", **servers}


def provider(world: World) -> dict[str, Any]:
    return {"provider": "google", "client_id": "desk", "client_secret": "hush"}


SENT = {"works": 302, "nobody": 302}
ROUTES = [
    Route("settings", read_only=200, sql=1),
    Route("settings", query="?q=mail", read_only=200, sql=1),
    Route("fields", sql=2),
    Route("field_new", sql=1),
    Route("field_new", data=lambda w: {"name_en": "Room", "kind": "text", "position": 1}, **SENT),
    Route("field", values=serial, malformed=GONE, sql=2),
    Route("field", values=serial, data=lambda w: {"name_en": "Serial number", "position": 1}, **SENT, malformed=GONE),
    Route("mailboxes", sql=2),
    Route("mailbox_new", sql=2),
    Route("mailbox_new", data=box, **SENT),
    Route("mailbox", values=mailbox, malformed=GONE, sql=3),
    Route("mailbox", values=mailbox, data=box, **SENT, malformed=GONE),
    Route("mailbox_try", values=mailbox, data=lambda w: {}, malformed=GONE),
    Route("mailbox_provider", values=mailbox, data=provider, **SENT, malformed=GONE),
    Route("mailbox_connect", values=mailbox, data=lambda w: {}, **SENT, malformed=GONE),
    Route("mailbox_consented", query="?code=x&state=forged", works=302),
    Route("mailbox_disconnect", values=mailbox, data=lambda w: {}, **SENT, malformed=GONE),
    Route("mailbox_hook", values=mailbox, data=lambda w: {}, malformed=GONE),
    Route("mailbox_hook_end", values=mailbox, data=lambda w: {}, **SENT, malformed=GONE),
    Route(
        "mail_hook",
        values=hook,
        data=lambda w: {"message": "Subject: x\n\nwords"},
        may="nobody",
        outsider=200,
        read_only=200,
        nobody=200,
        malformed=404,
        broken={"token": "wrong"},
    ),
    Route("mailbox_dkim", values=mailbox, malformed=GONE, sql=3),
    Route(
        "mailbox_dkim",
        values=mailbox,
        data=lambda w: {"domain": "desk.test", "selector": "s1", "key": pasted()},
        **SENT,
        malformed=GONE,
    ),
    Route("mailbox_dkim_share", values=mailbox, data=signer, **SENT, malformed=GONE),
    Route("mailbox_dkim_check", values=locked, data=lambda w: {}, malformed=GONE),
    Route("mailbox_dkim_remove", values=signing, data=lambda w: {}, **SENT, malformed=GONE),
    Route("mailbox_remove", values=mailbox, data=lambda w: {}, **SENT, malformed=GONE),
    Route("mail_log", sql=2),
    Route("mail_log", query="?show=recorded", sql=2),
    Route("mail_log", query="?show=in&q=alice@acme.test", sql=2),
    Route("mail_log", query="?show=failed&q=TD-1", sql=2),
    Route("mail_log", query="?show=nothing&q=%00", sql=2),
    Route("mail_log", query="?cursor=forged", works=400),
    Route("mail_in", values=mail, malformed=GONE, sql=4),
    Route("mail_in_raw", values=mail, malformed=GONE, sql=3),
    Route("mail_in_again", values=mail, data=lambda w: {}, **SENT, malformed=GONE),
    Route("mail_in_discard", values=mail, data=lambda w: {}, **SENT, malformed=GONE),
    Route("mail_in_ticket", values=mail, data=lambda w: {}, **SENT, malformed=GONE),
    Route("mail_out", values=ours, malformed=GONE, sql=2),
    Route("mail_out_again", values=ours, data=lambda w: {}, **SENT, malformed=GONE),
    Route("trouble", sql=5),
    Route("bell", nobody=204, sql=5),
    Route("parked_jobs", sql=3),
    Route("parked_job_again", values=job, data=lambda w: {}, **SENT),
    Route("parked_job_let_go", values=job, data=lambda w: {}, **SENT),
    Route("audit", sql=10),
    Route("audit", query="?name=person.added&stream=person:1", sql=3),
    Route("audit", query="?cursor=forged", works=400),
]
