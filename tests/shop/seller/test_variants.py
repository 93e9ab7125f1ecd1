"""Variants on the offer form: added, removed and reviewed by ROPS; what was sold is hidden and never deleted."""

import html
import threading
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from shop.basket.models import Basket
from shop.catalogue.exceptions import IncompleteOfferError
from shop.catalogue.models import OfferRevision, Product, ReviewState
from shop.catalogue.services import open_revision, refresh_public, save_revision, submit_revision
from shop.moderation.services import approve_revision
from tests.factories.accounts import UserFactory
from tests.factories.basket import BasketFactory, BasketLineFactory
from tests.factories.catalogue import ProductFactory
from tests.factories.order import order_of
from tests.shop.seller.conftest import seller_of


def text_of(response) -> str:
    return html.unescape(response.text).replace("\xa0", " ")


def row(number: int, name: str, price: str = "", stock: str = "", pk: str = "") -> dict[str, str]:
    return {
        f"variant_{number}_id": pk,
        f"variant_{number}_name": name,
        f"variant_{number}_price": price,
        f"variant_{number}_stock": stock,
    }


def approve(revision: OfferRevision, **words) -> Product:
    """Send a version past the form's own checks and approve it."""
    OfferRevision.objects.filter(pk=revision.pk).update(**words)
    revision.refresh_from_db()
    OfferRevision.objects.filter(pk=revision.pk).update(
        review_state=ReviewState.SUBMITTED, submitted_at=revision.created_at
    )
    revision.refresh_from_db()
    return approve_revision(revision, by=UserFactory(rops=True))


def names_of(product: Product) -> list[str]:
    return list(
        Product.objects.filter(parent=product, removed_at__isnull=True).order_by("pk").values_list("title", flat=True)
    )


def test_adding_a_variant_keeps_everything_typed_and_gives_a_row(owner, seller):
    data = {"title": "Miska", "description": "Gliniana.", "variants": "0", "act": "variant_add", "form_key": uuid4()}
    page = owner.post(seller.url("offer-add"), data, follow=True)

    assert page.redirect_chain[-1][0].endswith("#warianty")
    assert 'name="variant_1_name"' in page.text
    assert 'value="Miska"' in page.text
    revision = OfferRevision.objects.get()

    filled = data | {"variants": "1", "version": revision.version, "variant_axis": "rozmiar"}
    page = owner.post(seller.url("offer-edit", revision.product_id), filled | row(1, "mała", "20,50", "3"), follow=True)
    assert 'name="variant_2_name"' in page.text
    assert 'value="mała"' in page.text
    assert 'value="20.50"' in page.text or 'value="20,50"' in page.text
    revision.refresh_from_db()
    assert revision.variants[0] == {"name": "mała", "price": "20.50", "stock": 3}


def test_an_unreadable_price_of_a_variant_stays_typed_beside_the_new_row(owner, seller):
    data = {"variants": "1", "variant_axis": "rozmiar", "act": "variant_add"} | row(1, "mała", "dwa zł", "3")
    page = owner.post(seller.url("offer-add"), data)

    assert page.status_code == 422
    assert "dwa zł" in text_of(page)
    assert 'name="variant_2_name"' in page.text
    assert "Wpisz kwotę w złotych, grosze po przecinku" in text_of(page)


def test_removing_a_row_moves_the_others_up(owner, seller):
    data = {"variants": "3", "variant_axis": "rozmiar", "variant_remove": "2"}
    data |= row(1, "mała", "1,00", "1") | row(2, "średnia", "2,00", "2") | row(3, "duża", "3,00", "3")
    owner.post(seller.url("offer-add"), data)

    assert [each["name"] for each in OfferRevision.objects.get().variants] == ["mała", "duża"]


@pytest.mark.parametrize("strange", ["9", "-1", "abc", "0", "٣"])
def test_a_strange_row_to_remove_changes_nothing(owner, seller, strange):
    data = {"variants": "1", "variant_axis": "rozmiar", "variant_remove": strange} | row(1, "mała", "1,00", "1")
    owner.post(seller.url("offer-add"), data)
    assert len(OfferRevision.objects.get().variants) == 1


