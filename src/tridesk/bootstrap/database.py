"""Turns the database setting into Django's table, with what each database needs to be safe and quick."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

# WAL lets readers and the writer go on side by side. FULL makes a commit survive a power cut: a mail is marked
# seen on its server only because we hold it. IMMEDIATE takes the write lock at BEGIN, so a transaction never
# dies half-way because another one wrote first.
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000; "
    "PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;"
)


def database(url: str, data_dir: Path) -> dict[str, Any]:
    """Django's DATABASES['default'] for `url`; an empty one is SQLite in the data folder."""
    parts = urlsplit(url)
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "tridesk.infra.postgresql",
            "NAME": unquote(parts.path.lstrip("/")) or "tridesk",
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": True,
            # Without it who asks a machine that is switched off waits for minutes.
            "OPTIONS": {"connect_timeout": "10", **dict(parse_qsl(parts.query))},
        }
    name = unquote(parts.path[1:]) if url else str(data_dir / "tridesk.sqlite3")
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        "CONN_MAX_AGE": None,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 30, "init_command": SQLITE_PRAGMAS},
    }
