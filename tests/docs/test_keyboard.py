"""The page of keys names the keys that the pages have."""

import re

from scripts.steps import ROOT
from tests.docs.pages import tables

PAGE = ROOT / "docs/users/keyboard.md"
TEMPLATES = ROOT / "src/tridesk/web/templates"
KEY = re.compile(r'data-key="([^"{]+)"|\bkey="([^"{]+)"|"(g [a-z])"|"([a-z])", kind,')


def bound() -> set[str]:
    """Every key of every template, but those of the sample pages."""
    found = set()
    for template in TEMPLATES.rglob("*.html"):
        if "dev" not in template.parts:
            found |= {next(filter(None, match)) for match in KEY.findall(template.read_text())}
    return found


def told() -> set[str]:
    found = set()
    for row in tables(PAGE):
        keys = re.findall(r"`([^`]+)`", row[0])
        if not any(key.startswith("Ctrl") for key in keys):
            found |= {" ".join(keys)} if keys[:1] == ["g"] else set(keys)
    return found


def test_the_page_names_exactly_the_keys_that_are_bound():
    assert told() == bound()
