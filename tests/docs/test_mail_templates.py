"""The page about mail templates names every placeholder there is."""

from scripts.steps import ROOT
from tests.docs.pages import tables

from tridesk.channels.kinds.email.placeholders import KINDS, NAMES, REQUIRED
from tridesk.web.words import MAIL_KINDS, PLACEHOLDERS

PAGE = ROOT / "docs/administrators/mail-templates.md"


def test_the_table_of_placeholders_is_that_of_the_code():
    rows = [row for row in tables(PAGE) if row[0].startswith("`{{")]
    told = {row[0].strip("`{} "): row[2:] for row in rows}
    marks = {
        name: ["needed" if REQUIRED[kind] == name else "✓" if name in NAMES[kind] else "" for kind in KINDS]
        for name in {name for names in NAMES.values() for name in names}
    }
    assert told == marks


def test_the_settings_page_explains_them_all():
    assert set(PLACEHOLDERS) == {name for names in NAMES.values() for name in names}
    assert tuple(MAIL_KINDS) == KINDS
