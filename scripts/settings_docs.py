"""Writes the table of settings in docs/administrators/settings.md from `tridesk.bootstrap.config_table`.

`python -m scripts.settings_docs` brings the page into step; tests/docs/test_settings.py says when it is not.
"""

from pathlib import Path

from tridesk.bootstrap.config import PREFIX
from tridesk.bootstrap.config_table import SETTINGS, Setting

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/administrators/settings.md"
BEGIN = "<!-- settings: written by `python -m scripts.settings_docs` -->"
END = "<!-- settings: end -->"


def table() -> str:
    """One row a setting, in the order of the code, where neighbours belong together."""
    rows = "\n".join(_row(setting) for setting in SETTINGS)
    return f"| variable | default | meaning |\n|---|---|---|\n{rows}"


def _row(setting: Setting) -> str:
    default = f"`{setting.default}`" if setting.default else "empty"
    file = f" Also `{PREFIX}{setting.name}_FILE`." if setting.secret else ""
    meaning = setting.meaning.replace("|", "\\|")
    return f"| `{PREFIX}{setting.name}` | {default} | {meaning}{file} |"


def in_step(page: str) -> str:
    """The page with the table as the code has it; raises ValueError where the two marks are not there."""
    before, begin, rest = page.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{PAGE.name} has lost its marks: {BEGIN} and {END}")
    return f"{before}{begin}\n\n{table()}\n\n{end}{after}"


if __name__ == "__main__":
    PAGE.write_text(in_step(PAGE.read_text()))
