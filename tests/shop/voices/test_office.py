"""ROPS decides on reviews, replies and questions: with a coded reason, once, and those concerned get a letter."""

import html

import pytest
from django.test import Client
from django.urls import reverse

from shop.catalogue.models import Product, Question
from shop.catalogue.reviews.models import ProductReview
from shop.voices import decisions, queries, questions, reviews
from shop.voices.exceptions import AlreadyDecidedError, ReasonMissingError
from shop.voices.models import Decision
from tests.factories.accounts import UserFactory
from tests.shop.voices.conftest import letters

LIST = reverse("voices_admin:reviews")


@pytest.fixture
def office(client, rops):
    client.force_login(rops)
    return client


@pytest.fixture
def review(line, buyer) -> ProductReview:
    return reviews.write(line, score=1, text="Nie polecam.", name="Halina", by=buyer)


@pytest.fixture
def waiting(line, buyer) -> ProductReview:
    return reviews.write(line, score=4, text="Więcej na www.sklep.pl", name="Halina", by=buyer)


def url_of(review) -> str:
    return reverse("voices_admin:review", args=[review.pk])


def data(review, act: str, **fields: str) -> dict[str, str]:
    return {act: "1", "stamp": queries.stamp_of(review), **fields}


HIDE = {"hide-reason_code": "ADVERT", "hide-reason": "Odnośnik do innego sklepu."}


@pytest.mark.parametrize("person", ["signed_out", "seller", "buyer", "editor"])
def test_nobody_but_rops_reads_or_decides(client, review, seller, buyer, person):
    people = {"seller": seller.owner, "buyer": buyer, "editor": UserFactory(editor=True)}
    if person in people:
        client.force_login(people[person])
    status = 302 if person == "signed_out" else 403
    question = questions.ask(seller.profile, text="Tajne pytanie", by=buyer)
    questions.answer(question, by=seller.owner, text="Tak", is_public=True)

    for url in (LIST, url_of(review), reverse("voices_admin:questions")):
        assert client.get(url).status_code == status
    assert client.post(url_of(review), data(review, "hide", **HIDE)).status_code == status
    hide_question = reverse("voices_admin:question", args=[question.pk])
    assert client.post(hide_question, HIDE).status_code == status

    review.refresh_from_db()
    question.refresh_from_db()
    assert review.status == ProductReview.APPROVED
    assert question.hidden_at is None
    assert not Decision.objects.exists()


def test_a_waiting_review_is_shown_and_both_sides_are_told(office, waiting, line):
    assert "Więcej na www.sklep.pl" in html.unescape(office.get(LIST).text)

    office.post(url_of(waiting), data(waiting, "publish"))

    waiting.refresh_from_db()
    assert waiting.status == ProductReview.APPROVED
    assert Product.objects.get(pk=waiting.product_id).rating == 4
    assert [letter.to for letter in letters("review_published")] == [line.order.email]
    assert len(letters("review_new")) == 1


def test_hiding_keeps_the_row_and_sends_a_statement_of_reasons(office, review, line):
    office.post(url_of(review), data(review, "hide", **HIDE))

    review.refresh_from_db()
    assert (review.status, review.body) == (ProductReview.REJECTED, "Nie polecam.")
    assert Product.objects.get(pk=review.product_id).rating is None
    letter = letters("review_hidden")[0]
    assert letter.to == line.order.email
    for words in ("Odnośnik do innego sklepu.", "reklama lub odnośnik", "odwołać się bezpłatnie"):
        assert words in letter.text
        assert words in html.unescape(letter.html)


def test_hiding_without_a_reason_changes_nothing(office, review, rops):
    answer = office.post(url_of(review), data(review, "hide", **{"hide-reason_code": "", "hide-reason": " "}))

    assert answer.status_code == 422
    with pytest.raises(ReasonMissingError):
        decisions.hide(review, reason_code="VULGAR", reason=" ", by=rops)
    review.refresh_from_db()
    assert review.status == ProductReview.APPROVED
    assert letters("review_hidden") == []


