"""Every type of problem with its sentence."""

import re
from dataclasses import dataclass

from tridesk.api.problems import TITLES, TYPE, status_of
from tridesk.kernel.errors import DomainError
from tridesk.wording.refusals import SENTENCES, explain

_OF_THE_DOOR = ((405, "method_not_allowed"), (500, "broken"))
_PLACEHOLDER = re.compile(r"%\((\w+)\)s")
_NOT_HERE = frozenset({"backup", "consent_refused"})  # told at the command line and in the browser


@dataclass(frozen=True, slots=True)
class Told:
    """One type; `reasons`: sentences of its closer cases."""

    type: str
    status: int
    title: str
    says: str
    reasons: tuple[str, ...]


def told_problems() -> list[Told]:
    """By status, then by name; in the language that is active."""
    found = [_told(kind) for kind in _kinds(DomainError) if kind.code not in _NOT_HERE]
    found += [Told(f"{TYPE}{code}", status, str(TITLES[status]), "", ()) for status, code in _OF_THE_DOOR]
    return sorted({each.type: each for each in found}.values(), key=lambda each: (each.status, each.type))


def _kinds(base: type[DomainError]) -> list[type[DomainError]]:
    return [
        each
        for kind in base.__subclasses__()
        for each in (kind, *_kinds(kind))
        if each.__module__.startswith("tridesk.")
    ]


def _told(kind: type[DomainError]) -> Told:
    status = status_of(kind())
    prefix = f"{kind.code}."
    reasons = dict.fromkeys(_open(str(text)) for key, text in SENTENCES.items() if key.startswith(prefix))
    says = _open(str(SENTENCES[kind.code])) if kind.code in SENTENCES else explain(kind())
    return Told(f"{TYPE}{kind.code}", status, str(TITLES[status]), says, tuple(reasons))


def _open(sentence: str) -> str:
    """What is filled in, as …"""
    return _PLACEHOLDER.sub("…", sentence)
