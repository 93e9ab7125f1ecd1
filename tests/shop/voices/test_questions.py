"""Questions: anybody asks, a guest confirms, the seller answers once by letter and in public if they want to."""

import html
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from operations.clock import now
from operations.models import MailMessage
from pes_profiles.accounts.services import close_account, personal_data
from shop.catalogue.models import Question
from shop.voices import questions
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ProductFactory
from tests.factories.order import seller_of
from tests.shop.voices.conftest import letters

GUEST = {"text": "Czy kubek można myć w zmywarce?", "email": "Gosc@example.com", "name": "Ola"}


def ask_url(offer) -> str:
    return reverse("voices:ask-offer", args=[offer.slug, offer.pk])


def text_of(response) -> str:
    return html.unescape(response.text)


def test_a_person_finds_the_own_questions_among_the_messages_and_nobody_elses(client, mug):
    asker, other = UserFactory(), UserFactory()
    own = questions.ask(mug, text="Czy jest większy?", by=asker, name="", email="", files=[])
    questions.ask(mug, text="Cudze pytanie", by=other, name="", email="", files=[])
    client.force_login(asker)

    inbox = text_of(client.get(reverse("cases:inbox")))

    assert reverse("voices:own-question", args=[own.pk]) in inbox
    assert "Cudze pytanie" not in inbox


def test_a_guests_question_reaches_the_seller_once_the_letter_was_used(client, mug, seller):
    answer = client.post(ask_url(mug), GUEST)

    assert answer.url == reverse("voices:sent")
    question = Question.objects.get()
    assert (question.is_confirmed, question.email) == (False, "gosc@example.com")
    link = reverse("voices:question", args=[questions.token_of(question)])
    assert letters("question_confirm")[0].to == "gosc@example.com"
    assert letters("question_asked") == []

    assert client.get(link).status_code == 200
    assert letters("question_asked") == []
    for _ in range(2):
        client.post(link)

    told = letters("question_asked")
    assert [letter.to for letter in told] == [seller.profile.email or seller.owner.email]
    assert "gosc@example.com" not in told[0].text + told[0].html


def test_a_person_with_an_account_asks_at_once_and_is_not_asked_for_an_address(client, mug, buyer):
    client.force_login(buyer)
    assert 'name="email"' not in client.get(ask_url(mug)).text

    answer = client.post(ask_url(mug), {"text": "Czy jest niebieski?"})

    assert answer.url == mug.get_absolute_url() + "#pytania"
    assert Question.objects.get().author == buyer
    assert len(letters("question_asked")) == 1


def test_a_question_to_a_pes_has_no_offer_and_takes_the_words_of_a_search(client, seller):
    url = reverse("voices:ask-profile", args=[seller.slug])
    assert "miód lipowy" in text_of(client.get(url, {"tekst": "miód lipowy"}))

    client.post(url, GUEST)
    question = Question.objects.get()
    questions.confirm(question)

    assert (question.product, question.profile) == (None, seller.profile)
    client.force_login(seller.owner)
    assert GUEST["text"] in text_of(client.get(reverse("seller:questions", args=[seller.slug])))


def test_the_same_question_sent_twice_is_one(client, mug):
    for _ in range(2):
        client.post(ask_url(mug), GUEST)
    assert Question.objects.count() == 1
    assert len(letters("question_confirm")) == 1

    client.post(ask_url(mug), GUEST | {"text": "A w piekarniku?"})
    assert Question.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"text": " "}, "Napisz pytanie"),
        ({"email": ""}, "Podaj adres e-mail"),
        ({"email": "gosc@"}, "nie wygląda na adres e-mail"),
        ({"note": "http://spam"}, "Zostaw to pole puste"),
    ],
)
def test_a_faulty_question_says_what_is_wrong_and_nothing_is_kept(client, mug, change, words):
    answer = client.post(ask_url(mug), GUEST | change)

    assert answer.status_code == 422
    assert words in text_of(answer)
    assert not Question.objects.exists()


def test_too_many_questions_are_refused(client, mug):
    for number in range(5):
        assert client.post(ask_url(mug), GUEST | {"text": f"Pytanie {number}"}).status_code == 302

    assert client.post(ask_url(mug), GUEST | {"text": "Szóste"}).status_code == 429
    assert Question.objects.count() == 5


