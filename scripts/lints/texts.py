"""Text for people is marked so that it can be taken out and translated: one literal, a whole sentence."""

import ast
import re
from collections.abc import Iterator

from .source import Finding, Source

RULE = "translatable"
MARKS = {
    "_",
    "gettext",
    "gettext_lazy",
    "gettext_noop",
    "ngettext",
    "ngettext_lazy",
    "pgettext",
    "pgettext_lazy",
}
TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
SILENT = re.compile(
    r"<(script|style|code|pre|svg|template|kbd)\b.*?</\1>|<!--.*?-->|<!doctype[^>]*>",
    re.DOTALL | re.IGNORECASE,
)
SPOKEN = re.compile(r"""(?<![\w-])(?:title|placeholder|alt|aria-label|aria-description)=(["'])(.*?)\1""", re.DOTALL)
TAG = re.compile(r"""<(?:[^<>"']|"[^"]*"|'[^']*')*>""", re.DOTALL)
ENTITY = re.compile(r"&#?\w+;")
WORD = re.compile(r"[^\W\d_]{2,}")
ATTRIBUTE = re.compile(r"""(?<![\w<])[\w:-]+=(?:"[^"]*"|'[^']*')""")  # a macro may hold a piece of a tag
BOOLEAN = {
    "required",
    "disabled",
    "checked",
    "selected",
    "hidden",
    "readonly",
    "multiple",
    "autofocus",
    "inert",
}
NOT_WORDS = {"tridesk"}


def _blank(match: re.Match[str]) -> str:
    """Takes a match out and keeps its lines, so that numbers stay true."""
    return "\n" * match[0].count("\n") + " "


def _words(text: str) -> list[str]:
    found = WORD.findall(ENTITY.sub(" ", text))
    return [word for word in found if word.lower() not in NOT_WORDS and word not in BOOLEAN]


def _template(source: Source) -> Iterator[tuple[int, str]]:
    text = SILENT.sub(_blank, TEMPLATE.sub(_blank, source.text))
    for match in SPOKEN.finditer(text):
        if words := _words(match[2]):
            yield text.count("\n", 0, match.start()) + 1, " ".join(words)
    for number, line in enumerate(ATTRIBUTE.sub(_blank, TAG.sub(_blank, text)).splitlines(), 1):
        if words := _words(line):
            yield number, " ".join(words)


def _python(source: Source) -> Iterator[tuple[ast.Call, str]]:
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in MARKS:
            continue
        for argument in node.args[:2]:
            glued = isinstance(argument, ast.JoinedStr | ast.BinOp) or (
                isinstance(argument, ast.Call)
                and isinstance(argument.func, ast.Attribute)
                and argument.func.attr == "format"
            )
            if glued:
                yield node, ast.unparse(argument)


def check(source: Source) -> Iterator[Finding]:
    if not source.path.startswith("src/tridesk/"):
        return
    if source.is_python:
        for node, text in _python(source):
            message = f"{text} is glued before it is translated. Mark one literal, fill `%(name)s` afterwards."
            yield from source.found(RULE, node, message)
    elif "/templates/dev/" in source.path:
        return  # samples for whoever builds pages
    elif "/templates/" in source.path and source.path.endswith((".html", ".jinja")):
        for number, text in _template(source):
            message = f'"{text[:60]}" is shown in English to everyone. Write {{{{ _("...") }}}}.'
            yield from source.found(RULE, number, message)
