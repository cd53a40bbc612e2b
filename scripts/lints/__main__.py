"""`python -m scripts.lints [PATH...]`: all rules over all tracked files, or over those named."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from . import clock, floors, injection, keywords, sizes, texts, words, writes
from .source import Finding, Source, sources

RULES = [
    floors.check,
    writes.check,
    clock.check,
    injection.check,
    sizes.check,
    words.check,
    keywords.check,
    texts.check,
]
ROOT = Path(__file__).resolve().parents[2]


def findings(files: Iterable[Source]) -> Iterator[Finding]:
    for source in files:
        for rule in RULES:
            try:
                yield from rule(source)
            except SyntaxError as error:
                yield Finding(source.path, error.lineno or 1, "syntax", str(error))
                break


def main(names: list[str]) -> int:
    chosen = (source for source in sources(ROOT) if not names or source.path.startswith(tuple(names)))
    found = sorted(findings(chosen), key=lambda finding: (finding.warning, finding.path, finding.line))
    for finding in found:
        print(finding)
    return any(not finding.warning for finding in found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