def test_nobody_asks_about_what_is_not_public(client, seller):
    draft = ProductFactory(partner=seller.partner, draft=True)
    assert client.post(ask_url(draft), GUEST).status_code == 404
    assert client.get(reverse("voices:question", args=["zmyslony:token"])).status_code == 404
    assert not Question.objects.exists()


def test_the_answer_is_sent_once_and_is_public_only_when_the_seller_says_so(client, mug, seller):
    client.post(ask_url(mug), GUEST)
    question = Question.objects.get()
    questions.confirm(question)

    questions.answer(question, by=seller.owner, text="Tak, do 60 stopni.", is_public=False)
    assert [letter.to for letter in letters("question_answered")] == ["gosc@example.com"]
    assert "60 stopni" not in text_of(client.get(mug.get_absolute_url()))

    questions.answer(question, by=seller.owner, text="Tak, do 70 stopni.", is_public=True)
    assert len(letters("question_answered")) == 1
    page = text_of(client.get(mug.get_absolute_url()))
    assert "70 stopni" in page
    assert "Ola" not in page


def test_a_public_question_to_a_pes_stands_on_its_page_and_can_be_reported(client, seller, mug):
    about = questions.ask(mug, text="O kubek", by=seller.owner)
    general = questions.ask(seller.profile, text="Kiedy macie otwarte?", by=seller.owner)
    for question in (about, general):
        questions.answer(question, by=seller.owner, text="Codziennie.", is_public=True)

    page = text_of(client.get(seller.profile.get_absolute_url()))

    assert "Kiedy macie otwarte?" in page
    assert "O kubek" not in page
    offer = text_of(client.get(mug.get_absolute_url()))
    assert f"%23pytanie-{about.pk}" in offer


def test_a_sellers_panel_shows_own_confirmed_questions_only(client, mug, seller):
    other = seller_of()
    questions.ask(other.profile, text="Do kogo innego", by=seller.owner)
    client.post(ask_url(mug), GUEST)

    client.force_login(seller.owner)
    page = text_of(client.get(reverse("seller:questions", args=[seller.slug])))

    assert "Do kogo innego" not in page
    assert GUEST["text"] not in page


def test_questions_that_no_guest_stood_by_are_forgotten(client, mug, buyer):
    client.post(ask_url(mug), GUEST)
    questions.ask(mug, text="Od osoby z kontem", by=buyer)
    Question.objects.update(asked_at=now() - timedelta(days=4))

    assert questions.forget_unconfirmed() == 1
    assert Question.objects.get().author == buyer


def test_a_persons_questions_are_exported_and_forgotten(mug, seller, buyer):
    private = questions.ask(mug, text="Prywatne", by=buyer, name="Halina")
    public = questions.ask(mug, text="Publiczne", by=buyer, name="Halina")
    questions.answer(public, by=seller.owner, text="Tak.", is_public=True)
    letters("")

    assert [row["question"] for row in personal_data(buyer)["questions"]] == ["Prywatne", "Publiczne"]
    close_account(buyer, by=buyer)

    assert not Question.objects.filter(pk=private.pk).exists()
    public.refresh_from_db()
    assert (public.author, public.author_name, public.text) == (None, "", "Publiczne")


@pytest.mark.django_db(transaction=True)
def test_an_answer_appears_on_the_kept_page_and_nobody_sees_anothers_form(client, mug, seller):
    question = questions.ask(mug, text="Czy jest niebieski?", by=seller.owner)
    path = mug.get_absolute_url()
    assert "Czy jest niebieski?" not in Client().get(path).text

    questions.answer(question, by=seller.owner, text="Jest.", is_public=True)
    assert "Czy jest niebieski?" in Client().get(path).text

    faulty = Client().post(ask_url(mug), GUEST | {"email": "zdradliwy@"})
    assert "zdradliwy@" in faulty.text
    assert "no-store" in faulty["Cache-Control"]
    for page in (path, ask_url(mug)):
        assert "zdradliwy@" not in Client().get(page).text
    person = Client()
    person.force_login(UserFactory())
    assert 'name="email"' not in person.get(path).text
    assert 'name="email"' in Client().get(path).text


def test_letters_hold_for_both_languages(mug, buyer, settings):
    questions.ask(mug, text="Czy?", by=buyer)
    letters("")
    assert not MailMessage.objects.filter(state="FAILED").exists()
