"""No SQL and no HTML glued together from strings: that is how a ticket's subject becomes a command."""

import ast
import re
from collections.abc import Iterator

from .names import dotted, imports
from .source import Finding, Source

SQL_RULE = "built-sql"
HTML_RULE = "built-html"
EXECUTES = {"execute", "executemany", "raw", "RunSQL", "RawSQL", "extra"}
SAFE_MARKS = {"mark_safe", "SafeString", "SafeText", "Markup", "SafeData"}
CONSTANT = re.compile(r"_?[A-Z][A-Z0-9_]*")
QUOTES = {"quote_name", "quote_identifier", "quoted"}
MAY_MARK = {
    "src/tridesk/infra/html.py",  # what nh3 has cleaned
    "src/tridesk/channels/kinds/email/template_html.py",  # an administrator's HTML, cleaned; values escaped or safe
    "src/tridesk/channels/kinds/email/words_out.py",  # plain text, escaped; what nh3 has cleaned, on its way out
    "src/tridesk/web/jinja.py",  # icons and assets that Tridesk itself ships
    "src/tridesk/web/templates/ui/conversation.html",  # a message's HTML, cleaned when it came in
}
TEMPLATE_MARK = re.compile(r"\|\s*safe\b|\{%-?\s*autoescape\s+false")


def _named_constants(node: ast.JoinedStr) -> bool:
    """Whether an f-string only puts module constants or quoted identifiers into its text."""
    inserted = [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
    return all(
        (isinstance(value, ast.Name | ast.Attribute) and CONSTANT.fullmatch(ast.unparse(value).split(".")[-1]))
        or (isinstance(value, ast.Call) and ast.unparse(value.func).split(".")[-1] in QUOTES)
        for value in inserted
    )


class _Statements:
    """Which expressions of a file are SQL glued from values."""

    def __init__(self, source: Source) -> None:
        self.infra = source.room == "infra"
        self.assigned: dict[str, ast.expr] = {}
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
                self.assigned[node.targets[0].id] = node.value

    def glued(self, node: ast.expr, depth: int = 0) -> bool:
        match node:
            case ast.JoinedStr():
                return not (self.infra and _named_constants(node))
            case ast.BinOp(left=left, right=right, op=ast.Add()):
                return any(self.glued(side, depth) or not self._text(side) for side in (left, right))
            case ast.BinOp(left=left, op=ast.Mod()):
                return self._text(left) or self.glued(left, depth)
            case ast.Call(func=ast.Attribute(attr="format", value=value)):
                return self._text(value)
            case ast.Call(func=ast.Attribute(attr="join", value=value)):
                return self._text(value) and not self.infra
            case ast.Name(id=name) if name in self.assigned and depth < 3:
                return self.glued(self.assigned[name], depth + 1)
        return False

    def _text(self, node: ast.expr) -> bool:
        if isinstance(node, ast.Name):
            value = self.assigned.get(node.id)
            return CONSTANT.fullmatch(node.id) is not None if value is None else self._text(value)
        if isinstance(node, ast.BinOp):
            return self._text(node.left) and self._text(node.right)
        return isinstance(node, ast.Constant | ast.JoinedStr)


def _sql(source: Source) -> Iterator[Finding]:
    statements = _Statements(source)
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call) or ast.unparse(node.func).split(".")[-1] not in EXECUTES:
            continue
        if statements.infra and "noqa: S608" in source.lines[node.lineno - 1]:
            continue  # argued before ruff, which asks the same question; only the technique below may
        named = [keyword.value for keyword in node.keywords if keyword.arg in {"sql", "query", "where"}]
        if any(statements.glued(argument) for argument in [*node.args[:1], *named]):
            yield from source.found(
                SQL_RULE,
                node,
                "SQL put together from strings. Pass values as parameters (`%s` and a list); choose between "
                "whole, constant statements; only `infra` may insert CONSTANTS or names through quote_name.",
            )


def _html(source: Source) -> Iterator[Finding]:
    if source.path in MAY_MARK:
        return
    known = imports(source)
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call):
            continue
        name = dotted(node.func, known).split(".")[-1]
        if name in SAFE_MARKS:
            what = f"`{name}` declares text to be safe HTML"
        elif name == "format_html" and (
            len(node.args) + len(node.keywords) < 2 or isinstance(node.args[0], ast.JoinedStr)
        ):
            what = "`format_html` without arguments escapes nothing"
        else:
            continue
        message = f"{what}. Render a template, or use `format_html` with arguments; only a few files may."
        yield from source.found(HTML_RULE, node, message)


def check(source: Source) -> Iterator[Finding]:
    if not source.path.startswith("src/"):
        return
    if source.is_python:
        yield from _sql(source)
        yield from _html(source)
    elif "/templates/" in source.path and source.path not in MAY_MARK:
        for number, line in enumerate(source.lines, 1):
            if TEMPLATE_MARK.search(line):
                yield from source.found(
                    HTML_RULE,
                    number,
                    "a template switches escaping off. Hand it cleaned HTML of a safe type instead.",
                )
