"""What must happen once happens once, whoever else tries. Each race has a positive control: unguarded, it goes wrong."""

import time
from datetime import timedelta
from itertools import chain

import pytest

from operations import counters, limits, outbox, schedules
from operations.clock import now
from operations.models import Counter, OutboxEntry, Schedule

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 8


def test_one_worker_gets_an_entry(together, work):
    OutboxEntry.objects.create(topic="probe", ref="1")
    pk = OutboxEntry.objects.get().pk

    claims = together(THREADS, lambda: outbox.claim(pk))

    assert sum(claim is not None for claim in claims) == 1


def test_control_reading_before_claiming_lets_several_workers_in(together, work):
    pk = OutboxEntry.objects.create(topic="probe", ref="1").pk

    def claim_naively() -> bool:
        is_free = OutboxEntry.objects.free(now()).filter(pk=pk).exists()
        time.sleep(0.1)
        if is_free:
            OutboxEntry.objects.filter(pk=pk).update(locked_until=now() + outbox.LEASE)
        return is_free

    assert sum(together(THREADS, claim_naively)) > 1


def test_many_workers_do_each_piece_of_work_once(together, work):
    seen = []
    outbox.handler("probe")(lambda entry: seen.append(entry.ref))
    OutboxEntry.objects.bulk_create([OutboxEntry(topic="probe", ref=str(n)) for n in range(40)])

    together(4, outbox.drain)

    assert sorted(seen, key=int) == [str(number) for number in range(40)]


def test_one_key_put_by_many_is_one_entry(together, work):
    together(THREADS, lambda: outbox.put("probe", 1, dedupe_key="same", coalesce=True))

    entry = OutboxEntry.objects.get()
    assert entry.asked == THREADS + 1


def test_two_workers_run_a_job_once(together, jobs):
    runs = []
    schedules.periodic("probe", every=timedelta(hours=1))(lambda: runs.append(1))
    Schedule.objects.create(name="probe")

    ran = together(THREADS, lambda: schedules.run_if_due("probe"))

    assert sum(ran) == 1
    assert len(runs) == 1


def test_control_an_unclaimed_job_runs_several_times(together, jobs):
    runs = []
    Schedule.objects.create(name="probe")

    def run_naively() -> None:
        due = Schedule.objects.get(name="probe").next_at <= now()
        time.sleep(0.1)
        if due:
            runs.append(1)
            Schedule.objects.filter(name="probe").update(next_at=now() + timedelta(hours=1))

    together(THREADS, run_naively)

    assert len(runs) > 1


def test_numbers_are_unique_and_without_gaps(together):
    numbers = together(THREADS, lambda: [counters.next_value("order") for _ in range(5)])

    assert sorted(chain.from_iterable(numbers)) == list(range(100_001, 100_001 + THREADS * 5))


def test_control_reading_then_writing_gives_one_number_twice(together):
    Counter.objects.create(name="order", value=100_000)

    def count_naively() -> int:
        value = Counter.objects.get(name="order").value + 1
        time.sleep(0.1)
        Counter.objects.filter(name="order").update(value=value)
        return value

    numbers = together(THREADS, count_naively)

    assert len(set(numbers)) < THREADS


def test_the_database_counts_every_try(together):
    window = {"window": 1, "per": timedelta(minutes=1)}

    counts = together(THREADS, lambda: limits._count_in_database("k", **window))

    assert max(counts) == THREADS
