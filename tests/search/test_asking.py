"""A question as an engine is asked it: words with their ways, the place apart, slips mended."""

import pytest

from search import weights
from search.models import WordForm
from search.terms import ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def met():
    """Words that the index has met."""
    for form, key in [
        ("catering", "catering"),
        ("cateringu", "catering"),
        ("wizytowki", "wizytowka"),
        ("wizytowka", "wizytowka"),
        ("miod", "miod"),
        ("miodow", "miod"),
        ("swieca", "swieca"),
        ("zywoplot", "zywoplot"),
    ]:
        WordForm.objects.create(form=form, key=key)


def words(text: str) -> list[str]:
    return [term.word for term in ask(text).terms]


def percent(text: str, key: str) -> int:
    """Return for how many per cent a key stands for the first word; 0 when it does not."""
    return max((way.percent for way in ask(text).terms[0].ways if way.keys == (key,)), default=0)


@pytest.mark.parametrize(
    "text",
    [
        "ulotki 1000 szt",
        "ulotki a5 1000 szt",
        "ulotki 1000szt.",
        "ulotki dla 40 osób",
        "ulotki po 3 zł",
        "z ulotki",
        "szukam tanio ulotki",
        "gdzie kupić ulotki",
        "szukam tanich i dobrych ulotek",
        "potrzebuję pilnie ulotki, ile kosztują",
        "ulotki 10x15",
    ],
)
def test_amounts_small_words_and_chatter_are_not_looked_for(text):
    assert words(text) in (["ulotki"], ["ulotek"])
    assert percent(text, "ulotka") == weights.EXACT


@pytest.mark.parametrize("text", ["12", "a5", "tanio", "dla 40 osób", "w"])
def test_noise_alone_is_looked_for(text):
    assert words(text)


@pytest.mark.parametrize("typed", ["miód", "miodów", "MIODEM", "miodow", "miod"])
def test_a_word_has_the_same_key_in_every_form(met, typed):
    assert percent(typed, "miod") == weights.EXACT


@pytest.mark.parametrize(
    ("typed", "key", "shown"),
    [
        ("catring", "catering", "catering"),
        ("caterign", "catering", "catering"),
        ("katering", "catering", "catering"),
        ("wizytuwki", "wizytowka", "wizytówki"),
        ("wizytufka", "wizytowka", "wizytówka"),
        ("mjód", "miod", "miód"),
        ("miud", "miod", "miód"),
        ("rzywopłot", "zywoplot", "żywopłot"),
    ],
)
def test_a_slip_is_mended_counts_less_and_is_shown_in_polish(met, typed, key, shown):
    assert percent(typed, key) == weights.MENDED
    assert ask(typed).corrected == shown


def test_the_mended_text_keeps_its_other_words(met):
    assert ask("catring dla 40 osób w Nysie").corrected == "catering dla 40 osób w Nysie"


@pytest.mark.parametrize("typed", ["xylofon kwantowy", "szczebrzeszynowisko"])
def test_what_is_near_nothing_stays_as_it_is(met, typed):
    asked = ask(typed)

    assert asked.corrected == ""
    assert [term.word for term in asked.terms] == typed.split()


def test_an_unknown_word_may_be_a_beginning():
    assert [way.beginning for way in ask("szprychow").terms[0].ways][-1]
    assert not any(way.beginning for way in ask("kubek").terms[0].ways)


def test_a_place_is_taken_out_of_the_words(met):
    asked = ask("miód w Nysie")

    assert [term.word for term in asked.terms] == ["miód"]
    assert (asked.place.name, asked.place.terc, asked.place.powiat) == ("Nysa", "160705", "1607")
    assert asked.place.lat


def test_a_place_may_be_left_among_the_words(met):
    asked = ask("miód w Nysie", place=False)

    assert asked.place is None
    assert [term.word for term in asked.terms] == ["miód", "nysie"]
    assert asked.terms[1].ways[0].keys == ("nysa",)


def test_a_place_alone_has_no_words():
    asked = ask("Kędzierzyn")

    assert (asked.place.terc, asked.terms) == ("160301", ())


def test_a_misspelt_place_is_mended(met):
    asked = ask("miód Krabkowice")

    assert asked.place.name == "Krapkowice"
    assert asked.corrected == "miód krapkowice"
    assert [term.word for term in asked.terms] == ["miód"]


def test_asking_costs_at_most_three_queries(met, django_assert_max_num_queries):
    ask("catring")
    with django_assert_max_num_queries(3):
        ask("catring wizytuwki szajbuśnik miód Krabkowice " + "brzęczkowiak " * 5)


@pytest.mark.parametrize(
    "text", ["", "   ", "\x00", "%", "_%_", "'; DROP TABLE x; --", "a" * 10_000, "😀", "漢字 ٣ Ω", "k k k"]
)
def test_whatever_is_typed_is_understood_somehow(text):
    assert len(ask(text).terms) <= 12
