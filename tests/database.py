"""The test database between tests that commit: emptied quickly, and let go of at the end."""

from collections.abc import Collection

from django.db import connection, transaction

#: the same in every test: Django makes them after migrating
KEPT = {"django_migrations", "django_content_type", "auth_permission"}


def empty_tables() -> None:
    """Empty the tables that hold rows.

    Django's own flush empties all two hundred, and then makes every permission again.
    """
    names = set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - KEPT
    tables = [connection.ops.quote_name(name) for name in sorted(names)]
    asked = [f"SELECT {place} WHERE EXISTS (SELECT 1 FROM {table})" for place, table in enumerate(tables)]
    with connection.constraint_checks_disabled(), transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")  # no triggers, no foreign keys
        cursor.execute(" UNION ALL ".join(asked))
        for (place,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {tables[place]}")


def open_sessions() -> set[int]:
    """Name the sessions that hold this database (PostgreSQL; none on SQLite)."""
    if connection.vendor != "postgresql":
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'"
        )
        return {pid for (pid,) in cursor.fetchall()}


def end_other_sessions(known: Collection[int] = ()) -> None:
    """Close what still holds the database, except the known ones and our own, and wait for it.

    A thread of the live server may be ending its last request; a killed process leaves a session behind.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND backend_type = 'client backend'"
                " AND pid <> pg_backend_pid() AND pid <> ALL(%s)",
                [list(known)],
            )
