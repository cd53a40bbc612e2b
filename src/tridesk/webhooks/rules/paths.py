"""Finding a value in JSON by a path with dots: `alerts.0.labels.severity`."""

from collections.abc import Mapping
from typing import Any

MISSING: Any = object()
_DEEP = 12


def at_path(data: Any, path: str) -> Any:
    """The value there, MISSING where there is none. A key that itself has dots is found, too."""
    return _find(data, path.split(".")[:_DEEP])


def _find(data: Any, steps: list[str]) -> Any:
    if not steps:
        return data
    if isinstance(data, list):
        number = int(steps[0]) if steps[0].isascii() and steps[0].isdecimal() and len(steps[0]) < 6 else len(data)
        return _find(data[number], steps[1:]) if number < len(data) else MISSING
    if not isinstance(data, Mapping):
        return MISSING
    for length in range(1, len(steps) + 1):
        key = ".".join(steps[:length])
        if key in data and (found := _find(data[key], steps[length:])) is not MISSING:
            return found
    return MISSING


def shown(value: Any) -> str:
    """A value in words: a table line by line, a list by commas, nothing as nothing."""
    if value is None or value is MISSING:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, Mapping):
        return "\n".join(f"{key}: {_in_line(each)}" for key, each in value.items())
    if isinstance(value, list):
        return ", ".join(_in_line(each) for each in value)
    return str(value).replace("\0", "")


def _in_line(value: Any) -> str:
    return shown(value).replace("\n", "; ")
