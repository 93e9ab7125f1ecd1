"""The test database between tests that commit: put back as it was, quickly, and let go of at the end."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import time
from typing import Any

from django.contrib.sites.models import Site
from django.db import connection, transaction

#: the same in every test: Django makes them after migrating
KEPT = {"django_migrations", "django_content_type", "auth_permission"}


@dataclass
class Table:
    """The rows of one table, as the database gives and takes them."""

    name: str
    columns: list[str]
    rows: list[tuple[Any, ...]]

    def fill(self, cursor: Any) -> None:
        names = ", ".join(connection.ops.quote_name(column) for column in self.columns)
        places = ", ".join(["%s"] * len(self.columns))
        cursor.executemany(f"INSERT INTO {self.name} ({names}) VALUES ({places})", self.rows)


def take_stock() -> list[Table]:
    """Read every row that is there now, for `put_back`."""
    with connection.cursor() as cursor:
        return [_read(cursor, table) for table in _filled_tables(cursor)]


def put_back(stock: list[Table]) -> None:
    """Leave in the database the rows of `stock` and no other.

    Django's own flush empties all two hundred tables, makes every permission again, and leaves no page behind.
    """
    with connection.constraint_checks_disabled(), transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")  # no triggers, no foreign keys
        for table in _filled_tables(cursor):
            cursor.execute(f"DELETE FROM {table}")
        for kept in stock:
            kept.fill(cursor)
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = origin")  # a test around this goes on with them
    Site.objects.clear_cache()


def _filled_tables(cursor: Any) -> list[str]:
    """Name the tables that hold rows, quoted for SQL."""
    names = set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - KEPT
    tables = [connection.ops.quote_name(name) for name in sorted(names)]
    asked = [f"SELECT {place} WHERE EXISTS (SELECT 1 FROM {table})" for place, table in enumerate(tables)]
    cursor.execute(" UNION ALL ".join(asked))
    return [tables[place] for (place,) in cursor.fetchall()]


def _read(cursor: Any, table: str) -> Table:
    cursor.execute(f"SELECT * FROM {table}")
    # SQLite gives a time of day and takes none.
    rows = [tuple(str(value) if isinstance(value, time) else value for value in row) for row in cursor.fetchall()]
    return Table(table, [column[0] for column in cursor.description], rows)


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
