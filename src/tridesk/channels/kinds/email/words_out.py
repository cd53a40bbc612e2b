"""The shipped words of outgoing mails. Their templates are filled with placeholders once for each language: what an
administrator starts from and what is sent without a change are the same words, from the same translated sentences."""

import re
from collections.abc import Sequence
from functools import cache

from django.utils import translation
from django.utils.html import escape, urlize
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from tridesk.channels.kinds.email.placeholders import NAMES, NOTHING, Value

_PARAGRAPHS = re.compile(r"(?:[ \t]*\r?\n){2,}")
SUBJECTS = {
    "acknowledgement": "Re: {{ subject }} [{{ number }}]",
    "reply": "Re: {{ subject }} [{{ number }}]",
    "notice": "{{ subject }}",
}


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("tridesk.channels.kinds.email", "templates"),
        autoescape=lambda name: bool(name and ".html" in name),  # noqa: S701 - the text parts are no HTML
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext, translation.ngettext, newstyle=True
    )
    return environment


def shipped_pieces(kind: str, language: str) -> tuple[str, str, str]:
    """Subject, text and HTML of a kind of mail as templates for the small renderer."""
    values = {name: f"{{{{ {name} }}}}" for name in NAMES[kind]}
    with translation.override(language):
        text, html = (
            _environment().get_template(f"{kind}.{form}.jinja").render(values).strip() for form in ("txt", "html")
        )
    return SUBJECTS[kind], text, html


def framed(content: Markup, *, subject: str, language: str) -> str:
    """The whole HTML page around a mail's content."""
    page = _environment().get_template("frame.html.jinja")
    return page.render(content=content, subject=subject, language=language)


def as_html(text: str) -> Markup:
    """Plain text as paragraphs, with its links."""
    paragraph = Markup('<p style="margin:0 0 14px">{}</p>')
    made = [paragraph.format(_broken(each)) for each in _PARAGRAPHS.split(text.strip("\r\n")) if each.strip()]
    return Markup("\n").join(made)


def _broken(text: str) -> Markup:
    return Markup(urlize(str(escape(text))).replace("\n", "<br>\n"))  # noqa: S704 - escaped


def safe_html(html: str, text: str) -> Markup:
    """A message's own HTML, else its text as HTML."""
    return Markup(html) if html else as_html(text)  # noqa: S704 - cleaned when it came in


def linking(address: str) -> Value:
    """An address, in HTML as a link."""
    return Value(
        address, Markup('<a href="{0}" style="color:#1a4a9c">{0}</a>').format(address) if address else Markup()
    )


def file_list(files: Sequence[tuple[str, str, str]]) -> Value:
    """Files that wait elsewhere, a line for each: name, size in words, and a link, which may be empty."""
    page = Markup("<br>– {} ({})")
    linked = Markup('<a href="{}" style="color:#1a4a9c">{}</a>')
    return Value(
        "".join(f"\n- {name} ({size}){': ' if link else ''}{link}" for name, size, link in files),
        Markup().join(page.format(linked.format(link, name) if link else name, size) for name, size, link in files),
    )


def signed(signature: str) -> Value:
    """A signature under the line that mail programs know it by (RFC 3676 section 4.3)."""
    if not signature.strip():
        return NOTHING
    return Value(f"-- \n{signature.strip()}", Markup("-- <br>\n{}").format(_broken(signature.strip())))


def quoted(said: str, text: str, html: Markup) -> Value:
    """What was written before, marked as mail programs mark it; `said`: who wrote it and when."""
    lines = "\n".join(f"> {line}" for line in text.splitlines())
    page = Markup(
        '<p style="margin:0 0 8px">{}</p>\n<blockquote type="cite" style="margin:0;padding-left:12px;'
        'border-left:2px solid #d9e2ec">{}</blockquote>'
    )
    return Value(f"{said}\n{lines}", page.format(said, html))
