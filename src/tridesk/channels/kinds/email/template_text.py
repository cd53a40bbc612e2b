"""The renderer of an administrator's words: `{{ name }}` gives way to its value, once; nothing is ever evaluated.

A line whose placeholders are all empty disappears: "Also in this conversation: {{ others }}" where nobody else is.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from tridesk.channels.errors import MailTemplateInvalidError
from tridesk.channels.kinds.email.placeholders import BLOCKS, CONSTANT, IN_SUBJECT, NAMES, REQUIRED_IN_SUBJECT, Value
from tridesk.kernel.text import clipped, one_line

_MARK = re.compile(r"\{\{|\}\}")


@dataclass(frozen=True, slots=True)
class Slot:
    """A place that is filled in; `line` of the template, from 1; `in_tag`: as the address of a link."""

    name: str
    line: int
    in_tag: bool = False


type Part = str | Slot
type Line = tuple[Part, ...]
type Values = Mapping[str, Value]


def parts(source: str, *, kind: str, field: str, line: int = 1) -> Line:
    """The template taken apart. Raises MailTemplateInvalidError for what is no placeholder of this kind of mail."""
    wrong = partial(MailTemplateInvalidError, field=field)
    found: list[Part] = []
    at = 0
    while mark := _MARK.search(source, at):
        here = line + source.count("\n", 0, mark.start())
        end = _MARK.search(source, mark.end())
        if mark[0] == "}}":
            raise wrong(reason="not_opened", line=here)
        inside = source[mark.end() : end.start()] if end and end[0] == "}}" else "\n"
        if end is None or "\n" in inside:
            raise wrong(reason="not_closed", line=here)
        name = inside.strip()
        if name not in NAMES[kind]:
            raise wrong(reason="unknown_placeholder", line=here, name=clipped(one_line(name), 40))
        found += [source[at : mark.start()], Slot(name, here)]
        at = end.end()
    return tuple(part for part in (*found, source[at:]) if part != "")


def lines(found: Line) -> tuple[Line, ...]:
    """The parts, line by line."""
    made: list[list[Part]] = [[]]
    for part in found:
        pieces: list[Part] = [part] if isinstance(part, Slot) else list(part.split("\n"))
        made[-1] += pieces[:1]
        made += [[piece] for piece in pieces[1:]]
    return tuple(tuple(part for part in line if part != "") for line in made)


def silent(line: Line, values: Values) -> bool:
    """Whether the line is there for placeholders that have nothing to say this time."""
    asked = [part.name for part in line if isinstance(part, Slot) and part.name not in CONSTANT]
    return bool(asked) and not any(values.get(name) for name in asked)


def compiled_text(source: str, *, kind: str) -> tuple[Line, ...]:
    """A template of plain text. Raises MailTemplateInvalidError."""
    made = lines(parts(source, kind=kind, field="text"))
    for line in made:
        block = next((part for part in line if isinstance(part, Slot) and part.name in BLOCKS), None)
        if block and any(isinstance(part, Slot) or part.strip() for part in line if part is not block):
            raise MailTemplateInvalidError(field="text", reason="not_alone", line=block.line, name=block.name)
    return made


def render_text(template: tuple[Line, ...], values: Values) -> str:
    """The plain text, ended by one line end. Where a line disappears, so does one of the empty ones around it."""
    kept: list[str] = []
    gone = False
    for line in template:
        if silent(line, values):
            gone = True
            continue
        if not line and gone and (not kept or not kept[-1]):
            continue
        kept.append("".join(values[part.name].text if isinstance(part, Slot) else part for part in line))
        gone = False
    return "\n".join(kept).strip("\n") + "\n"


def compiled_subject(source: str, *, kind: str) -> Line:
    """A template of the subject. Raises MailTemplateInvalidError."""
    wrong = partial(MailTemplateInvalidError, field="subject")
    if "\n" in source or "\r" in source:
        raise wrong(reason="several_lines")
    made = parts(source, kind=kind, field="subject")
    names = [part.name for part in made if isinstance(part, Slot)]
    if foreign := next((name for name in names if name not in IN_SUBJECT), None):
        raise wrong(reason="not_in_subject", name=foreign)
    if (needed := REQUIRED_IN_SUBJECT[kind]) not in names:
        raise wrong(reason="missing_placeholder", name=needed)
    around = zip(("", *made), made, (*made[1:], ""), strict=False)
    if any(isinstance(part, Slot) and part.name == "number" and _glued(left, right) for left, part, right in around):
        raise wrong(reason="glued")  # "xTD-12" is no number of ours any more
    return made


def _glued(left: Part, right: Part) -> bool:
    beside = (left[-1:] if isinstance(left, str) else left, right)
    return any(isinstance(each, Slot) or re.match(r"\w", each) for each in beside)


def render_subject(template: Line, values: Values) -> str:
    return one_line("".join(values[part.name].text if isinstance(part, Slot) else part for part in template))
