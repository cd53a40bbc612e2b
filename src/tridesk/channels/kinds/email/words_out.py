"""The words of outgoing mails: templates filled in the reader's language."""

from functools import cache
from typing import Any

from django.utils import translation
from django.utils.html import escape, linebreaks, urlize
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup


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


def fill(template: str, language: str, **values: Any) -> tuple[str, str]:
    """Text and HTML of a template (`reply`, `acknowledgement`, `notice`) in a language."""
    with translation.override(language):
        text = _environment().get_template(f"{template}.txt.jinja").render(language=language, **values)
        html = _environment().get_template(f"{template}.html.jinja").render(language=language, **values)
    return text.strip() + "\n", html


def as_html(text: str) -> Markup:
    """Plain text as paragraphs, with its links."""
    return Markup(linebreaks(urlize(str(escape(text)), nofollow=True, autoescape=False)))  # noqa: S704 - escaped above
