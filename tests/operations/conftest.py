"""Letters, jobs and handlers that exist for one test only."""

import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import connection, connections

from operations import outbox, schedules

LETTER = {
    "mail/probe.subject.txt": "Dla {{ name }}\n i reszty",
    "mail/probe.txt": "Witaj, {{ name }} & spółka. {{ portal_url }}",
    "mail/probe.html": "<p>Witaj, {{ name }} {{ price }} {{ day|date:'Y' }} {{ counter.value }}</p>",
}


@pytest.fixture
def letter_templates(settings) -> None:
    """Templates of a letter of kind "probe"."""
    settings.TEMPLATES = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {"loaders": [("django.template.loaders.locmem.Loader", LETTER)]},
        }
    ]


@pytest.fixture
def work(monkeypatch) -> dict[str, outbox.Work]:
    """The outbox's handlers, put back after the test."""
    handlers = dict(outbox._work)
    monkeypatch.setattr(outbox, "_work", handlers)
    return handlers


@pytest.fixture
def jobs(monkeypatch) -> dict[str, schedules.Job]:
    """No periodic job but the test's own."""
    registered: dict[str, schedules.Job] = {}
    monkeypatch.setattr(schedules, "_jobs", registered)
    return registered


@pytest.fixture
def together() -> Iterator[Callable[[int, Callable[[], object]], list[object]]]:
    """Run a function in so many threads at the same moment and return what each gave."""

    def run(number: int, act: Callable[[], object]) -> list[object]:
        barrier, results, errors = threading.Barrier(number), [], []

        def body() -> None:
            try:
                barrier.wait()
                results.append(act())
            except Exception as error:
                errors.append(error)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=body) for _ in range(number)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if errors:
            raise errors[0]
        return results

    yield run
    connection.close()
