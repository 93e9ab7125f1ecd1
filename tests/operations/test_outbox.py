"""Work that must happen, happens."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import transaction

from operations import outbox
from operations.models import AuditEntry, OutboxEntry, OutboxState
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 24, 8, tzinfo=UTC)


def run_through(entry_pk: int, clock, tries: int) -> None:
    for _number in range(tries):
        clock.move_to(OutboxEntry.objects.get(pk=entry_pk).available_at)
        outbox.drain()


def test_what_was_put_is_done_once(work):
    seen = []
    outbox.handler("probe")(lambda entry: seen.append(entry.ref))
    outbox.put("probe", 7)

    assert outbox.drain().done == 1
    assert outbox.drain().total == 0
    assert seen == ["7"]


def test_a_rolled_back_request_leaves_no_work(work):
    with pytest.raises(RuntimeError), transaction.atomic():
        outbox.put("probe", "x")
        raise RuntimeError

    assert not OutboxEntry.objects.exists()


def test_one_key_is_one_piece_of_work_even_after_it_was_done(work):
    seen = []
    outbox.handler("probe")(lambda entry: seen.append(entry.ref))

    outbox.put("probe", "a", dedupe_key="once")
    outbox.put("probe", "b", dedupe_key="once")
    outbox.drain()
    outbox.put("probe", "c", dedupe_key="once")
    outbox.drain()

    assert seen == ["a"]


def test_coalesced_requests_run_once_and_again_when_asked_after(work):
    seen = []
    outbox.handler("index")(lambda entry: seen.append(entry.payload))

    outbox.put("index", 1, dedupe_key="index:1", payload={"v": 1}, coalesce=True)
    outbox.put("index", 1, dedupe_key="index:1", payload={"v": 2}, coalesce=True)
    outbox.drain()
    assert seen == [{"v": 2}]

    outbox.put("index", 1, dedupe_key="index:1", payload={"v": 3}, coalesce=True)
    outbox.drain()
    assert seen == [{"v": 2}, {"v": 3}]


def test_a_coalesced_request_during_the_work_makes_it_run_again(work):
    seen = []

    def index(entry):
        seen.append(entry.payload["v"])
        if len(seen) == 1:
            outbox.put("index", 1, dedupe_key="index:1", payload={"v": 2}, coalesce=True)

    outbox.handler("index")(index)
    outbox.put("index", 1, dedupe_key="index:1", payload={"v": 1}, coalesce=True)

    outbox.drain()

    assert seen == [1, 2]


def test_coalescing_needs_a_key():
    with pytest.raises(ValueError, match="dedupe_key"):
        outbox.put("probe", 1, coalesce=True)


def test_delayed_work_waits(work):
    outbox.handler("probe")(lambda entry: None)
    with time_machine.travel(MORNING, tick=False) as clock:
        outbox.put("probe", 1, delay=timedelta(hours=1))
        assert outbox.drain().total == 0

        clock.shift(timedelta(hours=1))
        assert outbox.drain().done == 1


def test_work_may_ask_for_more_work_and_the_same_round_does_it(work):
    seen = []
    outbox.handler("first")(lambda entry: outbox.put("second", entry.ref))
    outbox.handler("second")(lambda entry: seen.append(entry.ref))
    outbox.put("first", "a")

    assert outbox.drain().done == 2
    assert seen == ["a"]


def test_pauses_grow_to_an_hour_and_outlast_a_long_outage():
    pauses = [outbox.pause_after(number) for number in range(1, outbox.MAX_ATTEMPTS)]

    assert pauses[:3] == [timedelta(seconds=15), timedelta(seconds=30), timedelta(minutes=1)]
    assert max(pauses) == timedelta(hours=1)
    assert sum(pauses, timedelta()) > timedelta(hours=3)


def test_after_twelve_failures_an_entry_is_dead_recorded_and_loud(work, caplog):
    told = []

    def fail(entry):
        raise RuntimeError("skrzynka anna@example.com, tel. 600 700 800")

    outbox.handler("probe", on_dead=lambda entry: told.append(entry.pk))(fail)
    outbox.handler("other")(lambda entry: None)
    with time_machine.travel(MORNING, tick=False) as clock, caplog.at_level(logging.ERROR):
        outbox.put("probe", 1)
        entry = OutboxEntry.objects.get()
        run_through(entry.pk, clock, outbox.MAX_ATTEMPTS - 1)
        entry.refresh_from_db()
        assert entry.state == OutboxState.PENDING
        outbox.put("other", 2)

        clock.move_to(entry.available_at)
        drained = outbox.drain()

    entry.refresh_from_db()
    assert (drained.done, drained.failed) == (1, 1)
    assert entry.state == OutboxState.DEAD
    assert entry.attempts == outbox.MAX_ATTEMPTS
    assert "anna@" not in entry.error
    assert "600" not in entry.error
    assert told == [entry.pk]
    assert AuditEntry.objects.filter(action="operations.outbox.dead", object_id=entry.pk).count() == 1
    assert "given up" in caplog.text


def test_an_unknown_topic_is_an_error(work, caplog):
    outbox.put("nobody.knows", 1)

    with caplog.at_level(logging.ERROR):
        assert outbox.drain().failed == 1

    assert "UnknownTopicError" in OutboxEntry.objects.get().error
    assert "nobody.knows" in caplog.text
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=1)), pytest.raises(outbox.UnknownTopicError):
        outbox.drain(raising=True)


def test_an_entry_whose_worker_died_is_taken_up_after_its_lease(work):
    outbox.handler("probe")(lambda entry: None)
    with time_machine.travel(MORNING, tick=False) as clock:
        outbox.put("probe", 1)
        entry = OutboxEntry.objects.get()
        assert outbox.claim(entry.pk)
        assert outbox.claim(entry.pk) is None
        assert outbox.drain().total == 0

        clock.shift(outbox.LEASE)
        assert outbox.drain().done == 1


def test_an_entry_that_kills_every_worker_is_given_up_without_another_try(work):
    outbox.handler("probe")(lambda entry: pytest.fail("tried again"))
    with time_machine.travel(MORNING, tick=False) as clock:
        outbox.put("probe", 1)
        entry = OutboxEntry.objects.get()
        for _number in range(outbox.MAX_ATTEMPTS):
            assert outbox.claim(entry.pk)
            clock.shift(outbox.LEASE)

        outbox.drain()

    entry.refresh_from_db()
    assert entry.state == OutboxState.DEAD


def test_a_worker_that_lost_its_lease_does_not_finish_for_the_other(work):
    outbox.put("probe", 1)
    entry = OutboxEntry.objects.get()
    late = outbox.claim(entry.pk)
    OutboxEntry.objects.update(claim="another worker")

    outbox._note_success(late)

    entry.refresh_from_db()
    assert entry.state == OutboxState.PENDING


def test_a_person_revives_a_dead_entry_once(work):
    rops = UserFactory()
    entry = OutboxEntry.objects.create(topic="probe", ref="1", state=OutboxState.DEAD, attempts=12)

    outbox.retry(entry, by=rops)

    entry.refresh_from_db()
    assert (entry.state, entry.attempts) == (OutboxState.PENDING, 0)
    assert AuditEntry.objects.get(action="operations.outbox.retry").actor_id == rops.pk
    with pytest.raises(outbox.NotDeadError):
        outbox.retry(entry, by=rops)


def test_a_topic_has_one_handler(work):
    outbox.handler("probe")(lambda entry: None)

    with pytest.raises(outbox.TopicTakenError):
        outbox.handler("probe")(lambda entry: None)
    assert "probe" in outbox.topics()


def test_draining_stops_at_the_limit(work):
    outbox.handler("probe")(lambda entry: None)
    for number in range(5):
        outbox.put("probe", number)

    assert outbox.drain(3).done == 3
    assert OutboxEntry.objects.filter(state=OutboxState.PENDING).count() == 2
