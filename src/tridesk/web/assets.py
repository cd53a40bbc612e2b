"""Where Vite put what: addresses of styles, scripts and icons, from the manifest of the build."""

import json
from functools import cache, lru_cache
from pathlib import Path

from django.conf import settings
from markupsafe import Markup

BUILD = Path(__file__).parent / "static" / "build"


class AssetMissingError(LookupError):
    """The name is not in the manifest, or the pages' assets were never built (`make setup` builds them)."""


def static_asset(name: str) -> str:
    """The address of a source file of frontend/src ("main.ts", "main.css", "icons.svg"), hash and all.

    The file is named straight, not through a static files storage: a storage that adds a hash of its own
    would make the page load a script under one address and the chunks import it under another, so it would
    run twice. Raises AssetMissingError.
    """
    entry = _manifest(_stamp()).get(name)
    if entry is None:
        raise AssetMissingError(f"no {name!r} in {BUILD}: run `npm run build` in frontend/")
    return f"{settings.STATIC_URL}build/{entry}"


def icon_markup(name: str, label: str = "", extra: str = "") -> Markup:
    """An icon of the sprite, as ui/icon.html offers it. A page draws dozens: each look is put together once."""
    return _icon(static_asset("icons.svg"), name, str(label), extra)


@lru_cache(maxsize=4096)
def _icon(sprite: str, name: str, label: str, extra: str) -> Markup:
    # house: allow built-html because `format` escapes what is filled in and the rest is constant
    said = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    kind = f"icon {extra}" if extra else "icon"
    # house: allow built-html because of the same
    return Markup('<svg class="{}" {}><use href="{}#{}"></use></svg>').format(kind, said, sprite, name)


@cache
def _manifest(stamp: int) -> dict[str, str]:  # noqa: ARG001  the stamp is the key: a new build is read anew
    try:
        entries = json.loads((BUILD / "manifest.json").read_text())
    except FileNotFoundError:
        return {}
    return {name: entry["file"] for name, entry in entries.items()}


def _stamp() -> int:
    """When the build was made, in nanoseconds; asked only while developing, otherwise always 0."""
    if not settings.DEBUG:
        return 0
    manifest = BUILD / "manifest.json"
    return manifest.stat().st_mtime_ns if manifest.exists() else 0
