"""What was typed, understood."""

import pytest

from search.models import WordForm
from search.terms import slips, understand

pytestmark = pytest.mark.django_db


@pytest.fixture
def met():
    """Words that the index has met."""
    WordForm.objects.bulk_create(WordForm(form=form, key="catering") for form in ("catering", "cateringu"))
    WordForm.objects.create(form="wizytowki", key="wizytowka")


def pieces(text: str) -> list[set[str]]:
    return [set(term) for term in understand(text).terms]


@pytest.mark.parametrize("text", ["ulotki 1000 szt", "ulotki dla 40 osób", "ulotki po 3 zł", "z ulotki"])
def test_amounts_and_small_words_are_not_looked_for(text):
    assert len(pieces(text)) == 1
    assert " ulotka " in pieces(text)[0]


def test_a_number_alone_is_looked_for():
    assert pieces("12") == [{" 12 "}]


@pytest.mark.parametrize(
    ("typed", "key"), [("catring", "catering"), ("caterign", "catering"), ("wizytuwki", "wizytowka")]
)
def test_a_slip_of_the_finger_is_mended_and_said(met, typed, key):
    asked = understand(typed)

    assert f" {key} " in asked.terms[0]
    assert asked.corrected


def test_a_word_that_is_near_nothing_stays_as_it_is(met):
    asked = understand("xylofon kwantowy")

    assert asked.corrected == ""


@pytest.mark.parametrize(
    ("one", "other", "number"),
    [("miod", "miod", 0), ("miod", "mid", 1), ("miod", "imod", 1), ("mjod", "miod", 1), ("miod", "mdo", 2)],
)
def test_slips_are_counted(one, other, number):
    assert slips(one, other, 2) == number


def test_counting_stops_when_there_are_too_many():
    assert slips("miod", "samochod", 2) == 3


def test_mending_costs_one_query_more(met, django_assert_num_queries):
    with django_assert_num_queries(1):
        understand("catering wizytówki")
    with django_assert_num_queries(2):
        understand("catring wizytuwki")
