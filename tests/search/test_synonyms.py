"""Synonyms: what else may stand for a word, always for less than the word itself."""

import pytest

from search import weights
from search.editing import delete_synonym, load_start_set, save_synonym
from search.models import Synonym, WordForm
from search.synonyms import made_ready
from search.terms import ask
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import CategoryFactory
from tests.factories.search import SynonymFactory

pytestmark = pytest.mark.django_db


def ways(text: str, at: int = 0) -> dict[tuple[str, ...], int]:
    return {way.keys: way.percent for way in ask(text).terms[at].ways}


def test_a_two_way_synonym_leads_both_ways():
    SynonymFactory(terms=["szarlotka", "jabłecznik"])

    assert ways("szarlotka")[("jablecznik",)] == weights.SYNONYM
    assert ways("jabłecznik")[("szarlotka",)] == weights.SYNONYM


def test_a_one_way_synonym_leads_one_way():
    SynonymFactory(kind=Synonym.Kind.ONE_WAY, terms=["krawcowa"], targets=["krawiectwo"])

    assert ("krawiectwo",) in ways("krawcowa")
    assert ("krawcowa",) not in ways("krawiectwo")


def test_what_is_broader_finds_the_narrower_for_less_than_a_synonym():
    SynonymFactory(kind=Synonym.Kind.NARROWER, terms=["zupa"], targets=["żurek", "rosół"])

    assert ways("zupa")[("zurek",)] == weights.NARROWER < weights.SYNONYM
    assert ("zupa",) not in ways("żurek")


@pytest.mark.parametrize("typed", ["szarlotką", "szarlotki", "SZARLOTKA", "szarlotke"])
def test_a_synonym_is_met_in_every_form_and_without_polish_letters(typed):
    SynonymFactory(terms=["szarlotka", "jabłecznik"])

    assert ("jablecznik",) in ways(typed)


def test_the_word_itself_counts_more_than_its_synonym():
    SynonymFactory(terms=["szarlotka", "jabłecznik"])

    found = ways("szarlotka")
    assert found[("szarlotka",)] == weights.EXACT > found[("jablecznik",)]
    assert weights.points("title") > weights.points("head", weights.SYNONYM)


def test_a_synonym_of_several_words_wants_them_all():
    SynonymFactory(terms=["lunch", "obiad biznesowy"])

    assert ways("lunch")[("obiad", "biznesowy")] == weights.SYNONYM


def test_a_phrase_of_several_words_leads_on_only_when_it_is_whole():
    SynonymFactory(kind=Synonym.Kind.ONE_WAY, terms=["boże narodzenie"], targets=["bombka"])

    assert ("bombka",) in ways("ozdoby na Boże Narodzenie", at=1)
    assert ("bombka",) in ways("ozdoby na Boże Narodzenie", at=2)
    assert ("bombka",) not in ways("narodzenie")


def test_small_words_inside_a_phrase_do_not_matter():
    SynonymFactory(kind=Synonym.Kind.ONE_WAY, terms=["firma do sprzątania"], targets=["dezynfekcja"])

    assert ("dezynfekcja",) in ways("firma dla sprzątania")


def test_a_synonym_that_only_adds_words_to_the_word_adds_nothing():
    SynonymFactory(kind=Synonym.Kind.NARROWER, terms=["miód"], targets=["miód lipowy"])

    assert ("miod", "lipowy") not in ways("miód")


def test_a_synonym_is_no_slip_of_the_finger():
    SynonymFactory(terms=["gumiklyjzy", "kluski śląskie"])

    asked = ask("gumiklyjzy")

    assert asked.corrected == ""
    assert ("kluska", "slaskie") in {way.keys for way in asked.terms[0].ways}


def test_a_change_is_in_force_with_the_next_question():
    rops = UserFactory(rops=True)
    assert ("wypiek",) not in ways("ciasto")

    synonym = save_synonym(None, kind="two_way", terms=["ciasto", "wypiek"], by=rops)
    assert ("wypiek",) in ways("ciasto")
    assert synonym.changed_by == rops

    save_synonym(synonym, kind="two_way", terms=["ciasto", "placek"], by=rops)
    assert ("wypiek",) not in ways("ciasto")
    assert ("placek",) in ways("ciasto")

    delete_synonym(synonym, by=rops)
    assert ("placek",) not in ways("ciasto")


def test_other_synonyms_can_be_tried_without_keeping_them():
    tried = made_ready([SynonymFactory.build(terms=["ciasto", "wypiek"])])

    assert any(way.keys == ("wypiek",) for way in ask("ciasto", using=tried).terms[0].ways)
    assert ("wypiek",) not in ways("ciasto")


def test_the_start_set_is_loaded_once_and_never_over_what_rops_has():
    assert load_start_set() > 200
    Synonym.objects.filter(terms__icontains="szarlotka").delete()
    number = Synonym.objects.count()

    assert load_start_set() == 0
    assert Synonym.objects.count() == number


def test_kinds_of_goods_that_come_later_are_filled_in():
    load_start_set()
    catering = CategoryFactory(name="Catering", slug="catering")

    load_start_set()

    assert Synonym.objects.filter(category=catering).count() > 3


def test_synonyms_cost_one_query_once_they_are_read(django_assert_num_queries):
    load_start_set()
    ask("catering")
    with django_assert_num_queries(2):
        ask("szkolenie catering miód ciasto")
    assert all(len(term.ways) <= 40 for term in ask("szkolenie catering miód ciasto prezent").terms)


def test_fewer_words_of_the_same_phrase_are_only_near():
    SynonymFactory(terms=["ławka", "ławka ogrodowa", "siedzisko"])

    found = ways("ławka ogrodowa", at=1)
    assert found[("lawka",)] == weights.NARROWER < found[("siedzisko",)] == weights.SYNONYM


def test_a_synonym_of_a_mended_word_counts_less_than_the_mended_word():
    SynonymFactory(terms=["ceramika", "glina"])
    WordForm.objects.create(form="ceramika", key="ceramika")

    found = ways("ceramka")
    assert found[("ceramika",)] == weights.MENDED
    assert found[("glina",)] == weights.SYNONYM * weights.MENDED // 100


def test_a_synonym_in_the_title_never_outranks_the_word_in_the_category():
    assert weights.points("title", weights.SYNONYM) < weights.points("category")
