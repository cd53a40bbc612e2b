"""Words with placeholders filled from JSON: `{{ alerts.0.labels.severity }}`, `{{ title | subject }}` for the first of
them that is not empty. Nothing else: no code, no loops."""

import re
from typing import Any

from tridesk.webhooks.rules.paths import at_path, shown

_PLACE = re.compile(r"\{\{([^{}]{1,200})\}\}")


def filled(template: str, data: Any, *, limit: int) -> str:
    """What is not there is nothing. At most `limit` characters."""
    return _PLACE.sub(lambda match: _first(match[1], data), template)[:limit]


def _first(paths: str, data: Any) -> str:
    for path in paths.split("|"):
        if words := shown(at_path(data, path.strip())):
            return words
    return ""
