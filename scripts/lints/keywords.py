"""Actions and queries are called by name: `reply(actor=..., ticket_id=..., body=...)` cannot swap two ids.

An action is the function that bears its file's name, or that takes an actor; the steps beside it, which no
door calls, may take what they work on first, and so may one that takes a row: no door has rows.
"""

import ast
from collections.abc import Iterator

from .names import dotted, imports, room_of_model
from .source import Finding, Source

RULE = "keyword-only"
PLACES = {"actions", "queries"}


def check(source: Source) -> Iterator[Finding]:
    if not source.is_python or source.room is None or source.place not in PLACES:
        return
    known = imports(source)
    for node in source.tree.body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or node.name.startswith("_"):
            continue
        arguments = node.args
        positional = [argument.arg for argument in [*arguments.posonlyargs, *arguments.args]]
        if arguments.vararg:
            positional.append(f"*{arguments.vararg.arg}")
        if positional and _is_called_from_outside(source, node) and not _takes_a_row(node, known):
            message = (
                f"`{node.name}` of `{source.place}` takes {', '.join(positional)} by position. Put `*` "
                "first: two ids in the wrong order look alike to everybody but the ticket."
            )
            yield from source.found(RULE, node, message)


def _is_called_from_outside(source: Source, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    stem = source.inside[-1]
    if stem.startswith("_"):
        return False
    arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    acts = stem in (node.name, "actions", "__init__") or any(argument.arg == "actor" for argument in arguments)
    return source.place == "queries" or acts


def _takes_a_row(node: ast.FunctionDef | ast.AsyncFunctionDef, known: dict[str, str]) -> bool:
    first = [*node.args.posonlyargs, *node.args.args][:1]
    annotation = first[0].annotation if first else None
    return annotation is not None and room_of_model(dotted(annotation, known)) is not None
