"""The page of settings is in step with the code, and no page names a setting that there is not."""

import re

import pytest
from scripts.settings_docs import PAGE, in_step
from tests.docs.pages import name_of, pages

from tridesk.bootstrap.config import FOREIGN, FOREIGN_PREFIXES
from tridesk.bootstrap.config_table import SETTINGS

NAMES = {setting.name for setting in SETTINGS} | {f"{setting.name}_FILE" for setting in SETTINGS if setting.secret}
ON_PURPOSE = {"PUBLIC_ULR"}  # the example of a mistake


def test_the_table_of_settings_is_in_step():
    page = PAGE.read_text()
    assert page == in_step(page), "run `python -m scripts.settings_docs`"


def test_a_page_without_its_marks_is_refused():
    with pytest.raises(ValueError, match="marks"):
        in_step("# Settings")


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_every_setting_that_is_named_exists(page):
    named = set(re.findall(r"\bTRIDESK_([A-Z0-9_]*[A-Z0-9])\b", page.read_text())) - NAMES - FOREIGN - ON_PURPOSE
    unknown = {name for name in named if not f"{name}_".startswith(FOREIGN_PREFIXES)}
    assert unknown == set()


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_every_key_of_an_example_file_is_a_setting(page):
    examples = re.findall(r"^```toml\n(.*?)^```", page.read_text(), re.MULTILINE | re.DOTALL)
    keys = {key.upper() for example in examples for key in re.findall(r"^(\w+) =", example, re.MULTILINE)}
    assert keys - NAMES == set()
