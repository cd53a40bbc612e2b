"""What the doctor found: one line of its report."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """`level`: ok, warning or error; `code` is stable for scripts; `todo` says what to do."""

    level: str
    code: str
    text: str
    todo: str = ""
