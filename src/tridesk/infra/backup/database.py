"""The two databases behind one interface: copy it, look into the copy, put the copy back."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Protocol

from django.db import connection

from tridesk.infra.backup.manifest import BackupError
from tridesk.infra.backup.postgres import Postgres
from tridesk.infra.backup.sqlite import Sqlite

# Tables that migrating or running fills by itself, of no worth to anybody.
_OF_NO_WORTH = frozenset(
    {
        "django_migrations",
        "django_content_type",
        "auth_permission",
        "django_session",
        "infra_cache",
        "infra_recurring",
    }
)


class Database(Protocol):
    """The database that Django's default connection belongs to."""

    kind: str
    file_name: str

    def copy(self, to: Path) -> None:
        """A consistent copy of one instant, made while others read and write."""

    def files_named(self, copy: Path) -> Iterator[tuple[str, int]]:
        """SHA-256 and size of every StoredFile in the copy."""

    def replace_by(self, copy: Path) -> None:
        """Puts the copy in the place of what is there: all or nothing. Closes Django's connection. Raises
        BackupError("target_in_use") when somebody else is connected."""


def of_this_installation() -> Database:
    if connection.vendor == "postgresql":
        return Postgres(connection)
    if connection.vendor == "sqlite":
        return Sqlite(connection)
    raise BackupError("unsupported_database", name=connection.vendor)


def table_with_rows(*, besides: Collection[str] = ()) -> str | None:
    """The name of one of our tables that holds something; None in an empty or only just made database.

    `besides` names tables whose rows count for nothing.
    """
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return None  # looking would make it
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True):
            if table not in _OF_NO_WORTH and table not in besides:
                cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(table)} LIMIT 1")  # noqa: S608
                if cursor.fetchone():
                    return table
    return None
