"""What a name in a module stands for: reads its imports, never runs them."""

import ast

from .source import Source


def imports(source: Source) -> dict[str, str]:
    """Local name -> dotted origin, as {"Person": "tridesk.identity.models.Person"}."""
    found: dict[str, str] = {}
    package = ("tridesk", *source.inside[:-1])
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                local = name.asname or name.name.split(".")[0]
                found[local] = name.name if name.asname else local
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                kept = package[: len(package) - node.level + 1]
                base = ".".join((*kept, base) if base else kept)
            for name in node.names:
                found[name.asname or name.name] = f"{base}.{name.name}"
    return found


def dotted(node: ast.expr, known: dict[str, str]) -> str:
    """The full dotted name of `a.b.c` with its first part resolved; "" where it is no plain name."""
    if isinstance(node, ast.Name):
        return known.get(node.id, node.id)
    if isinstance(node, ast.Attribute):
        base = dotted(node.value, known)
        return f"{base}.{node.attr}" if base else ""
    return ""


def room_of_model(origin: str) -> str | None:
    """The room whose model this is: "tridesk.identity.models.Person" -> "identity"."""
    parts = origin.split(".")
    if len(parts) > 3 and parts[0] == "tridesk" and parts[2] == "models":
        return parts[1]
    return None
