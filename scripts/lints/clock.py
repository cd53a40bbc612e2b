"""Decisions and writes are handed `now`; only doors, tasks and the technique below read the clock."""

import ast
from collections.abc import Iterator

from .names import dotted, imports
from .source import Finding, Source

RULE = "reads-the-clock"
TIMELESS = {"types", "errors", "events", "rules", "policies", "models", "store", "queries", "actions"}
DOORS = {"web", "api", "live", "gateway", "cli", "worker", "bootstrap", "infra"}
READINGS = {
    "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today",
    "django.utils.timezone.now", "django.utils.timezone.localdate", "django.utils.timezone.localtime",
    "django.db.models.functions.Now", "django.db.models.functions.datetime.Now",
    "time.time", "time.time_ns", "time.localtime", "time.gmtime",
    "tridesk.kernel.clock.now", "tridesk.kernel.clock.today",
}  # fmt: skip
AUTOMATIC = {"auto_now", "auto_now_add"}


def check(source: Source) -> Iterator[Finding]:
    if not source.is_python or source.room is None or source.room in DOORS:
        return
    timeless = source.place != "clock" if source.room == "kernel" else source.place in TIMELESS
    if not timeless:
        return
    known = imports(source)
    for node in ast.walk(source.tree):
        reading = dotted(node, known) if isinstance(node, ast.Name | ast.Attribute) else ""
        if reading in READINGS and not _converts(node, source.tree):
            what = f"`{ast.unparse(node)}` reads the clock"
        elif isinstance(node, ast.keyword) and node.arg in AUTOMATIC:
            what = f"`{node.arg}` lets the database layer read the clock"
        else:
            continue
        yield from source.found(
            RULE,
            getattr(node, "lineno", 1),
            f"{what} in `{source.place}`. Take `now` as an argument: the door or the task read it once, so "
            "that a test can choose the hour and everything in one act bears one time.",
        )


def _converts(node: ast.AST, tree: ast.Module) -> bool:
    """`timezone.localtime(moment)` and `localdate(moment)` only convert; without an argument they read."""
    if not isinstance(node, ast.Name | ast.Attribute):
        return False
    name = node.attr if isinstance(node, ast.Attribute) else node.id
    if name not in {"localtime", "localdate", "gmtime"}:
        return False
    return any(isinstance(call, ast.Call) and call.func is node and call.args for call in ast.walk(tree))
