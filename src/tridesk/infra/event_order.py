"""PostgreSQL stamps each event with the transaction that wrote it: see outbox/feed.py for what that is good for."""

from django.db.backends.base.base import BaseDatabaseWrapper

_UP = (
    """
    CREATE OR REPLACE FUNCTION infra_event_stamp() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN
      NEW.tx := txid_current() + coalesce((SELECT max(start) FROM infra_event_era), 0);
      RETURN NEW;
    END $$
    """,
    "CREATE TRIGGER infra_event_stamp BEFORE INSERT ON infra_event FOR EACH ROW EXECUTE FUNCTION infra_event_stamp()",
    "CREATE INDEX event_in_order ON infra_event (tx, id)",
)
_DOWN = (
    "DROP INDEX IF EXISTS event_in_order",
    "DROP TRIGGER IF EXISTS infra_event_stamp ON infra_event",
    "DROP FUNCTION IF EXISTS infra_event_stamp()",
)


def stamp_events(connection: BaseDatabaseWrapper) -> None:
    """From now on every new line of the log tells its transaction."""
    _run(connection, (*_DOWN, *_UP))


def stop_stamping(connection: BaseDatabaseWrapper) -> None:
    """As it was before."""
    _run(connection, _DOWN)


def _run(connection: BaseDatabaseWrapper, statements: tuple[str, ...]) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
