from typing import Any

from tests.web.asking import GONE, Route
from tests.web.world import World

from tridesk.channels.actions.mail_templates import change_mail_template
from tridesk.channels.types import MailWords
from tridesk.kernel.clock import now


def answer(world: World) -> dict[str, Any]:
    return {"kind": "reply", "language": "es"}


def typed(world: World) -> dict[str, Any]:
    return {"subject": "", "text": "{{ body }}\n\n{{ signature }}", "html": ""}


def changed(world: World) -> dict[str, Any]:
    """The same, once somebody changed it."""
    words = MailWords("", "{{ body }}", "")
    change_mail_template(actor=world.cast.dante, kind="reply", language="es", words=words, now=now())
    return answer(world)


SENT = {"works": 302, "nobody": 302}
NONE = {"malformed": GONE, "broken": {"kind": "poem"}}
ROUTES = [
    Route("mail_templates", sql=2),
    Route("mail_template", values=answer, **NONE, sql=2),
    Route("mail_template", values=answer, data=typed, **SENT, **NONE),
    Route("mail_template_preview", values=answer, **NONE, sql=2),
    Route("mail_template_preview", values=answer, data=typed, **NONE),
    Route("mail_template_try", values=answer, data=typed, **NONE),
    Route("mail_template_restore", values=changed, data=lambda w: {}, **SENT, **NONE),
    Route("mail_template_take_up", values=changed, data=lambda w: {}, **SENT, **NONE),
]
