"""Headers that hold Message-IDs, folded between the ids and never inside one.

The standard library folds them as words of a language: an id longer than the line (Outlook's are) becomes an
encoded word, which no mail program understands as an id (https://github.com/python/cpython/issues/79986).
"""

from email.headerregistry import HeaderRegistry, UnstructuredHeader
from email.policy import SMTP, Policy


class MessageIds(UnstructuredHeader):
    """In-Reply-To and References (RFC 5322 section 3.6.4); also Message-ID itself."""

    name: str

    def fold(self, *, policy: Policy) -> str:
        """One id a line."""
        return f"{self.name}: " + f"{policy.linesep} ".join(str(self).split()) + policy.linesep


def _registry() -> HeaderRegistry:
    known = HeaderRegistry()
    for name in ("message-id", "in-reply-to", "references"):
        known.map_to_type(name, MessageIds)  # type: ignore[arg-type]  # the registry adds the base itself
    return known


POLICY = SMTP.clone(header_factory=_registry())
"""Mails as they go over the wire."""
