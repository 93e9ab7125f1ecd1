"""Database triggers that make the audit tables, and other books, append-only on both databases.

They are put in after every `migrate` and not by a migration: SQLite drops a table's triggers whenever Django rebuilds
the table, and a squashed history must not lose them. Tests flush whole tables, so `AUDIT_TRIGGERS` is off there and
the tests of the triggers install them for themselves.
"""

from collections.abc import Sequence

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("operations_auditentry", "operations_auditseal")
REFUSAL = "the table is append-only"


def install_triggers(connection: BaseDatabaseWrapper, tables: Sequence[str] = TABLES) -> None:
    """Make UPDATE and DELETE on the tables fail. Repeating it changes nothing."""
    statements = {"sqlite": _sqlite, "postgresql": _postgresql}[connection.vendor]
    with connection.cursor() as cursor:
        for table in tables:
            for statement in statements(table):
                cursor.execute(statement)


def remove_triggers(connection: BaseDatabaseWrapper, tables: Sequence[str] = TABLES) -> None:
    """Take the triggers out: for a restore into a fresh database, and for tests."""
    with connection.cursor() as cursor:
        for table in tables:
            for verb in ("update", "delete"):
                on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{on_table}")


def are_installed(connection: BaseDatabaseWrapper) -> bool:
    """Say whether both tables are guarded."""
    query = {
        "sqlite": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'operations_audit%_no_%'",
        "postgresql": "SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'operations_audit%_no_%'",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0] == len(TABLES) * 2


def _sqlite(table: str) -> list[str]:
    return [
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        for verb in ("update", "delete")
    ]


def _postgresql(table: str) -> list[str]:
    refuse = (
        "CREATE OR REPLACE FUNCTION operations_refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$"
    )
    return [refuse] + [
        f"CREATE OR REPLACE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION operations_refuse_change()"
        for verb in ("update", "delete")
    ]
