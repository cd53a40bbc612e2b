"""The texts of Tridesk's sources and its catalogues: taking out, reading, writing, comparing.

Catalogues are written without line numbers, dates or tool names and sorted by text, so that a change of one
sentence is a change of one entry.
"""

import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

SOURCES = Path("src/tridesk")
LOCALES = SOURCES / "locale"
LANGUAGES = ("es", "pt_BR")
METHODS = [
    ("**/templates/dev/**", "ignore"),  # samples for whoever builds pages
    ("**/templates/**.html", "jinja2.ext:babel_extract"),
    ("**/templates/**.txt", "jinja2.ext:babel_extract"),
    ("**/templates/**.xml", "jinja2.ext:babel_extract"),
    ("**/templates/**.jinja", "jinja2.ext:babel_extract"),
    ("**.py", "python"),
]
TEMPLATE_OPTIONS = {
    "silent": "false",
    "trimmed": "true",
    "extensions": "jinja2.ext.do,jinja2.ext.loopcontrols",
}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "N_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[-#0 +]*[\d.]*[a-zA-Z]|(?<!%)%[-#0+]*[\d.]*[sdrfi]|\{\w*(?:[!:][^{}]*)?\}")
TAG = re.compile(r"</?[a-zA-Z]+")
NEEDLESS = re.compile(
    rb'^"(?:POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator|Report-Msgid-Bugs-To|Language-Team'
    rb'|Project-Id-Version):.*\\n"\n',
    re.MULTILINE,
)
HEADER = "# Tridesk's texts. `make translations` takes in new ones; please keep %(placeholders)s as they are."


def path_of(language: str, root: Path) -> Path:
    return root / LOCALES / language / "LC_MESSAGES" / "django.po"


def taken_out(root: Path) -> Catalog:
    """All marked texts of the sources; a template that cannot be read raises, with its name noted."""
    catalogue = Catalog()
    found = extract_from_dir(
        root / SOURCES,
        method_map=METHODS,
        options_map={pattern: TEMPLATE_OPTIONS for pattern, method in METHODS if "jinja2" in method},
        keywords=KEYWORDS,
        comment_tags=("Translators:",),
        strip_comment_tags=True,
    )
    for name, _line, text, comments, context in found:
        if text and text != ("", ""):
            place = (SOURCES / name).as_posix()
            catalogue.add(text, None, [(place, 0)], auto_comments=comments, context=context)
    return catalogue


def read(language: str, root: Path) -> Catalog:
    """The catalogue as it is; an empty one where the file is not there yet."""
    path = path_of(language, root)
    if not path.exists():
        return Catalog(locale=language)
    return read_po(io.BytesIO(path.read_bytes()), locale=language)


def texts(catalogue: Catalog) -> dict[tuple[str | None, str], Message]:
    """Entries by context and text; the header is none of them."""
    entries: dict[tuple[str | None, str], Message] = {}
    for message in catalogue:
        text = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
        if text:
            entries[message.context, text] = message
    return entries


def merged(old: Catalog, sources: Catalog) -> Catalog:
    """The sources' texts with the translations there are; what the sources no longer say is dropped."""
    old.update(sources, no_fuzzy_matching=True, update_header_comment=False)
    old.obsolete.clear()
    for message in old:
        message.locations = sorted({(name, 0) for name, _line in message.locations})
    return old


def written(catalogue: Catalog) -> bytes:
    catalogue.header_comment = HEADER
    catalogue.fuzzy = False
    out = io.BytesIO()
    write_po(out, catalogue, width=100, sort_output=True, ignore_obsolete=True, include_lineno=False)
    return NEEDLESS.sub(b"", out.getvalue())


def _forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ("",))


def problems(message: Message) -> Iterator[str]:
    """What keeps one entry from being shown: no words, unsure words, lost or invented placeholders and tags.

    The form for one may say "one" where the source says %(num)s; every other form keeps them all.
    """
    sources, translations = _forms(message.id), _forms(message.string)
    if not all(translations):
        yield "missing"
        return
    if message.fuzzy:
        yield "fuzzy"
    for pattern, what in ((PLACEHOLDER, "placeholders"), (TAG, "tags")):
        allowed = {found for text in sources for found in pattern.findall(text)}
        needed = set(pattern.findall(sources[-1]))
        for number, translation in enumerate(translations):
            has = set(pattern.findall(translation))
            may_lack = len(sources) > 1 and number == 0 and what == "placeholders"
            if invented := has - allowed:
                yield f"{what} the source lacks: {' '.join(sorted(invented))}"
            if (lost := needed - has) and not may_lack:
                yield f"{what} lost: {' '.join(sorted(lost))}"
    if sources[0][:1].isspace() != translations[0][:1].isspace() or sources[0].endswith("\n") != translations[
        0
    ].endswith("\n"):
        yield "white space at its ends differs"
