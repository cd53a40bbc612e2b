"""The database itself refuses to change or delete an audit line, whoever asks.

A migration that rebuilds `infra_event` on SQLite (altering a column there makes a new table) loses the
triggers and must raise the guard again. Restoring a backup over a database in use lowers it first.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

_POSTGRES_UP = (
    """
    CREATE OR REPLACE FUNCTION infra_event_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN
      RAISE EXCEPTION 'audit events cannot be changed' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    """
    CREATE TRIGGER infra_event_no_change BEFORE UPDATE OR DELETE ON infra_event
    FOR EACH ROW WHEN (OLD.audit) EXECUTE FUNCTION infra_event_refuse()
    """,
    """
    CREATE TRIGGER infra_event_no_truncate BEFORE TRUNCATE ON infra_event
    FOR EACH STATEMENT EXECUTE FUNCTION infra_event_refuse()
    """,
)
_POSTGRES_DOWN = (
    "DROP TRIGGER IF EXISTS infra_event_no_truncate ON infra_event",
    "DROP TRIGGER IF EXISTS infra_event_no_change ON infra_event",
    "DROP FUNCTION IF EXISTS infra_event_refuse()",
)
_SQLITE_UP = (
    """
    CREATE TRIGGER infra_event_no_update BEFORE UPDATE ON infra_event FOR EACH ROW WHEN OLD.audit
    BEGIN SELECT RAISE(ABORT, 'audit events cannot be changed'); END
    """,
    """
    CREATE TRIGGER infra_event_no_delete BEFORE DELETE ON infra_event FOR EACH ROW WHEN OLD.audit
    BEGIN SELECT RAISE(ABORT, 'audit events cannot be changed'); END
    """,
)
_SQLITE_DOWN = (
    "DROP TRIGGER IF EXISTS infra_event_no_update",
    "DROP TRIGGER IF EXISTS infra_event_no_delete",
)


def raise_audit_guard(connection: BaseDatabaseWrapper) -> None:
    """From now on the database refuses UPDATE and DELETE of audit lines with an IntegrityError."""
    drop_audit_guard(connection)
    _run(connection, _POSTGRES_UP if connection.vendor == "postgresql" else _SQLITE_UP)


def drop_audit_guard(connection: BaseDatabaseWrapper) -> None:
    """Lets audit lines be deleted again: for restoring a backup and for emptying test tables."""
    _run(connection, _POSTGRES_DOWN if connection.vendor == "postgresql" else _SQLITE_DOWN)


def _run(connection: BaseDatabaseWrapper, statements: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
