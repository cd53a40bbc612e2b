"""One named piece of checking or testing work: a command, how it ended and how long it took."""

import os
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"


@dataclass(frozen=True)
class Step:
    name: str
    says: str
    command: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)
    wanted: Callable[[], bool] = lambda: True


@dataclass(frozen=True)
class Result:
    """`code` 0 is success; `seconds` is wall-clock time; `output` holds both streams."""

    step: Step
    code: int
    seconds: float
    output: str


KEPT = ("TRIDESK_TEST_", "TRIDESK_BENCH_", "TRIDESK_CORPORA", "TRIDESK_DATA=")


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Our own tools first on PATH; no settings of an installation, nor of a shell's activated environment."""
    env = {
        name: value
        for name, value in os.environ.items()
        if name not in {"PYTHONHOME"} and (not name.startswith("TRIDESK_") or f"{name}=".startswith(KEPT))
    }
    env["PYTHONPATH"] = str(ROOT / "src")
    env["PATH"] = os.pathsep.join([str(BIN), env.get("PATH", os.defpath), "/usr/local/sbin", "/usr/sbin", "/sbin"])
    env["VIRTUAL_ENV"] = str(ROOT / ".venv")
    env.update(extra or {})
    return env


def run(step: Step) -> Result:
    began = time.monotonic()
    done = subprocess.run(  # the commands are written in this folder
        step.command,
        cwd=ROOT,
        env=environment(step.env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    return Result(step, done.returncode, time.monotonic() - began, done.stdout)
