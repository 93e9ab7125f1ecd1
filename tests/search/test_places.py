"""Names of places in a question."""

import re

import pytest

from pes_profiles.region.models import Gmina, Powiat
from pes_profiles.region.services import load_region
from search.places import beginning_with, nearest, of_terc, read

TOKEN = re.compile(r"[^\W_]+")


def place(text: str) -> str:
    found = read(TOKEN.findall(text)).place
    return found.terc if found else ""


def left(text: str) -> list[str]:
    tokens = TOKEN.findall(text)
    taken = read(tokens).taken
    return [token for at, token in enumerate(tokens) if at not in taken]


@pytest.mark.parametrize(
    ("text", "terc"),
    [
        ("sala w Nysie", "160705"),
        ("SALA W NYSIE", "160705"),
        ("koszenie kędzierzyn", "160301"),
        ("z Kędzierzyna", "160301"),
        ("kedzierzyn-kozle", "160301"),
        ("w Kędzierzynie Koźlu", "160301"),
        ("glucholazy", "160701"),
        ("noclegi Głuchołaz", "160701"),
        ("pod Opolem", "166101"),
        ("Opole", "166101"),
        ("powiat nyski", "1607"),
        ("w powiecie nyskim", "1607"),
        ("powiat Nysa", "1607"),
        ("catering nyskie", "1607"),
        ("pow. brzeski", "1601"),
        ("powiat opolski", "1609"),
        ("gmina Prudnik", "161004"),
        ("w gminie nyskiej", "160705"),
        ("gmina biała", "161001"),
        ("okolice Pokoju", "160603"),
        ("Tarnów Opolski", "160911"),
        ("rowery Brzeg", "160101"),
        ("z Reńskiej Wsi", "160306"),
        ("paczków", "160707"),
        ("miód z Pokoju", "160603"),
        ("usługi w Białej", "161001"),
    ],
)
def test_a_place_is_read_in_every_form(text, terc):
    assert place(text) == terc


@pytest.mark.parametrize(
    "text",
    [
        "biała świeca",
        "świeca Biała",
        "Biała świeca",
        "ŚWIECA Z BIAŁEJ",
        "pokój gościnny",
        "nocleg w pokoju",
        "Lipowa",
        "Lipowa Łyżka",
        "miód lipowy",
        "pączków",
        "paczkow",
        "walce",
        "murów",
        "dąbrowa",
        "sadzenie drzew",
        "kołocz śląski",
        "brzeska",
        "opolskie",
        "z Opolszczyzny",
    ],
)
def test_an_ordinary_word_and_the_whole_region_are_no_place(text):
    assert place(text) == ""


@pytest.mark.parametrize("text", ["biała świeca", "nocleg w pokoju", "Lipowa Łyżka", "koło gospodyń", "miasto ogród"])
def test_words_that_are_no_place_are_left_alone(text):
    assert left(text) == TOKEN.findall(text)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("sprzątanie Opole i okolice", ["sprzątanie"]),
        ("koszenie z gminy Prudnik", ["koszenie"]),
        ("catering opolskie", ["catering"]),
        ("koło gospodyń w Byczynie", ["koło", "gospodyń"]),
        ("transport z Nysy do Opola", ["transport"]),
    ],
)
def test_a_place_goes_with_the_words_that_belong_to_it(text, rest):
    assert left(text) == rest


def test_of_two_places_the_first_binds():
    assert place("transport z Nysy do Opola") == "160705"


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("kędzierz", "Kędzierzyn-Koźle"),
        ("kendzierzyn", "Kędzierzyn-Koźle"),
        ("turaw", "Turawa"),
        ("Kluczborg", "Kluczbork"),
        ("namysluw", "Namysłów"),
        ("zdzieszowce", "Zdzieszowice"),
    ],
)
def test_a_beginning_or_a_misspelt_name_is_a_place(word, name):
    found = nearest(word)
    assert found is not None
    assert found[0].name == name


@pytest.mark.parametrize("word", ["strzel", "wizytuwki", "nys", "brze", "szprychowisko"])
def test_what_may_be_many_places_or_none_is_none(word):
    assert nearest(word) is None


@pytest.mark.django_db
def test_every_gmina_and_powiat_of_the_region_is_known_by_name_and_code():
    load_region()
    for gmina in Gmina.objects.all():
        assert place(f"gmina {gmina.name}") == gmina.terc
        found = of_terc(gmina.terc)
        assert found is not None
        assert (found.name, found.lat, found.lon) == (gmina.name, gmina.lat, gmina.lon)
    for powiat in Powiat.objects.exclude(name="m. Opole"):
        assert place(f"powiat {powiat.name}") == powiat.terc
        assert of_terc(powiat.terc) is not None


def test_places_are_suggested_by_their_beginning():
    assert [found.name for found in beginning_with("klucz", 5)] == ["Kluczbork"]
    assert beginning_with("", 5) == []
