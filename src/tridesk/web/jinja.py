"""Templates: one Jinja environment a language, its texts translated when a template is compiled.

A page with 230 texts pays for none of them when it is rendered: `{{ _("Save") }}` has become part of the text
around it, `{{ _("Hello %(name)s", name=name) }}` a constant that is filled.
"""

from collections.abc import Callable, MutableMapping
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, cast

import jinja2
from babel.numbers import format_decimal
from babel.units import format_unit
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, trans_real
from jinja2 import nodes
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from tridesk.kernel import clock
from tridesk.web import words
from tridesk.web.addresses import static, url, with_query
from tridesk.web.assets import icon_markup, static_asset
from tridesk.web.plain import paragraphs
from tridesk.wording.moments import moments

EXTENSIONS = ("jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols")


def environment(**options: Any) -> "Languages":
    """What Django's Jinja backend asks for; it hands over the loader."""
    return Languages(loader=options["loader"], auto_reload=options.get("auto_reload", False))


class Languages:
    """Gives the template of the language that is active. Looks like an environment to Django's backend."""

    def __init__(self, *, loader: jinja2.BaseLoader, auto_reload: bool) -> None:
        self._one = {code: OneLanguage(code, loader=loader, auto_reload=auto_reload) for code, _ in settings.LANGUAGES}

    def active(self) -> "OneLanguage":
        return self._one.get(get_language() or "") or self._one[settings.LANGUAGE_CODE]

    def get_template(self, name: str) -> jinja2.Template:
        return self.active().get_template(name)

    def from_string(self, source: str) -> jinja2.Template:
        return self.active().from_string(source)


class OnePart(jinja2.Template):
    """A template. Imported without context it is run once: what it draws by itself then serves every page."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:  # noqa: ARG002
        # Jinja would compare the globals of both sides at each import; here all templates have the same.
        if self.environment.auto_reload:  # somebody works on the templates: draw anew
            self._module = None
        return super()._get_default_module()


class OneLanguage(jinja2.Environment):
    """An environment whose compiler knows the language. Templates ending in .txt are not escaped."""

    template_class = OnePart

    def __init__(self, language: str, *, loader: jinja2.BaseLoader, auto_reload: bool) -> None:
        super().__init__(
            loader=loader,
            auto_reload=auto_reload,
            autoescape=_is_html,
            undefined=jinja2.StrictUndefined,
            extensions=EXTENSIONS,
            cache_size=-1,  # all of them: they are ours and few, and Jinja's bounded cache keeps an order at each look
        )
        self.catalogue = cast("Catalogue", trans_real.translation(language))
        self.language = language
        self.policies["ext.i18n.trimmed"] = True
        self.newstyle_gettext = True  # of the i18n extension
        self.globals.update(_texts(self.catalogue) | GLOBALS)
        self.filters.update(_filters(language))

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        return cast("nodes.Template", _Translating(self, html=_is_html(name)).visit(tree))


def _is_html(name: str | None) -> bool:
    return not (name and name.endswith(".txt"))


class Catalogue:
    """What we use of Django's translation object; for types only."""

    gettext: Callable[[str], str]
    ngettext: Callable[[str, str, int], str]


class _Translating(NodeTransformer):
    """Replaces calls of gettext and its sisters with constants. Our own texts are safe HTML, what fills them is not."""

    def __init__(self, environment: OneLanguage, *, html: bool) -> None:
        self.environment = environment
        self.literal: type[str] = Markup if html else str

    def visit_Call(self, node: nodes.Call, *args: Any, **kwargs: Any) -> nodes.Node:  # noqa: N802 - jinja's name
        self.generic_visit(node, *args, **kwargs)
        constants = [each.value for each in node.args if isinstance(each, nodes.Const)]
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        if node.dyn_args or node.dyn_kwargs:
            return node
        if name in {"_", "gettext"} and len(node.args) == len(constants) == 1:
            return self._filled(node, self.environment.catalogue.gettext(constants[0]))
        if name == "pgettext" and len(node.args) == len(constants) == 2:
            return self._filled(node, in_context(self.environment.catalogue, *constants))
        if name == "ngettext" and len(node.args) == 3 and len(constants) >= 2:
            literals = [cast("nodes.Expr", self._new(nodes.Const(self.literal(text)), node)) for text in constants[:2]]
            node.args[:2] = literals
        return node

    def _filled(self, node: nodes.Call, text: str) -> nodes.Node:
        if not node.kwargs:
            return self._new(nodes.Const(self.literal(text) % {}), node)
        pairs = [nodes.Pair(nodes.Const(each.key), each.value) for each in node.kwargs]
        return self._new(nodes.Mod(nodes.Const(self.literal(text)), nodes.Dict(pairs)), node)

    def _new(self, made: nodes.Node, old: nodes.Node) -> nodes.Node:
        return made.set_lineno(old.lineno).set_environment(self.environment)


