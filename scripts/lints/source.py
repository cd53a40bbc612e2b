"""A file as the rules see it: its text, its syntax tree, and where in the house it lies."""

import ast
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ALLOW = re.compile(r"house: allow (?P<rule>[a-z-]+) because \S+")


@dataclass(frozen=True)
class Finding:
    path: str
    line: int
    rule: str
    message: str
    warning: bool = False

    def __str__(self) -> str:
        kind = "warning " if self.warning else ""
        return f"{self.path}:{self.line}: {kind}{self.rule}: {self.message}"


@dataclass(frozen=True)
class Source:
    """`path` is relative to the project, with slashes: "src/tridesk/tickets/actions/reply.py"."""

    path: str
    text: str

    @cached_property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @property
    def is_python(self) -> bool:
        return self.path.endswith(".py")

    @property
    def inside(self) -> tuple[str, ...]:
        """The path below src/tridesk without its ending: ("tickets", "actions", "reply"); () elsewhere."""
        parts = tuple(self.path.removesuffix(".py").split("/"))
        return parts[2:] if parts[:2] == ("src", "tridesk") else ()

    @property
    def room(self) -> str | None:
        """The room, or the door, the file belongs to."""
        return self.inside[0] if len(self.inside) > 1 else None

    @property
    def place(self) -> str | None:
        """Which of the room's files it is: "rules", "actions", "models", whether a module or in a package."""
        return self.inside[1] if len(self.inside) > 1 else None

    def allows(self, rule: str, line: int) -> bool:
        near = self.lines[max(line - 2, 0) : line]
        return any((said := ALLOW.search(text)) and said["rule"] == rule for text in near)

    def found(self, rule: str, where: ast.AST | int, message: str, *, warning: bool = False) -> Iterator[Finding]:
        """One finding, unless the line or the one above it argues why the rule gives way here."""
        line = where if isinstance(where, int) else getattr(where, "lineno", 1)
        if not self.allows(rule, line):
            yield Finding(self.path, line, rule, message, warning)


def tracked(root: Path) -> list[str]:
    """Every file that is, or would be, committed; all but the ignored ones."""
    command = ["git", "-C", str(root), "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        names = listed.stdout.split("\0")
        return sorted({name for name in names if name and (root / name).is_file()})
    return sorted(name for name in _walked(root) if (root / name).is_file())


def _walked(root: Path) -> Iterator[str]:
    """The files of a copy that git does not know: without hidden folders and what was built."""
    built = {"node_modules", "var", "__pycache__", "build", "results"}
    for path in root.rglob("*"):
        name = path.relative_to(root)
        if not any(part in built or (part.startswith(".") and part != ".ci") for part in name.parts[:-1]):
            yield name.as_posix()


def sources(root: Path) -> Iterator[Source]:
    """Tracked text files; what is not UTF-8 (mail as bytes, pictures) is nobody's source."""
    for name in tracked(root):
        try:
            yield Source(name, (root / name).read_text(encoding="utf-8"))
        except (UnicodeDecodeError, OSError):
            continue
