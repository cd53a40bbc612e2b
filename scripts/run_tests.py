"""`make test`: the whole suite on SQLite, then what touches the database on PostgreSQL; then a summary.

Arguments are pytest's own and go to both runs. `TRIDESK_TEST_POSTGRES_URL` names the server (default: the
local one); without a server the second run is left out, loudly, and the exit code stays 0.
`TRIDESK_TEST_JOBS` sets how many tests run at once (default: one more than there are cores),
`TRIDESK_TEST_SECONDS` after how long a run is ended (default 900).
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from scripts.steps import ROOT, environment

POSTGRES = os.environ.get("TRIDESK_TEST_POSTGRES_URL") or "postgresql://postgres@127.0.0.1:5432/postgres"
JOBS = os.environ.get("TRIDESK_TEST_JOBS") or str((os.cpu_count() or 1) + 1)  # some wait for servers
SECONDS = float(os.environ.get("TRIDESK_TEST_SECONDS") or "900")
NO_DATABASE = (
    "tests/bootstrap",
    "tests/checks",
    "tests/channels/email",
    "tests/docs",
    "tests/infra/mail",
    "tests/wording",
)
# What a browser, a terminal or a program is shown is the same on every database; their main journeys (mail, ingest,
# killed workers) run on both, and every operation of the API is thrown strange calls on both.
# The week is long: `make week` lives it on both.
SHOWN_ALIKE = (
    "tests/api/test_operations.py",
    "tests/cli/test_commands.py",
    "tests/cli/test_mail_parse.py",
    "tests/cli/test_trouble.py",
    "tests/journeys/test_browser_changes.py",
    "tests/journeys/test_browser_keyboard.py",
    "tests/journeys/test_browser_pages.py",
    "tests/journeys/test_browser_settings.py",
    "tests/journeys/test_browser_sign_in.py",
    "tests/journeys/test_mail_history.py",
    "tests/journeys/test_mail_week.py",
    "tests/journeys/test_run.py",
    "tests/journeys/test_two_desks.py",
    "tests/web/test_passkeys.py",
)
NOT_NAMED = "none of the named tests belongs here"
NOTHING_COLLECTED = 5
OLDEST_POSTGRES = 150000


@dataclass(frozen=True)
class Run:
    name: str
    code: int | None  # None: left out
    seconds: float = 0.0
    reason: str = ""


def postgres_trouble() -> str:
    """Why PostgreSQL cannot be tested on; "" when it can."""
    import psycopg

    try:
        with psycopg.connect(POSTGRES, connect_timeout=5) as connection:
            version = connection.info.server_version
    except psycopg.Error as error:
        return str(error).strip().splitlines()[0]
    return "" if version >= OLDEST_POSTGRES else f"version {version // 10000} is too old, 15 is needed"


def run(name: str, command: list[str], env: dict[str, str] | None = None) -> Run:
    """Lets a command speak for itself; ends it, children too, when it takes longer than SECONDS."""
    print(f"\n==== {name}: {' '.join(command[1:] if command[0] == sys.executable else command)}", flush=True)
    began = time.monotonic()
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment(env), stdin=subprocess.DEVNULL, start_new_session=True
    )
    reason = ""
    try:
        process.wait(timeout=SECONDS)
    except (subprocess.TimeoutExpired, KeyboardInterrupt) as cut:
        reason = "stopped by hand" if isinstance(cut, KeyboardInterrupt) else f"ended after {SECONDS:.0f} s"
        os.killpg(process.pid, signal.SIGINT)  # pytest prints what it knows
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    code = process.returncode
    return Run(name, (code or 1) if reason else code, time.monotonic() - began, reason)


def pytest(name: str, database: str, arguments: list[str]) -> Run:
    env = {"TRIDESK_TEST_DATABASE": database, "TRIDESK_TEST_POSTGRES_URL": POSTGRES}
    jobs = [] if any(a in ("-n", "--pdb") or a.startswith("-n") for a in arguments) else ["-n", JOBS]
    command = [sys.executable, "-m", "pytest", *jobs, "--dist", "worksteal", "-o", "faulthandler_timeout=300"]
    done = run(name, [*command, *arguments], env)
    if done.code == NOTHING_COLLECTED and arguments:
        return Run(name, None, done.seconds, NOT_NAMED)
    return done


def on_postgres(arguments: list[str]) -> Run:
    """The same tests again, without those that never ask a database or show the same on every one."""
    name = "tests on PostgreSQL"
    apart = [argument for argument in arguments if argument.startswith((*NO_DATABASE, *SHOWN_ALIKE))]
    kept = [argument for argument in arguments if argument not in apart]
    if apart and not any(argument.startswith("tests") for argument in kept):
        return Run(name, None, reason=NOT_NAMED)
    if trouble := postgres_trouble():
        return Run(name, None, reason=trouble)
    ignored = [f"--ignore={folder}" for folder in (*NO_DATABASE, *SHOWN_ALIKE) if (ROOT / folder).exists()]
    return pytest(name, "postgres", [*ignored, *kept])


def untested() -> list[str]:
    """What this machine lacks, in the words of what is not proven therefore."""
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/local/sbin", "/usr/sbin", "/sbin", "/opt/homebrew/sbin"])

    def has(*names: str) -> bool:
        return any(shutil.which(name, path=path) for name in names)

    lacking = []
    browsers = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    if not has(*browsers) and not any(Path("/Applications").glob("*Chrom*.app")):
        lacking.append("no Chromium here: the pages were not tried in a browser")
    if not has("dovecot"):
        lacking.append("no Dovecot here: fetching mail was not tried with a real server")
    if not has("postfix", "postconf"):
        lacking.append("no Postfix here: sending mail was not tried with a real server")
    if not has("clamd"):
        lacking.append("no clamd here: scanning files was not tried with a real scanner")
    return lacking


def box(lines: list[str]) -> str:
    width = max(map(len, lines)) + 4
    rule = "!" * (width + 4)
    return "\n".join([rule, *(f"!!  {line:<{width - 4}}  !!" for line in lines), rule])


def summary(runs: list[Run]) -> int:
    print("\n==== what ran")
    for one in runs:
        verdict = "left out" if one.code is None else "passed" if one.code == 0 else f"FAILED ({one.code})"
        print(f"  {one.name:<22} {verdict:<11} {one.seconds:7.1f} s  {one.reason}")
    lines = untested()
    for one in runs:
        if one.code is None and one.name.endswith("PostgreSQL") and one.reason != NOT_NAMED:
            lines += [
                "PostgreSQL WAS NOT TESTED: only SQLite was.",
                one.reason[:100],
                "Start PostgreSQL >= 15 and name it: TRIDESK_TEST_POSTGRES_URL=postgresql://user@host:5432/postgres",
            ]
    if lines:
        print(box(lines))
    return next((one.code for one in runs if one.code), 0)


def main(arguments: list[str]) -> int:
    runs = [pytest("tests on SQLite", "sqlite", arguments)]
    runs.append(on_postgres(arguments))
    package = ROOT / "frontend" / "package.json"
    if not arguments and package.exists() and '"test":' in package.read_text(encoding="utf-8"):
        runs.append(run("tests of the pages", ["scripts/frontend", "run", "test"]))
    return summary(runs)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
