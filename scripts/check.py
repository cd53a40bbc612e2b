"""`make check`: everything that can be known without running Tridesk.

A line for each step with its time, then the words of every step that failed. Steps named on the command
line are run alone (`make check ONLY="types lint"`). Exit code 0 when all hold, 1 when one does not, 2 for an
unknown name.
"""

import os
import shutil
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor, as_completed

from scripts.steps import ROOT, Result, Step, run

PYTHON = sys.executable
SCRATCH = tempfile.mkdtemp(prefix="tridesk-check-")
SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "tridesk.bootstrap.settings",
    "TRIDESK_CONFIG": os.devnull,
    "TRIDESK_DATA_DIR": SCRATCH,
}


def has(pattern: str) -> bool:
    return any(ROOT.glob(pattern))


# The slow ones first: two run at a time.
STEPS = [
    Step("types", "mypy, strict", ["mypy"], env=SETTINGS, wanted=lambda: has("src/tridesk/**/*.py")),
    Step(
        "pages",
        "types of the pages' TypeScript",
        ["scripts/frontend", "run", "check"],
        wanted=lambda: has("frontend/package.json"),
    ),
    Step(
        "templates",
        "lint of the templates",
        ["djlint", "src", "--lint", "--quiet"],
        wanted=lambda: has("src/**/*.html"),
    ),
    Step(
        "migrations",
        "migrations in step with the models",
        [PYTHON, "-W", "ignore", "-m", "django", "makemigrations", "--check", "--dry-run", "--skip-checks"],
        env=SETTINGS,
        wanted=lambda: has("src/tridesk/bootstrap/settings.py"),
    ),
    Step(
        "system",
        "Django's own system checks",
        [PYTHON, "-W", "ignore", "-m", "django", "check"],
        env=SETTINGS,
        wanted=lambda: has("src/tridesk/bootstrap/settings.py"),
    ),
    Step("contracts", "imports go down, never up", ["lint-imports", "--no-cache"]),
    Step("translations", "catalogues complete", [PYTHON, "-m", "scripts.check_translations"]),
    Step("house", "rules of the house", [PYTHON, "-m", "scripts.lints"]),
    Step("locks", "lock files agree, name no address", [PYTHON, "-m", "scripts.check_locks"]),
    Step("format", "ruff format", ["ruff", "format", "--check", "--output-format", "concise", "."]),
    Step("lint", "ruff", ["ruff", "check", "--quiet", "--output-format", "concise", "."]),
]


def line(result: Result) -> str:
    verdict = "ok    " if result.code == 0 else "FAILED"
    return f"{verdict} {result.step.name:<15} {result.step.says:<38} {result.seconds:6.1f} s"


def main(names: list[str]) -> int:
    known = {step.name for step in STEPS}
    if unknown := set(names) - known:
        print(f"No such step: {', '.join(sorted(unknown))}. There are: {', '.join(sorted(known))}")
        return 2
    chosen = [step for step in STEPS if (not names or step.name in names) and step.wanted()]
    began = time.monotonic()
    failed: list[Result] = []
    with ThreadPoolExecutor(max_workers=2) as pool:
        for future in as_completed([pool.submit(run, step) for step in chosen]):
            result = future.result()
            print(line(result), flush=True)
            if result.code:
                failed.append(result)
            elif "warning" in result.output and result.step.name == "house":
                print(result.output.rstrip(), flush=True)
    for result in failed:
        print(f"\n---- {result.step.name}: {' '.join(result.step.command)}\n{result.output.rstrip()}")
    seconds = time.monotonic() - began
    if failed:
        names = [result.step.name for result in failed]
        print(f"\ncheck: {len(failed)} of {len(chosen)} steps failed ({', '.join(names)}), {seconds:.1f} s")
        return 1
    print(f"check: all {len(chosen)} steps hold, {seconds:.1f} s")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    finally:
        shutil.rmtree(SCRATCH, ignore_errors=True)
