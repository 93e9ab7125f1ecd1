"""Words as keys."""

import pytest

from search.polish import fold, forms, keys, lemmas, words


@pytest.mark.parametrize(
    ("typed", "base"),
    [
        ("miodów", "miód"),
        ("pierogami", "pieróg"),
        ("świeczek", "świeczka"),
        ("ceramiczne", "ceramiczny"),
        ("sprzątania", "sprzątanie"),
        ("Ciast", "ciasto"),
        ("drukarni", "drukarnia"),
        ("OPOLU", "Opole"),
    ],
)
def test_an_inflected_word_has_the_key_of_its_base(typed, base):
    assert keys(typed) & keys(base)


@pytest.mark.parametrize(
    ("one", "other"), [("kosz", "koszt"), ("mydło", "mydlić"), ("lipa", "lipiec"), ("kawa", "kawał")]
)
def test_words_that_only_look_alike_have_different_keys(one, other):
    assert not keys(one) & keys(other)


@pytest.mark.parametrize(
    ("typed", "lemma"), [("miodow", "miód"), ("pierogow", "pieróg"), ("swieczek", "świeczka"), ("lyzek", "łyżka")]
)
def test_a_form_without_polish_letters_is_among_the_forms_of_its_lemma(typed, lemma):
    assert typed not in {fold(found) for found in lemmas(typed)}
    assert typed in forms(lemma)


def test_a_word_no_dictionary_knows_still_has_one_key_in_all_its_cases():
    assert len(keys("brzęczkowiak")) == 1
    assert keys("szajbuśnik") == keys("szajbuśnika")


def test_text_becomes_words_without_punctuation():
    assert words("Miód „lipowy” – 400 g, z Turawy!") == ["miód", "lipowy", "400", "g", "z", "turawy"]


def test_hostile_text_is_only_odd_words():
    assert words("\x00%'\"<script>\u202e") == ["script"]
    assert all(keys(word) for word in words("Ω 漢字 ٣ a" + "b" * 5000))
