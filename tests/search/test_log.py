"""What people asked, counted without persons."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError

from operations.clock import today
from search import log
from search.models import SearchedPhrase
from tests.factories.search import SearchedPhraseFactory

pytestmark = pytest.mark.django_db


def counts() -> dict[tuple[str, str], int]:
    return {(row.phrase, row.outcome): row.number for row in SearchedPhrase.objects.all()}


def test_the_same_phrase_of_a_day_is_one_row_with_a_number():
    for text in ("Miód lipowy", "miód  LIPOWY!", "miód, lipowy"):
        log.note(text, found=3)

    assert counts() == {("miód lipowy", "found"): 3}


def test_the_outcome_is_counted_apart():
    log.note("catring", found=4, corrected="catering")
    log.note("hulajnoga", found=0)
    log.note("hulajnoga", found=2)

    assert counts() == {("catring", "mended"): 1, ("hulajnoga", "nothing"): 1, ("hulajnoga", "found"): 1}


def test_a_count_is_one_write(django_assert_num_queries):
    with django_assert_num_queries(1):
        log.note("miód", found=1)
    with django_assert_num_queries(1):
        log.note("miód", found=1)


def test_a_count_that_fails_harms_no_search(monkeypatch, caplog):
    class Broken:
        def cursor(self):
            raise DatabaseError("locked")

    monkeypatch.setattr(log, "connection", Broken())

    log.note("miód", found=1)

    assert "not counted" in caplog.text


@pytest.mark.parametrize(
    "text",
    [
        "jan.kowalski@example.com",
        "+48 601 234 567",
        "601234567",
        "77 123 45 67",
        "44051401359",
        "PL61 1090 1014 0000 0712 1981 2874",
        "Anna Kowalska",
        "kowalskiego jana",
        "ul. Lipowa 5",
        "zadzwoń Piotr Nowak",
        "",
        "  !!! ",
    ],
)
def test_what_looks_personal_is_not_kept(text):
    log.note(text, found=0)

    assert counts() == {}


@pytest.mark.parametrize(
    "text",
    [
        "ulotki a5 1000 szt",
        "catering dla 40 os 2026",
        "Lipowa Łyżka",
        "miód lipowy",
        "róża w doniczce",
        "kubek kogut",
    ],
)
def test_what_is_about_things_is_kept(text):
    log.note(text, found=1)

    assert len(counts()) == 1


def test_nothing_says_who_asked_or_when_of_the_day():
    assert {field.name for field in SearchedPhrase._meta.get_fields()} == {"id", "day", "phrase", "outcome", "number"}


def test_a_long_text_is_cut():
    log.note("kubek " * 100, found=0)

    assert len(SearchedPhrase.objects.get().phrase) <= 80


def test_a_month_shows_what_was_asked_often_enough_most_first():
    month = date(2026, 10, 1)
    SearchedPhraseFactory(day=date(2026, 10, 3), phrase="miód", outcome="found", number=9)
    SearchedPhraseFactory(day=date(2026, 10, 3), phrase="hulajnoga", number=2)
    SearchedPhraseFactory(day=date(2026, 10, 31), phrase="hulajnoga", number=2)
    SearchedPhraseFactory(day=date(2026, 10, 4), phrase="rzadkie", number=log.FEWEST - 1)
    SearchedPhraseFactory(day=date(2026, 11, 1), phrase="drabina", number=7)

    assert [(row["phrase"], row["times"]) for row in log.asked_in(month)] == [("miód", 9), ("hulajnoga", 4)]
    assert [row["phrase"] for row in log.asked_in(month, only_nothing=True)] == ["hulajnoga"]
    assert log.totals_of(month) == {"found": 9, "mended": 0, "nothing": 4 + log.FEWEST - 1}
    assert log.months() == [date(2026, 11, 1), month]


def test_old_counts_are_forgotten():
    SearchedPhraseFactory(day=today() - log.KEPT - timedelta(days=1))
    kept = SearchedPhraseFactory(day=today() - log.KEPT)

    log.forget_old()

    assert list(SearchedPhrase.objects.all()) == [kept]
