"""Synonyms and phrases in the back office: ROPS only, errors at the field, the effect before it is saved."""

from datetime import date

import pytest

from operations.models import AuditEntry, MailMessage
from search.models import SearchedPhrase, Synonym
from tests.factories.accounts import UserFactory
from tests.factories.search import SearchedPhraseFactory, SynonymFactory

pytestmark = pytest.mark.django_db

LIST = "/cms-admin/wyszukiwarka/synonimy/"
NEW = f"{LIST}nowy/"
PHRASES = "/cms-admin/wyszukiwarka/frazy/"
TYPED = {"kind": "two_way", "terms": "szarlotka\njabłecznik", "targets": "", "note": "", "save": "1"}


@pytest.fixture
def rops(client):
    user = UserFactory(rops=True)
    client.force_login(user)
    return user


def test_nobody_else_comes_in_and_nothing_changes(client):
    synonym = SynonymFactory()
    for user in (None, UserFactory(), UserFactory(editor=True)):
        client.logout()
        if user:
            client.force_login(user)
        for address in (LIST, NEW, f"{LIST}{synonym.pk}/", f"{LIST}{synonym.pk}/usun/", PHRASES):
            assert client.get(address).status_code in {302, 403}
        assert client.post(NEW, TYPED).status_code in {302, 403}
        assert client.post(f"{LIST}{synonym.pk}/usun/").status_code in {302, 403}
    assert list(Synonym.objects.all()) == [synonym]


def test_a_synonym_is_added_with_who_and_when(client, rops):
    response = client.post(NEW, TYPED | {"note": "wypieki"}, follow=True)

    synonym = Synonym.objects.get()
    assert (synonym.terms, synonym.targets, synonym.note) == (["szarlotka", "jabłecznik"], [], "wypieki")
    assert synonym.changed_by == rops
    assert AuditEntry.objects.filter(action="search.synonym.add", object_id=str(synonym.pk), actor_id=rops.pk).exists()
    assert "szarlotka = jabłecznik" in response.content.decode()


def test_a_synonym_is_changed(client, rops):
    synonym = SynonymFactory()

    page = client.get(f"{LIST}{synonym.pk}/").content.decode()
    assert "kubek\ngarnuszek" in page
    client.post(f"{LIST}{synonym.pk}/", {"kind": "one_way", "terms": "krawcowa", "targets": "krawiectwo, szycie"})

    synonym.refresh_from_db()
    assert (synonym.kind, synonym.terms, synonym.targets) == ("one_way", ["krawcowa"], ["krawiectwo", "szycie"])


def test_a_synonym_is_deleted_after_a_question(client, rops):
    synonym = SynonymFactory()

    assert client.get(f"{LIST}{synonym.pk}/usun/").status_code == 200
    assert Synonym.objects.exists()
    client.post(f"{LIST}{synonym.pk}/usun/")

    assert not Synonym.objects.exists()


@pytest.mark.parametrize(
    ("typed", "where", "said"),
    [
        ({"terms": ""}, "terms", "Wpisz słowa."),
        ({"terms": "szarlotka"}, "terms", "Wpisz co najmniej dwa słowa."),
        ({"terms": "szarlotka\nSZARLOTKA"}, "terms", "jest tu dwa razy"),
        ({"terms": "szarlotka\n!!!"}, "terms", "nie ma słowa"),
        ({"terms": "szarlotka\n" + "bardzo " * 9}, "terms", "jest za długie"),
        ({"terms": ",".join(f"słowo{n}" for n in range(31))}, "terms", "Najwyżej 30 fraz."),
        ({"targets": "ciasto"}, "targets", "zostaw to pole puste"),
        ({"kind": "one_way"}, "targets", "Wpisz, do czego prowadzą"),
        ({"kind": "one_way", "targets": "Jablecznik"}, "targets", "jest po obu stronach"),
        ({"kind": "inny"}, "kind", "Wybierz rodzaj."),
        ({"kind": ""}, "kind", "Wybierz rodzaj."),
    ],
)
def test_a_mistake_is_said_at_its_field_in_polish_and_nothing_typed_is_lost(client, rops, typed, where, said):
    response = client.post(NEW, TYPED | {"note": "moja uwaga"} | typed)

    assert response.status_code == 422
    assert any(said in error for error in response.context["form"].errors[where])
    assert "moja uwaga" in response.content.decode()
    assert not Synonym.objects.exists()


def test_the_same_synonym_is_not_added_twice(client, rops):
    SynonymFactory(terms=["jabłecznik", "szarlotka"])

    response = client.post(NEW, TYPED)

    assert response.status_code == 422
    assert "Taki synonim już jest." in response.content.decode()


