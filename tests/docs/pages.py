"""The pages of the documentation as the tests read them."""

import re
from collections.abc import Iterator
from pathlib import Path

from scripts.steps import ROOT

READMES = tuple(ROOT / name for name in ("README.md", "README.es.md", "README.pt-BR.md"))
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]+`")


def pages() -> list[Path]:
    """Everything that is written for people: the READMEs, the changes, how to contribute, docs/."""
    top = [*READMES, ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md"]
    return [*top, *sorted((ROOT / "docs").rglob("*.md"))]


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def without_code(text: str) -> str:
    """The prose alone: a bracket in an example is no link."""
    return _CODE.sub("", _FENCE.sub("", text))


def links(page: Path) -> Iterator[str]:
    """Targets of links and pictures, those to other sites left out."""
    for target in re.findall(r"\]\(\s*([^)\s]+)\s*\)", without_code(page.read_text())):
        if "://" not in target and not target.startswith("mailto:"):
            yield target


def anchors(page: Path) -> set[str]:
    """The names that a page's headings get."""
    heads = re.findall(r"^#+ (.+)$", _FENCE.sub("", page.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


def tables(page: Path) -> Iterator[list[str]]:
    """Rows of the page's tables, as cells without their white space; heads and rulers too."""
    for line in page.read_text().splitlines():
        if line.startswith("|"):
            cells = re.split(r"(?<!\\)\|", line.strip().strip("|"))
            yield [cell.strip() for cell in cells]
