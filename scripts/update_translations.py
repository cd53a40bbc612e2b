"""`make translations`: takes new texts into the catalogues, keeps translations, drops what is gone."""

from pathlib import Path

from scripts import catalogue


def main(root: Path) -> None:
    sources = catalogue.taken_out(root)
    for language in catalogue.LANGUAGES:
        path = catalogue.path_of(language, root)
        made = catalogue.written(catalogue.merged(catalogue.read(language, root), sources))
        if not path.exists() or path.read_bytes() != made:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(made)
            print(f"  {path.relative_to(root)} written")


if __name__ == "__main__":
    main(Path(__file__).resolve().parent.parent)