def in_context(catalogue: Catalogue, context: str, text: str) -> str:
    """The translation of a text that means something else elsewhere; GNU's catalogues join the two by \\x04."""
    key = f"{context}\x04{text}"
    found = catalogue.gettext(key)
    return text if found == key else found


def _texts(catalogue: Catalogue) -> dict[str, Callable[..., str]]:
    """The calls that a compiler cannot resolve: texts in variables, which are escaped like any other value."""

    def gettext(text: str, /, **values: object) -> str:
        return catalogue.gettext(str(text)) % values if values else catalogue.gettext(str(text))

    def ngettext(one: str, many: str, number: int, /, **values: object) -> str:
        found = catalogue.ngettext(str(one), str(many), number)
        text = Markup(found) if isinstance(one, Markup) else found  # noqa: S704 - from our own catalogue
        return text % {"num": number, **values}

    def pgettext(context: str, text: str, /, **values: object) -> str:
        return in_context(catalogue, context, str(text)) % values

    return {"_": gettext, "gettext": gettext, "ngettext": ngettext, "pgettext": pgettext}


GLOBALS: dict[str, Any] = {
    "icon_markup": icon_markup,
    "all_languages": settings.LANGUAGES,
    "now": clock.now,
    "static": static,
    "static_asset": static_asset,
    "url": url,
    "with_query": with_query,
    "words": words,
}


def _filters(language: str) -> MutableMapping[str, Callable[..., Any]]:
    write = moments(language)

    def ago(moment: datetime) -> str:
        return write.span(moment, clock.now()) or write.day(here(moment))

    def dt(moment: datetime, style: str = "medium") -> str:
        return write.full(here(moment), style)

    def day(moment: date, style: str = "medium") -> str:
        return write.day(here(moment) if isinstance(moment, datetime) else moment, style)

    @lru_cache(maxsize=2048)
    def number(value: float) -> str:
        return str(format_decimal(value, locale=write.locale))

    @lru_cache(maxsize=2048)
    def filesize(size: int) -> str:
        step, amount = 0, float(size)
        while amount >= 1024 and step < 3:
            step, amount = step + 1, amount / 1024
        unit = ("digital-byte", "digital-kilobyte", "digital-megabyte", "digital-gigabyte")[step]
        shown = round(amount, 1) if step and amount < 10 else round(amount)
        return str(format_unit(shown, unit, length="short", locale=write.locale))

    clocktime = lambda moment: write.clock(here(moment))  # noqa: E731
    texts: dict[str, Callable[..., Any]] = {
        "ago": ago,
        "dt": dt,
        "date": day,
        "clock": clocktime,
        "number": number,
        "filesize": filesize,
    }
    return {**texts, "initials": initials, "iso": iso, "paragraphs": paragraphs}


def here(moment: datetime) -> datetime:
    """The moment in the reader's zone."""
    return moment.astimezone(timezone.get_current_timezone())


@lru_cache(maxsize=4096)
def initials(name: str | None) -> str:
    """The first letters of somebody's first and last name; "?" of nobody."""
    words = (name or "").split() or ["?"]
    return words[0][0] + (words[-1][0] if len(words) > 1 else "")


def iso(moment: datetime) -> str:
    """For `<time datetime>`: UTC, seconds."""
    return f"{moment.astimezone(UTC).isoformat()[:19]}Z"
