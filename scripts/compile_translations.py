"""Compiles one catalogue: `compile_translations.py django.po django.mo`."""

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def main(source: str, target: str) -> None:
    with Path(source).open("rb") as po:
        catalogue = read_po(po, locale=Path(source).parts[-3])
    made = Path(target).with_suffix(".mo.new")
    with made.open("wb") as mo:
        write_mo(mo, catalogue)
    made.replace(target)


if __name__ == "__main__":
    main(*sys.argv[1:])