def test_the_list_is_paged_and_finds_a_word_with_polish_letters(client, rops, django_assert_max_num_queries):
    for number in range(60):
        SynonymFactory(terms=[f"łódka{number}", f"czółno{number}"])
    client.get(LIST)

    with django_assert_max_num_queries(25):
        assert len(client.get(LIST).context["page_obj"]) == 50
    assert len(client.get(LIST, {"q": "ŁÓDKA5"}).context["page_obj"]) == 11
    assert client.get(LIST, {"q": "\x00", "strona": "x"}).status_code == 200


def test_a_phrase_without_results_leads_to_a_synonym_with_it_filled_in(client, rops):
    SearchedPhraseFactory(phrase="hulajnoga")

    page = client.get(PHRASES, {"stan": "bez-wynikow"}).content.decode()
    assert f"{NEW}?fraza=hulajnoga" in page
    form = client.get(NEW, {"fraza": "hulajnoga"}).content.decode()

    assert "hulajnoga</textarea>" in form


def test_phrases_are_shown_by_month(client, rops):
    SearchedPhraseFactory(day=date(2026, 9, 3), phrase="drabina", number=8)
    SearchedPhraseFactory(day=date(2026, 10, 3), phrase="miód", outcome="found", number=9)
    SearchedPhraseFactory(day=date(2026, 10, 4), phrase="hulajnoga", number=4)

    everything = client.get(PHRASES, {"miesiac": "2026-10"})
    nothing = client.get(PHRASES, {"miesiac": "2026-10", "stan": "bez-wynikow"})

    assert [row["phrase"] for row in everything.context["page_obj"]] == ["miód", "hulajnoga"]
    assert [row["phrase"] for row in nothing.context["page_obj"]] == ["hulajnoga"]


@pytest.mark.parametrize("month", ["x", "2026-13", "2026-1", "../..", "٢٠٢٦-١٠", "9999-12"])
def test_a_month_that_is_none_is_not_found(client, rops, month):
    assert client.get(PHRASES, {"miesiac": month}).status_code == 404


def test_phrases_are_a_file_that_no_spreadsheet_runs(client, rops):
    day = date(2026, 10, 3)
    SearchedPhraseFactory(day=day, phrase="hulajnoga", number=4)
    SearchedPhrase.objects.create(day=day, phrase="=1+1", outcome="nothing", number=3)

    response = client.get(PHRASES, {"miesiac": "2026-10", "stan": "bez-wynikow", "plik": "csv"})

    lines = response.content.decode("utf-8-sig").splitlines()
    assert lines == ["Fraza;Ile razy;Ostatni dzień", "hulajnoga;4;2026-10-03", "'=1+1;3;2026-10-03"]
    assert "frazy-2026-10-bez-wynikow.csv" in response["Content-Disposition"]


@pytest.fixture
def asked_in_vain():
    for phrase, number in (("hulajnoga", 5), ("bańki mydlane", 4), ("rower", 1)):
        SearchedPhraseFactory(phrase=phrase, outcome="nothing", number=number, day=date(2026, 11, 2))


def test_rops_tells_owes_what_nobody_found(client, rops, asked_in_vain):
    adviser = UserFactory(owes_adviser=True)
    sent = {"miesiac": "2026-11", "fraza": ["hulajnoga", "rower", "czego nie ma"]}

    for _ in range(2):
        answer = client.post(f"{PHRASES}owes/", sent, follow=True)

    letter = MailMessage.objects.get(kind="phrases_owes")
    assert letter.to == adviser.email
    assert letter.context["phrases"] == ["hulajnoga"]
    assert "Wysyłamy list do 1 doradcy OWES" in answer.content.decode()


@pytest.mark.parametrize("sent", [{}, {"fraza": ["rower"]}, {"fraza": ["hulajnoga"], "miesiac": "2026-10"}])
def test_nobody_is_told_without_a_phrase_of_that_month(client, rops, asked_in_vain, sent):
    UserFactory(owes_adviser=True)

    client.post(f"{PHRASES}owes/", {"miesiac": "2026-11"} | sent)

    assert not MailMessage.objects.exists()


def test_rops_hears_that_there_is_no_adviser(client, rops, asked_in_vain):
    answer = client.post(f"{PHRASES}owes/", {"miesiac": "2026-11", "fraza": "hulajnoga"}, follow=True)

    assert "Żaden doradca OWES nie ma jeszcze konta" in answer.content.decode()
    assert not MailMessage.objects.exists()


def test_only_rops_may_tell_owes(client, asked_in_vain):
    UserFactory(owes_adviser=True)
    client.force_login(UserFactory(editor=True))

    answer = client.post(f"{PHRASES}owes/", {"miesiac": "2026-11", "fraza": "hulajnoga"})

    assert answer.status_code in {302, 403}
    assert not MailMessage.objects.exists()
