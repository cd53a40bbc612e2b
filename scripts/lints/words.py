"""Names and words that do not belong in the tree: drawers without a label, one machine's paths, addresses of
package registries, the wrong word for an analyst, notes to oneself."""

import re
from collections.abc import Iterator

from .source import Finding, Source

NAME_RULE, PATH_RULE, HOST_RULE, TERM_RULE, NOTE_RULE = (
    "vague-name",
    "machine-path",
    "registry",
    "term",
    "note-to-self",
)
VAGUE = {"util", "utils", "helper", "helpers", "manager", "managers", "misc"}
HOSTS = re.compile(
    r"registry\.npmjs\.org|registry\.yarnpkg\.com|files\.pythonhosted\.org|pypi\.org/simple|static\.crates\.io|"
    r"--(?:extra-)?index-url\s|^\s*registry\s*=",
    re.MULTILINE,
)
MACHINE = re.compile(r"(?<![\w.~$}/-])/(?:root|work|home/[a-z]\w*|Users/[A-Za-z]\w*)/")
TEMPORARY = re.compile(r"(?<![\w.~$}/-])/tmp\b")
AGENT = re.compile(r"\bagents?\b", re.IGNORECASE)
PROGRAM = re.compile(
    r"user[-_ ]?agent|(?:device|transfer|delivery|mail|relay|browser)[-_ ]agents?|tridesk_agent|"
    r"never.{0,3}agent|program on a device",
    re.IGNORECASE,
)
NOTE = re.compile(r"(?:#|//|/\*|<!--|\{#)\s*(?:TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")
OWN = ("scripts/lints/words.py", "tests/checks/")
LOCKS = ("requirements/", "frontend/package-lock.json", ".npmrc", "frontend/.npmrc")


def _name(source: Source) -> Iterator[Finding]:
    if not source.path.startswith(("src/", "tests/", "scripts/", "bench/", "frontend/")):
        return
    for part in source.path.split("/"):
        word = re.sub(r"^test_", "", part.split(".")[0].lower())
        if word in VAGUE:
            message = f"`{part}` says nothing. Name it after what it does or what it holds."
            yield from source.found(NAME_RULE, 1, message)


def _lines(source: Source) -> Iterator[tuple[str, int, str]]:
    ours = source.path.startswith("src/tridesk/")
    told = source.path.startswith(("src/", "docs/", "README", "CONTRIBUTING", "scripts/", "frontend/", ".ci/"))
    for number, line in enumerate(source.lines, 1):
        if HOSTS.search(line):
            yield (
                HOST_RULE,
                number,
                "names a package registry. Each machine knows its own; keep names and versions only.",
            )
        if told and MACHINE.search(line):
            yield (
                PATH_RULE,
                number,
                "a path of one machine. Take it from the settings, or say it relative to the project.",
            )
        if source.path.startswith(("src/", "docs/")) and TEMPORARY.search(line):
            yield PATH_RULE, number, "a fixed temporary folder. Use `tempfile`, or a setting."
        if ours and not source.path.endswith(".po") and AGENT.search(PROGRAM.sub("", line)):
            yield TERM_RULE, number, "who works tickets is an analyst; an agent is the program on a device."
        if told and NOTE.search(line):
            yield NOTE_RULE, number, "a note to oneself. Do it, or write an issue."


def check(source: Source) -> Iterator[Finding]:
    if source.path.startswith("frontend/package-lock.json") and '"resolved": "http' in source.text:
        yield from source.found(HOST_RULE, 1, "the lock file names download addresses; `make lock` leaves them out.")
    if source.path.startswith(OWN):
        return
    yield from _name(source)
    if source.path.startswith("frontend/package-lock.json") or source.path.endswith((".eml", ".mbox")):
        return
    for rule, number, message in _lines(source):
        yield from source.found(rule, number, message)