def test_words_changed_meanwhile_are_not_decided_on_unseen(office, review, line, buyer):
    seen = data(review, "hide", **HIDE)
    reviews.write(line, score=3, text="Zmieniona.", name="Halina", by=buyer)

    assert office.post(url_of(review), seen).status_code == 409
    review.refresh_from_db()
    assert review.status == ProductReview.APPROVED


def test_two_moderators_decide_once(review, rops):
    decisions.hide(review, reason_code="OTHER", reason="Powód.", by=rops)
    with pytest.raises(AlreadyDecidedError):
        decisions.hide(review, reason_code="OTHER", reason="Powód.", by=UserFactory(rops=True))
    assert Decision.objects.count() == 1

    decisions.publish(review, by=rops)  # and it can come back
    assert Decision.objects.count() == 2


def test_a_hidden_review_that_its_author_mends_waits_again(review, line, buyer, rops):
    decisions.hide(review, reason_code="PERSONAL", reason="Nazwisko pracownika.", by=rops)
    mended = reviews.write(line, score=1, text="Nie polecam, bez nazwisk.", name="", by=buyer)

    assert (mended.status, mended.held_for) == (ProductReview.FOR_MODERATION, "MENDED")
    again = reviews.write(line, score=2, text="Jeszcze inaczej.", name="", by=buyer)
    assert again.held_for == "MENDED"


def test_a_report_is_answered_and_the_review_may_stay(office, review, seller):
    reviews.report(review, code="FALSE", text="To konkurencja.", by=seller.owner)
    assert "To konkurencja." in html.unescape(office.get(url_of(review)).text)

    office.post(url_of(review), data(review, "keep", **{"keep-reason": "Zakup jest potwierdzony."}))

    review.refresh_from_db()
    assert review.status == ProductReview.APPROVED
    assert review.reports.get().closed_at is not None
    letter = letters("review_report_decided")[0]
    assert "Opinia zostaje." in letter.text
    assert "Zakup jest potwierdzony." in letter.text
    assert letters("review_hidden") == []


def test_hiding_a_reported_review_answers_the_report_too(review, seller, rops):
    reviews.report(review, code="VULGAR", text="Obraża.", by=seller.owner)
    decisions.hide(review, reason_code="VULGAR", reason="Obraża.", by=rops)

    assert "Opinia jest ukryta." in letters("review_report_decided")[0].text
    assert len(letters("review_hidden")) == 1


def test_a_public_question_is_hidden_with_a_letter_to_the_seller(office, mug, seller, buyer):
    question = questions.ask(mug, text="Czy Jan Kowalski u was pracuje?", by=buyer)
    questions.answer(question, by=seller.owner, text="Tak.", is_public=True)
    url = reverse("voices_admin:question", args=[question.pk])
    assert office.post(url, {"hide-reason_code": "PERSONAL", "hide-reason": ""}).status_code == 422

    office.post(url, {"hide-reason_code": "PERSONAL", "hide-reason": "Nazwisko pracownika."})
    office.post(url, {"hide-reason_code": "PERSONAL", "hide-reason": "Drugi raz."})

    question.refresh_from_db()
    assert question.hidden_at is not None
    assert Question.objects.public().count() == 0
    assert "Kowalski" not in Client().get(mug.get_absolute_url()).text
    assert len(letters("question_hidden")) == 1


@pytest.mark.parametrize("query", ["?stan=zgloszone", "?stan=ukryte", "?stan=wszystkie", "?stan=%00", "?strona=abc"])
def test_lists_hold_strange_addresses(office, review, query):
    assert office.get(LIST + query).status_code == 200


def test_lists_cost_the_same_for_one_and_for_thirty(office, mug, django_assert_max_num_queries):
    def add(number: int) -> None:
        ProductReview.objects.bulk_create(
            ProductReview(product=mug, score=3, body=f"Opinia {each}", status=0) for each in range(number)
        )

    add(1)
    office.get(LIST)
    with django_assert_max_num_queries(30) as one:
        office.get(LIST)
    add(29)
    with django_assert_max_num_queries(30) as thirty:
        office.get(LIST)
    assert len(one) == len(thirty)


def test_the_first_page_of_the_office_counts_them(office, waiting):
    assert "1 opinia czeka" in html.unescape(office.get("/cms-admin/").text)
