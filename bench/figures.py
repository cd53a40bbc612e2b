"""Figures as they are gathered, and how they are shown."""

import json
import platform
import statistics
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value; `aim` says what we want, as "<= 4" or ">= 300", empty where nothing is promised."""

    database: str
    name: str
    value: float
    unit: str
    aim: str = ""

    @property
    def verdict(self) -> str:
        if not self.aim:
            return ""
        sign, limit = self.aim.split()
        met = self.value <= float(limit) if sign == "<=" else self.value >= float(limit)
        return "met" if met else "MISSED"


@dataclass(slots=True)
class Report:
    """All figures of a run."""

    figures: list[Figure] = field(default_factory=list)

    def add(self, database: str, name: str, value: float, unit: str, aim: str = "") -> None:
        figure = Figure(database, name, round(value, 3), unit, aim)
        self.figures.append(figure)
        print(f"{database:<10} {name:<58} {figure.value:>12,.3f} {unit:<14} {aim:<10} {figure.verdict}", flush=True)

    def write(self) -> Path:
        RESULTS.mkdir(exist_ok=True)
        path = RESULTS / f"{datetime.now(UTC):%Y-%m-%dT%H%M%S}.json"
        machine = {"system": platform.platform(), "python": platform.python_version(), "processor": platform.machine()}
        path.write_text(
            json.dumps({"machine": machine, "figures": [asdict(figure) for figure in self.figures]}, indent=1)
        )
        return path


def percentile(values: Iterable[float], share: float) -> float:
    """The value below which `share` (0 to 1) of them lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def median(values: Iterable[float]) -> float:
    """The middle one."""
    return statistics.median(values)
