"""Every command that a page names can be called, and every one that can be called stands on the page of commands."""

import argparse
import re
from collections.abc import Iterator

import pytest
from scripts.steps import ROOT
from tests.docs.pages import READMES, name_of, pages, tables

from tridesk.cli.parser import build

PAGE = ROOT / "docs/administrators/command-line.md"
# A call at the beginning of a line, after variables or a folder, or at the beginning of code between backticks.
_CALL = re.compile(r"(?:^(?:[A-Z_]+=\S+\s+)*|`|/bin/)tridesk((?:\s+[a-z]+){1,2})")
_MAKE = re.compile(r"(?:^|`|&& )make ([a-z]+)", re.MULTILINE)
_FENCE = re.compile(r"^```[a-z]*\n(.*?)^```", re.MULTILINE | re.DOTALL)


def commands(parser: argparse.ArgumentParser, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], set[str]]]:
    """All commands with their options."""
    inner = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    for action in inner:
        for name, child in action.choices.items():
            yield from commands(child, (*path, name))
    if not inner:
        options = {option for action in parser._actions for option in action.option_strings}
        yield path, {option for option in options if option.startswith("--")}


KNOWN = dict(commands(build()))
GROUPS = {path[:1] for path in KNOWN if len(path) > 1}


def code(text: str) -> Iterator[str]:
    """What stands in fences, lines that go on joined, and between backticks, with the first of them."""
    for fence in _FENCE.findall(text):
        yield from fence.replace("\\\n", " ").splitlines()
    yield from (f"`{inline}" for inline in re.findall(r"`([^`]+)`", _FENCE.sub("", text)))


def called(text: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Commands that are named, with the rest of their line."""
    for line in code(text):
        for match in _CALL.finditer(line):
            words = tuple(match[1].split())
            yield words if words[:1] in GROUPS else words[:1], line[match.end() :]


def named_in(text: str) -> set[tuple[str, ...]]:
    """Commands of `tridesk`, and of `make` with that word first."""
    makes = {("make", name) for name in _MAKE.findall("\n".join(code(text)))}
    return makes | {path for path, _rest in called(text)}


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_every_command_that_is_named_exists(page):
    for path, rest in called(page.read_text()):
        if path in GROUPS:
            continue
        assert path in KNOWN, f"there is no `tridesk {' '.join(path)}`"
        for option in re.findall(r"(?<=\s)(--[a-z-]+)", rest.partition("#")[0]):
            assert option in KNOWN[path], f"`tridesk {' '.join(path)}` has no {option}"


def test_every_command_and_option_stands_on_the_page_of_commands():
    rows = {
        tuple(cells[0].strip("`").split()[1:]): cells[1] for cells in tables(PAGE) if cells[0].startswith("`tridesk")
    }
    told = {tuple(word for word in path if word.islower()): text for path, text in rows.items()}
    assert told.keys() == KNOWN.keys()
    internal = {"--help", "--with-parent"}
    for path, options in KNOWN.items():
        missing = {option for option in options - internal - {"--json"} if f"`{option}`" not in told[path]}
        assert not missing, f"{' '.join(path)}: {missing}"


def test_the_changes_name_every_command():
    assert named_in((ROOT / "CHANGELOG.md").read_text()) >= KNOWN.keys()


def test_the_three_readmes_name_the_same_commands():
    english, spanish, portuguese = (named_in(readme.read_text()) for readme in READMES)
    assert english == spanish == portuguese
    assert {("make", "run"), ("make", "test")} <= english


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_every_make_command_that_is_named_exists(page):
    targets = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert {path[1] for path in named_in(page.read_text()) if path[0] == "make"} <= targets
