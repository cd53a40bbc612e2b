"""Only a room's own actions write its models: every rule, event and audit line hangs on that one path."""

import ast
from collections.abc import Iterator

from .names import dotted, imports, room_of_model
from .source import Finding, Source

RULE = "foreign-write"
READS_ONLY = {"queries", "rules", "policies", "types", "events", "errors"}
CALLS_ACTIONS = {"tasks", "subscribers", "kinds"}
WRITES = {
    "create", "get_or_create", "update_or_create", "bulk_create", "bulk_update", "update", "delete", "save",
    "acreate", "aget_or_create", "aupdate_or_create", "abulk_create", "abulk_update", "aupdate", "adelete",
    "asave", "_raw_delete",
}  # fmt: skip
AMBIGUOUS = {"update", "delete", "save", "create"}  # also the words of dicts, forms and files
UNWRAPS = {"list", "tuple", "sorted", "iter", "enumerate", "reversed", "get_object_or_404"}


class _Scope(ast.NodeVisitor):
    """Follows names that hold a room's model, its rows or its querysets through a module's functions."""

    def __init__(self, source: Source, known: dict[str, str]) -> None:
        self.source, self.known = source, known
        self.holds: dict[str, str] = {}
        self.findings: list[Finding] = []

    def room(self, node: ast.expr | None) -> str | None:
        """The room whose rows an expression stands for."""
        while node is not None:
            if isinstance(node, ast.Name) and node.id in self.holds:
                return self.holds[node.id]
            if isinstance(node, ast.Name | ast.Attribute) and (room := room_of_model(dotted(node, self.known))):
                return room
            node = self._inner(node)
        return None

    def _inner(self, node: ast.expr) -> ast.expr | None:
        match node:
            case ast.Call(func=ast.Name(id=name), args=[first, *_]) if name in UNWRAPS:
                return first
            case ast.Call(func=ast.Attribute(attr="get_model"), args=[ast.Constant(value=str(label)), *_]):
                return ast.parse(f"tridesk.{label.split('.')[0]}.models.X", mode="eval").body
            case ast.Call(func=func):
                return func
            case ast.Attribute(value=value) | ast.Subscript(value=value) | ast.Await(value=value):
                return value
        return None

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        outer = dict(self.holds)
        for argument in [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]:
            self.holds.pop(argument.arg, None)
            annotation = argument.annotation
            for part in ast.walk(annotation) if annotation else ():
                if isinstance(part, ast.Name | ast.Attribute) and (room := self.room(part)):
                    self.holds[argument.arg] = room
        self.generic_visit(node)
        self.holds = outer

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815

    def _bind(self, target: ast.expr, value: ast.expr | None) -> None:
        names = target.elts if isinstance(target, ast.Tuple) else [target]
        room = self.room(value)
        for name in names:
            if isinstance(name, ast.Name):
                if room:
                    self.holds[name.id] = room
                else:
                    self.holds.pop(name.id, None)

    def visit_Assign(self, node: ast.Assign) -> None:
        self.generic_visit(node)
        for target in node.targets:
            self._bind(target, node.value)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self.generic_visit(node)
        self._bind(node.target, node.value)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self.generic_visit(node)
        self._bind(node.target, node.value)

    def visit_For(self, node: ast.For | ast.AsyncFor) -> None:
        self._bind(node.target, node.iter)
        self.generic_visit(node)

    visit_AsyncFor = visit_For  # noqa: N815

    def visit_With(self, node: ast.With) -> None:
        for item in node.items:
            if item.optional_vars is not None:
                self._bind(item.optional_vars, item.context_expr)
        self.generic_visit(node)

    def _reads_only(self, room: str | None, verb: str) -> bool:
        if self.source.room == "infra":  # technique, without actions
            return False
        if self.source.place in READS_ONLY:
            return room is not None or verb not in AMBIGUOUS
        return self.source.place in CALLS_ACTIONS and room is not None

    def visit_Call(self, node: ast.Call) -> None:
        self.generic_visit(node)
        if not isinstance(node.func, ast.Attribute) or node.func.attr not in WRITES:
            return
        room = self.room(node.func.value)
        if room and room != self.source.room:
            message = (
                f"`{node.func.attr}` on a model of `{room}` from `{self.source.room}`. Only `{room}/actions` "
                f"write its models: call the action, or give `{room}` one that says what you mean."
            )
        elif self._reads_only(room, node.func.attr):
            verb, place = node.func.attr, self.source.place
            message = f"`{verb}` in `{place}`. Only actions write: move it to one, or call one."
        else:
            return
        self.findings += self.source.found(RULE, node, message)


def check(source: Source) -> Iterator[Finding]:
    if not source.is_python or source.room is None or source.place == "migrations":
        return
    scope = _Scope(source, imports(source))
    scope.visit(source.tree)
    yield from scope.findings
