"""Sizes that keep a file readable in one sitting: half of ours have 80 lines."""

import ast
from collections.abc import Iterator

from .source import Finding, Source

RULE = "size"
FILE_WARNS, FILE_FAILS, FUNCTION_FAILS = 250, 400, 60
MEASURED = (".py", ".ts", ".css", ".html")
FOLDERS = ("src/", "tests/", "bench/", "scripts/", "frontend/")


def check(source: Source) -> Iterator[Finding]:
    if not source.path.startswith(FOLDERS) or not source.path.endswith(MEASURED) or "/migrations/" in source.path:
        return
    lines = len(source.lines)
    if lines > FILE_WARNS:
        yield from source.found(
            RULE,
            1,
            f"{lines} lines ({FILE_WARNS} is much, {FILE_FAILS} the end). Part it by what it speaks about.",
            warning=lines <= FILE_FAILS,
        )
    if not source.is_python:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_FAILS:
                message = f"`{node.name}` has {length} lines, at most {FUNCTION_FAILS}. Give its paragraphs names."
                yield from source.found(RULE, node, message)
