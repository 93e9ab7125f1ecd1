"""Numbers that people read: orders, decisions. One row per name, the same on both databases."""

from django.db import transaction
from django.db.models import F

from operations.models import Counter

FIRST_VALUE = 100_001


@transaction.atomic(savepoint=False)
def next_value(name: str, *, first: int = FIRST_VALUE) -> int:
    """Return the next number under a name, starting from 100001.

    The row stays locked until the caller's transaction ends: two callers never get one number, and a number whose
    transaction is rolled back is given out again. Ask late in a transaction, others wait.
    """
    own = Counter.objects.filter(name=name)
    if not own.update(value=F("value") + 1):
        Counter.objects.bulk_create([Counter(name=name, value=first - 1)], ignore_conflicts=True)
        own.update(value=F("value") + 1)
    return own.values_list("value", flat=True).get()
