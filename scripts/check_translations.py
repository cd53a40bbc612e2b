"""Whether every text a person sees is there in every language.

Compares what the sources say with the catalogues: missing, fuzzy, with other placeholders, obsolete. Exit
code 1 with one line for each, 0 when all languages are complete. `--summary` prints only the counts.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog
from scripts import catalogue


def complaints(sources: Catalog, translated: Catalog) -> Iterator[tuple[str, str]]:
    """(kind, text) of every entry that is not fit to ship."""
    wanted, there = catalogue.texts(sources), catalogue.texts(translated)
    for key, message in wanted.items():
        where = ", ".join(sorted({name for name, _line in message.locations})[:2])
        entry = there.get(key)
        if entry is None or isinstance(entry.id, str) != isinstance(message.id, str):
            yield "missing", f"{key[1]!r} ({where})"
            continue
        for problem in catalogue.problems(entry):
            kind = problem if problem in {"missing", "fuzzy"} else "wrong"
            yield kind, f"{key[1]!r} ({where})" + ("" if kind == problem else f": {problem}")
    for key in there.keys() - wanted.keys():
        yield "obsolete", repr(key[1])


def main(root: Path, *, brief: bool) -> int:
    sources = catalogue.taken_out(root)
    total, worst = len(catalogue.texts(sources)), 0
    for language in catalogue.LANGUAGES:
        found = sorted(complaints(sources, catalogue.read(language, root)))
        kinds = [kind for kind, _text in found]
        counts = ", ".join(f"{kinds.count(kind)} {kind}" for kind in sorted(set(kinds))) or "complete"
        print(f"{language}: {total} texts, {counts}")
        if not brief:
            for kind, text in found:
                print(f"  {language} {kind}: {text}")
        worst |= bool(found)
    if worst:
        print("`make translations` takes new texts in; translate them in src/tridesk/locale/*/LC_MESSAGES/.")
    return worst


if __name__ == "__main__":
    sys.exit(main(Path(__file__).resolve().parent.parent, brief="--summary" in sys.argv))
