"""DMARC (RFC 7489): what the author's domain wants to be known by, and what counts as its own."""

import re
from dataclasses import dataclass

from tridesk.infra.dns import Questions
from tridesk.infra.mail.suffixes import organisation

_POLICIES = frozenset({"none", "quarantine", "reject"})
_VERSION = re.compile(r"v\s*=\s*DMARC1\s*(?:;|$)")  # section 6.4: first, and in this case
_LONGEST_RECORD = 4_000


@dataclass(frozen=True, slots=True)
class Policy:
    """`policy` holds for the author's very domain; empty where none is published. `strict_*`: only this very domain."""

    policy: str = ""
    strict_dkim: bool = False
    strict_spf: bool = False


def policy_of(domain: str, *, questions: Questions) -> Policy:
    """What the domain, else its organisation, publishes (section 6.6.3). Raises UnansweredError."""
    own = _published(domain, questions)
    if own is not None:
        return _read(own, own.get("p", ""))
    above = organisation(domain)
    inherited = _published(above, questions) if above != domain else None
    return _read(inherited, inherited.get("sp") or inherited.get("p", "")) if inherited is not None else Policy()


def aligned(author: str, domain: str, *, strict: bool) -> bool:
    """Whether what passed for `domain` speaks for the author's (section 3.1)."""
    if not author or not domain:
        return False
    return author == domain if strict else organisation(author) == organisation(domain)


def _published(domain: str, questions: Questions) -> dict[str, str] | None:
    texts = [record.decode("latin-1") for record in questions.ask(f"_dmarc.{domain}", "TXT")]
    records = [text for text in texts if len(text) <= _LONGEST_RECORD and _VERSION.match(text)]
    return _tags(records[0]) if len(records) == 1 else None


def _tags(record: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in record.split(";"))
    return {name.strip().lower(): value.strip().lower() for name, sign, value in pairs if sign}


def _read(tags: dict[str, str], policy: str) -> Policy:
    if policy not in _POLICIES:
        # Section 6.6.3: with an address for reports it is as good as "none", without one it is no record.
        if "rua" not in tags:
            return Policy()
        policy = "none"
    return Policy(policy, strict_dkim=tags.get("adkim") == "s", strict_spf=tags.get("aspf") == "s")
