"""The words of mails of ours."""

from typing import Any

from tridesk.api import shapes_mail as shapes
from tridesk.api.call import Call
from tridesk.api.examples_directory import listed
from tridesk.api.examples_mail import PREVIEW, TEMPLATE, TEMPLATE_BRIEF
from tridesk.api.pages import page_answer
from tridesk.api.routes import Answer, Routes
from tridesk.api.schemas import mail as schemas
from tridesk.channels.actions import mail_templates as actions
from tridesk.channels.queries import in_the_dark, mail_template, mail_templates, placeholders, preview
from tridesk.channels.queries.mail_templates import MailTemplateDetail, hold_mail_template
from tridesk.channels.types import MailWords
from tridesk.identity.types import Scope

routes = Routes("mail-templates", "The words of mails that we send, in each language.")
_ONE: dict[str, Any] = {"scope": Scope.SETTINGS_WRITE, "gives": schemas.MailTemplate, "example": TEMPLATE}
_PATH = "/mail-templates/{kind}/{language}"
_WORDS = {"subject": "{{ subject }}", "text": "We have it: {{ number }}"}


def _shown(detail: MailTemplateDetail) -> dict[str, Any]:
    return shapes.template(detail, placeholders(kind=detail.row.kind))


def _body(call: Call, kind: str, language: str) -> dict[str, Any]:
    return _shown(mail_template(actor=call.actor, kind=kind, language=language))


def _words(body: schemas.TemplateWordsIn) -> MailWords:
    return MailWords(body.subject, body.text, body.html)


@routes.read("/mail-templates", scope=Scope.SETTINGS_READ, gives=schemas.MailTemplates, example=listed(TEMPLATE_BRIEF))
def list_mail_templates(call: Call) -> Answer:
    """Which words of our mails were changed

    Every kind in every language, on one page.
    """
    rows = [shapes.template_brief(row) for row in mail_templates(actor=call.actor)]
    return page_answer(call, rows, newer=None, older=None)


@routes.read(_PATH, scope=Scope.SETTINGS_READ, gives=schemas.MailTemplate, example=TEMPLATE)
def get_mail_template(call: Call, kind: str, language: str) -> Any:
    """The words of one kind of mail in a language"""
    return _body(call, kind, language)


@routes.write(
    "PUT", _PATH, scope=Scope.SETTINGS_WRITE, gives=schemas.ChangedMailTemplate, takes=_WORDS,
    example={**TEMPLATE, "left_out": []},
)  # fmt: skip
def change_mail_template(call: Call, kind: str, language: str, body: schemas.TemplateWordsIn) -> Any:
    """Send mails with these words from now on"""
    call.require_match(lambda: _shown(hold_mail_template(actor=call.actor, kind=kind, language=language)))
    taken = actions.change_mail_template(
        actor=call.actor, kind=kind, language=language, words=_words(body), now=call.now
    )
    return Answer({**_body(call, kind, language), "left_out": list(taken)}, tagged=False)


@routes.write("POST", f"{_PATH}/restore", **_ONE)
def restore_mail_template(call: Call, kind: str, language: str) -> Any:
    """Send the shipped words again

    Your own are put aside, and can be taken up again. Only of words that were ever changed.
    """
    actions.restore_mail_template(actor=call.actor, kind=kind, language=language, now=call.now)
    return _body(call, kind, language)


@routes.write("POST", f"{_PATH}/take-up", **_ONE)
def take_up_mail_template(call: Call, kind: str, language: str) -> Any:
    """Send your own words again that were put aside"""
    actions.take_up_mail_template(actor=call.actor, kind=kind, language=language, now=call.now)
    return _body(call, kind, language)


@routes.write(
    "POST", f"{_PATH}/preview", scope=Scope.SETTINGS_READ, gives=schemas.MailPreview, takes=_WORDS, example=PREVIEW
)
def preview_mail_template(call: Call, kind: str, language: str, body: schemas.MailPreviewIn) -> Any:
    """What a mail with these words would say

    With an example filled in; nothing is kept or sent.
    """
    shown = preview(actor=call.actor, kind=kind, language=language, words=_words(body), full=body.full)
    html = in_the_dark(html=shown.html) if body.dark else shown.html
    return {"subject": shown.subject, "text": shown.text, "html": str(html)}


@routes.write(
    "POST", f"{_PATH}/try", scope=Scope.SETTINGS_WRITE, gives=schemas.MailTried, takes=_WORDS, example={"mailed": True}
)
def try_mail_template(call: Call, kind: str, language: str, body: schemas.TemplateWordsIn) -> Any:
    """Mail these words to yourself

    With an example filled in, saved or not.
    """
    mailed = actions.try_mail_template(actor=call.actor, kind=kind, language=language, words=_words(body), now=call.now)
    return {"mailed": mailed}
