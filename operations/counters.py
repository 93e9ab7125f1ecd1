"""Numbers that people read: orders, decisions. One row per name, the same on both databases."""

from django.db import connection, transaction

from operations.models import Counter

FIRST_VALUE = 100_001


@transaction.atomic(savepoint=False)
def next_value(name: str, *, first: int = FIRST_VALUE) -> int:
    """Return the next number under a name, starting from 100001.

    The row stays locked until the caller's transaction ends: two callers never get one number, and a number whose
    transaction is rolled back is given out again. Ask late in a transaction, others wait.
    """
    value = _next(name)
    if value is None:
        Counter.objects.bulk_create([Counter(name=name, value=first - 1)], ignore_conflicts=True)
        value = _next(name)
    if value is None:
        raise Counter.DoesNotExist(name)
    return value


def _next(name: str) -> int | None:
    """Raise a row and read it in one statement; `RETURNING` is alike on both databases."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE operations_counter SET value = value + 1 WHERE name = %s RETURNING value", [name])
        row = cursor.fetchone()
    return row[0] if row else None
