"""Every rule of the house with lines it lets pass and lines it stops (examples/)."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from scripts.lints import clock, floors, injection, keywords, sizes, texts, words, writes
from scripts.lints.source import Finding, Source

EXAMPLES = Path(__file__).parent / "examples"
RULES = {rule.__name__.split(".")[-1]: rule for rule in (clock, floors, injection, keywords, texts, words, writes)}
HEAD = re.compile(r"^== (?:pass|stop (?P<stopped_by>\S+)) (?P<path>\S+)\n", re.MULTILINE)
RULES_PY = "src/tridesk/tickets/rules.py"


def examples() -> Iterator[object]:
    for name in RULES:
        text = (EXAMPLES / f"{name}.txt").read_text()
        heads = list(HEAD.finditer(text))
        for number, head in enumerate(heads, 1):
            end = heads[number].start() if number < len(heads) else len(text)
            source = Source(head["path"], text[head.end() : end])
            yield pytest.param(name, source, head["stopped_by"], id=f"{name}-{number}-{head['stopped_by'] or 'passes'}")


def failures(rule: str, source: Source) -> list[Finding]:
    return [finding for finding in RULES[rule].check(source) if not finding.warning]


@pytest.mark.parametrize(("rule", "source", "stopped_by"), list(examples()))
def test_good_lines_pass_and_bad_ones_are_told_why(rule: str, source: Source, stopped_by: str | None) -> None:
    found = failures(rule, source)
    assert {finding.rule for finding in found} == ({stopped_by} if stopped_by else set())
    assert all(len(finding.message) > 40 for finding in found)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_good_and_bad_examples(rule: str) -> None:
    stopped = {head["stopped_by"] is not None for head in HEAD.finditer((EXAMPLES / f"{rule}.txt").read_text())}
    assert stopped == {True, False}


def test_an_argued_exception_passes_and_an_unargued_one_does_not() -> None:
    path, line = (
        "src/tridesk/tickets/actions/reply.py",
        "import time\ntime.time()  # house: allow reads-the-clock",
    )
    assert failures("clock", Source(path, line + " because the token must differ from one call to the next")) == []
    assert len(failures("clock", Source(path, line))) == 1


@pytest.mark.parametrize(("lines", "warnings"), [(250, []), (300, [True]), (400, [True]), (401, [False])])
def test_a_long_file_warns_until_it_is_too_long(lines: int, warnings: list[bool]) -> None:
    assert [finding.warning for finding in sizes.check(Source(RULES_PY, "x = 1\n" * lines))] == warnings


@pytest.mark.parametrize(("lines", "found"), [(60, 0), (61, 1)])
def test_a_function_has_at_most_sixty_lines(lines: int, found: int) -> None:
    text = "def f():\n" + "    x = 1\n" * (lines - 1)
    assert len(list(sizes.check(Source(RULES_PY, text)))) == found


def test_floors_are_read_from_the_import_contract() -> None:
    known = floors.floors()
    order = [known[room] for room in ("kernel", "infra", "identity", "tickets", "web", "bootstrap")]
    assert order == sorted(set(order))
    assert known["tickets"] == known["knowledge"]
