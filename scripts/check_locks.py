"""Whether the lock files are what `make lock` writes: pinned, hashed, without addresses, in agreement.

`app.txt` is what runs, `dev.txt` what is tested: a package in both has one version. Exit code 1, a line each.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

NAMES = ("app", "dev", "build", "uv")
PINNED = re.compile(r"([A-Za-z0-9._-]+)==([^\s;\\]+)")


def pins(text: str) -> dict[str, str]:
    """Package -> version; one that is not pinned or has no hash raises ValueError."""
    found = {}
    for block in re.split(r"\n(?=[^\s#])", "\n" + text):
        if not block.strip() or block.lstrip().startswith("#"):
            continue
        named = PINNED.match(block.lstrip())
        if named is None or "--hash=sha256:" not in block:
            raise ValueError(f"not pinned with a hash: {block.strip().splitlines()[0]}")
        found[named[1].lower()] = named[2]
    return found


def wanted(text: str) -> set[str]:
    """The packages a .in file names, without versions and extras."""
    lines = (line.split("#")[0].strip() for line in text.splitlines())
    return {re.split(r"[\[<>=~! ;]", line)[0].lower() for line in lines if line and not line.startswith("-")}


def complaints(root: Path) -> Iterator[str]:
    locked: dict[str, dict[str, str]] = {}
    for name in NAMES:
        text = (root / f"requirements/{name}.txt").read_text(encoding="utf-8")
        if "://" in text:
            yield f"requirements/{name}.txt names an address"
        try:
            locked[name] = pins(text)
        except ValueError as error:
            yield f"requirements/{name}.txt: {error}"
            continue
        asked = wanted((root / f"requirements/{name}.in").read_text(encoding="utf-8"))
        if lacking := sorted(asked - locked[name].keys()):
            yield f"requirements/{name}.txt lacks {', '.join(lacking)} of {name}.in: make lock"
    app, dev = locked.get("app", {}), locked.get("dev", {})
    for package in sorted(app):
        if dev.get(package) != app[package]:
            tested = dev.get(package, "absent")
            yield f"{package} is {app[package]} in app.txt and {tested} in dev.txt: make lock"
    yield from _pages(root / "frontend")


def _pages(folder: Path) -> Iterator[str]:
    if not (folder / "package-lock.json").exists():
        return
    lock = json.loads((folder / "package-lock.json").read_text(encoding="utf-8"))
    for name, package in lock["packages"].items():
        if str(package.get("resolved", "")).startswith("http"):
            yield f"frontend/package-lock.json: {name} names an address"
    manifest = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    for kind in ("dependencies", "devDependencies"):
        if manifest.get(kind, {}) != lock["packages"][""].get(kind, {}):
            yield f"frontend/package-lock.json does not follow the {kind} of package.json: make lock"


def main(root: Path) -> int:
    found = list(complaints(root))
    print("\n".join(found))
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(Path(__file__).resolve().parent.parent))
