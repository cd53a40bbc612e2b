"""The page about rights says what the code allows."""

from scripts.steps import ROOT
from tests.docs.pages import tables

from tridesk.identity.rules import BUILT_IN_ROLES, DEFAULT_TEAM
from tridesk.identity.types import Permission, TeamRight

PAGE = ROOT / "docs/administrators/people.md"


def test_the_table_of_permissions_is_that_of_the_code():
    rows = list(tables(PAGE))
    head = next(row for row in rows if row[0] == "permission")
    assert [name.replace(" ", "_") for name in head[2:]] == list(BUILT_IN_ROLES)
    told = {row[0].strip("`"): row[2:] for row in rows if row[0].startswith("`")}
    allowed = {
        permission.value: ["✓" if permission in given else "" for _name, _side, given in BUILT_IN_ROLES.values()]
        for permission in Permission
    }
    assert told == allowed


def test_the_rights_in_a_team_are_told_in_their_order():
    first = [row[0] for row in tables(PAGE)]
    assert [name for name in first if name in set(TeamRight)] == list(TeamRight)
    assert DEFAULT_TEAM in PAGE.read_text()
