"""The operator's language, from the environment, without Django: `mail parse` starts in a fraction of a second."""

import gettext as gettext_module
import os
from functools import cache
from pathlib import Path

_LOCALE = Path(__file__).resolve().parent.parent / "locale"


@cache
def _catalogue() -> gettext_module.NullTranslations:
    wanted = next((v for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (v := os.environ.get(name))), "")
    language = {"pt": "pt_BR", "es": "es"}.get(wanted[:2].lower())
    return gettext_module.translation("django", _LOCALE, languages=[language] if language else [], fallback=True)


def gettext(text: str) -> str:
    """The text in the operator's language."""
    return _catalogue().gettext(text) if text else ""


def ngettext(one: str, many: str, number: int) -> str:
    """The same for a count."""
    return _catalogue().ngettext(one, many, number)


def django_language() -> str:
    """The same language as Django names it."""
    return str(_catalogue().info().get("language", "en")).lower().replace("_", "-") or "en"