@pytest.mark.parametrize(
    ("rows", "axis", "words"),
    [
        (row(1, "", "2,00", "1"), "rozmiar", "Nazwij każdy wariant"),
        (row(1, "mała", "", "1"), "rozmiar", "Podaj cenę każdego wariantu"),
        (row(1, "mała", "2,00", ""), "rozmiar", "Podaj, ile masz sztuk każdego wariantu"),
        (row(1, "mała", "2,00", "1"), "", "Napisz, czym różnią się warianty"),
        (row(1, "mała", "2,00", "1") | row(2, "Mała", "2,00", "1"), "rozmiar", "Dwa warianty mają tę samą nazwę"),
    ],
)
def test_what_variants_lack_is_said_before_the_offer_is_sent(owner, seller, rows, axis, words):
    data = {"act": "submit", "title": "Miska", "variants": str(len(rows) // 4), "variant_axis": axis} | rows
    page = owner.post(seller.url("offer-add"), data)

    assert page.status_code == 422
    assert words in text_of(page)
    assert OfferRevision.objects.get().review_state == ReviewState.DRAFT


def test_variants_are_on_sale_once_rops_approves_and_not_before(client, seller):
    mug = ProductFactory(partner=seller.partner, title="Kubek")
    revision = open_revision(mug, by=seller.owner)
    rows = [{"name": "mały", "price": "18.00", "stock": 2}, {"name": "duży", "price": "30.00", "stock": 1}]
    save_revision(revision, by=seller.owner, version=revision.version, variants=rows, variant_axis="rozmiar")
    assert "mały" not in text_of(client.get(mug.get_absolute_url()))

    product = approve(revision)

    assert product.is_parent
    assert names_of(product) == ["mały", "duży"]
    assert product.from_price == Decimal("18.00")
    page = text_of(client.get(product.get_absolute_url()))
    assert "mały" in page
    assert "18,00" in page
    child = Product.objects.get(parent=product, title="duży")
    order = order_of(child, quantity=1)
    assert order.lines.get().product == child


def test_a_removed_variant_that_was_sold_is_hidden_and_cannot_be_bought(client, seller):
    bowl = ProductFactory(partner=seller.partner, with_variants=True)
    small, large = Product.objects.filter(parent=bowl).order_by("pk")
    sold = order_of(small).lines.get()
    basket = BasketFactory()
    BasketLineFactory(basket=basket, product=small)
    revision = open_revision(bowl, by=seller.owner)
    assert [each["id"] for each in revision.variants] == [small.pk, large.pk]

    approve(revision, variants=[{"id": large.pk, "name": "wielka"}], variant_axis="rozmiar")

    small.refresh_from_db()
    sold.refresh_from_db()
    assert small.removed_at is not None
    assert sold.product == small
    assert names_of(bowl) == ["wielka"]
    page = text_of(client.get(bowl.get_absolute_url()))
    assert "wielka" in page
    assert f"?wariant={small.pk}" not in page
    refresh_public(Product.objects.get(pk=bowl.pk))
    small.refresh_from_db()
    assert not small.is_public
    assert not Product.objects.get(pk=small.pk).can_be_bought_now
    assert Product.objects.get(pk=large.pk).can_be_bought_now
    line = Basket.objects.get(pk=basket.pk).lines.get()
    assert line.product_id == small.pk


def test_the_last_variant_cannot_be_removed(seller):
    bowl = ProductFactory(partner=seller.partner, with_variants=True)
    revision = open_revision(bowl, by=seller.owner)
    save_revision(revision, by=seller.owner, version=revision.version, variants=[])

    with pytest.raises(IncompleteOfferError) as refused:
        submit_revision(revision, by=seller.owner)
    assert "variants" in refused.value.fields


def test_rops_reads_the_variants(client, seller):
    mug = ProductFactory(partner=seller.partner)
    revision = open_revision(mug, by=seller.owner)
    rows = [{"name": "mały", "price": "18.00", "stock": 2}]
    OfferRevision.objects.filter(pk=revision.pk).update(
        variants=rows, variant_axis="rozmiar", review_state="SUBMITTED", submitted_at=revision.created_at
    )
    client.force_login(UserFactory(rops=True))

    page = text_of(client.get(f"/cms-admin/moderacja/oferty/wersja/{revision.pk}/"))

    assert "mały, 18.00 zł" in page


def test_the_preview_shows_the_variants_of_the_version(owner, seller):
    mug = ProductFactory(partner=seller.partner)
    revision = open_revision(mug, by=seller.owner)
    rows = [{"name": "mały", "price": "18.00", "stock": 2}]
    save_revision(revision, by=seller.owner, version=revision.version, variants=rows, variant_axis="rozmiar")

    page = text_of(owner.get(seller.url("offer-preview", mug.pk)))

    assert "mały" in page
    assert not Product.objects.filter(parent=mug).exists()


def test_a_strangers_variant_is_no_variant_of_this_offer(owner, seller):
    other = seller_of()
    theirs = Product.objects.filter(parent=ProductFactory(partner=other.partner, with_variants=True)).first()
    data = {"variants": "1", "variant_axis": "rozmiar"} | row(1, "cudzy", "1,00", "1", pk=str(theirs.pk))
    owner.post(seller.url("offer-add"), data)

    assert "id" not in OfferRevision.objects.get(product__partner=seller.partner).variants[0]
    theirs.refresh_from_db()
    assert theirs.title != "cudzy"


# --- one form, one draft ---


def test_the_same_form_sent_twice_makes_one_draft(owner, seller):
    data = {"title": "Miska", "form_key": str(uuid4()), "act": "save"}
    first = owner.post(seller.url("offer-add"), data)
    second = owner.post(seller.url("offer-add"), data | {"title": "Miska druga"})

    assert OfferRevision.objects.count() == 1
    assert OfferRevision.objects.get().title == "Miska"
    assert second.url.partition("#")[0] == first.url.partition("#")[0]

    owner.post(seller.url("offer-add"), data | {"form_key": str(uuid4())})
    owner.post(seller.url("offer-add"), data | {"form_key": "zepsuty"})
    assert OfferRevision.objects.count() == 3


def test_a_strangers_key_opens_nothing(owner, seller):
    other = seller_of()
    key = str(uuid4())
    theirs = ProductFactory(partner=other.partner, draft=True)
    OfferRevision.objects.filter(product=theirs).update(form_key=key)

    owner.post(seller.url("offer-add"), {"title": "Miska", "form_key": key})

    assert OfferRevision.objects.get(product__partner=seller.partner).title == "Miska"
    assert OfferRevision.objects.get(product=theirs).title == theirs.title


@pytest.mark.django_db(transaction=True)
def test_two_sendings_at_once_make_one_draft():
    seller = seller_of()
    key, answers, ready = str(uuid4()), [], threading.Barrier(2)

    def send(data: dict[str, str]) -> None:
        try:
            browser = Client()
            browser.force_login(seller.owner)
            ready.wait()
            answers.append(browser.post(seller.url("offer-add"), data).status_code)
        finally:
            connection.close()

    for keys in ((key, key), (str(uuid4()), str(uuid4()))):  # the second pair are two offers
        threads = [threading.Thread(target=send, args=({"title": "Miska", "form_key": each},)) for each in keys]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert answers == [302] * 4
    assert OfferRevision.objects.count() == 3
