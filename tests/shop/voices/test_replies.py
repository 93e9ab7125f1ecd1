"""The seller replies to a review and reports it; a person takes the reviews along; two sendings are one."""

import html
import threading

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from pes_profiles.accounts.services import close_account, personal_data
from shop.catalogue.models import Product
from shop.catalogue.reviews.models import ProductReview
from shop.voices import decisions, reviews
from shop.voices.exceptions import (
    AlreadyReportedError,
    ReplyClosedError,
)
from tests.factories.order import order_of, seller_of
from tests.shop.voices.conftest import delivered_line, letters


def text_of(response) -> str:
    return html.unescape(response.text)


def own_url(line) -> str:
    return reverse("voices:write-own", args=[line.order.number, line.pk])


def review_of(line, *, score=5, text="Bardzo dobry.", name="Halina", by=None) -> ProductReview:
    return reviews.write(line, score=score, text=text, name=name, by=by)


def rating(offer) -> float | None:
    return Product.objects.get(pk=offer.pk).rating


# --- the seller ---


def test_the_seller_replies_once_and_may_correct_it(client, line, mug, seller, buyer):
    review = review_of(line, by=buyer)
    client.force_login(seller.owner)
    url = reverse("voices_panel:reviews", args=[seller.slug])
    assert "Bardzo dobry." in text_of(client.get(url + "?stan=nowe"))

    for words in ("Dziękujemy!", "Dziękujemy bardzo!"):
        client.post(url, {"review": review.pk, "act": "reply", f"o{review.pk}-reply": words})

    assert "Dziękujemy bardzo!" in text_of(Client().get(mug.get_absolute_url()))
    assert [letter.to for letter in letters("review_replied")] == [line.order.email]
    assert "Bardzo dobry." not in text_of(client.get(url + "?stan=nowe"))


def test_an_empty_reply_is_refused_at_its_field(client, line, seller):
    review = review_of(line)
    client.force_login(seller.owner)
    url = reverse("voices_panel:reviews", args=[seller.slug])

    answer = client.post(url, {"review": review.pk, "act": "reply", f"o{review.pk}-reply": " "})

    assert answer.status_code == 422
    assert "Napisz odpowiedź" in text_of(answer)
    review.refresh_from_db()
    assert review.reply == ""
    assert client.post(url, {"review": review.pk, "act": "delete"}).status_code == 400


def test_strangers_and_packers_do_not_answer(client, line, seller):
    review = review_of(line)
    other = seller_of()
    data = {"review": review.pk, "act": "reply", f"o{review.pk}-reply": "Cudza"}

    for user, slug in ((seller.packer, seller.slug), (other.owner, seller.slug), (other.owner, other.slug)):
        client.force_login(user)
        url = reverse("voices_panel:reviews", args=[slug])
        assert client.post(url, data).status_code == 404
    client.force_login(other.owner)
    own = reverse("voices_panel:reviews", args=[other.slug])
    for number in ("", "abc", "9" * 30, "٣"):
        assert client.post(own, data | {"review": number}).status_code == 404

    review.refresh_from_db()
    assert review.reply == ""


def test_nobody_replies_to_what_is_not_shown(line, seller, rops):
    review = review_of(line)
    reviews.reply(review, text="Nieprawda!", by=seller.owner)
    decisions.hide_reply(review, reason_code="VULGAR", reason="Obraża kupującą.", by=rops)

    with pytest.raises(ReplyClosedError):
        reviews.reply(review, text="Jeszcze raz", by=seller.owner)
    review.refresh_from_db()
    assert (review.reply, review.shown_reply) == ("Nieprawda!", "")
    assert len(letters("review_reply_hidden")) == 1


def test_a_report_waits_once_and_changes_nothing_by_itself(client, line, mug, seller):
    review = review_of(line)
    client.force_login(seller.owner)
    url = reverse("voices_panel:reviews", args=[seller.slug])
    data = {
        "review": review.pk,
        "act": "report",
        f"z{review.pk}-code": "FALSE",
        f"z{review.pk}-text": "To konkurencja.",
    }

    client.post(url, data)
    client.post(url, data)

    assert review.reports.count() == 1
    with pytest.raises(AlreadyReportedError):
        reviews.report(review, code="OTHER", text="Jeszcze raz", by=seller.owner)
    assert "Bardzo dobry." in text_of(Client().get(mug.get_absolute_url()))


# --- people ---


def test_a_persons_reviews_are_exported_and_stay_without_a_name(line, buyer):
    review_of(line, name="Halina", by=buyer)
    letters("")
    assert [row["review"] for row in personal_data(buyer)["reviews"]] == ["Bardzo dobry."]

    close_account(buyer, by=buyer)

    review = ProductReview.objects.get()
    assert (review.user, review.name, review.body) == (None, "", "Bardzo dobry.")


def test_the_order_leads_to_the_form(client, line, buyer, mug):
    client.force_login(buyer)
    page = text_of(client.get(reverse("account:order", args=[line.order.number])))
    assert own_url(line) in page

    waiting = order_of(mug, by=buyer)
    assert "Jak się sprawdza?" not in text_of(client.get(reverse("account:order", args=[waiting.number])))


# --- races ---


@pytest.mark.django_db(transaction=True)
def test_two_sendings_at_once_make_one_review(mug):
    line = delivered_line(mug)
    failed: list[Exception] = []
    ready = threading.Barrier(2)

    def send(score: int) -> None:
        try:
            ready.wait()
            review_of(line, score=score)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(score,)) for score in (2, 4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    review = ProductReview.objects.get()
    assert rating(mug) == review.score
    other = delivered_line(mug)
    review_of(other, score=5)  # and two things make two
    assert ProductReview.objects.count() == 2
