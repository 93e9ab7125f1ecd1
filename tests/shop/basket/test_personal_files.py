"""A file after which a thing is made: from the offer through basket and order to the packing table, for two people only."""

import io
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from operations.clock import now
from shop.basket import views
from shop.basket.models import Basket, Line, PersonalFile
from shop.basket.personal_files import forget_loose
from shop.checkout.queries import summary_of
from shop.checkout.reorder import put_again
from shop.checkout.services import place_order
from shop.customer.keeping import forget_old_files
from shop.documents.content import packing_content
from shop.fulfilment.models import VendorOrder
from shop.order.tokens import order_token
from tests.factories.accounts import UserFactory
from tests.factories.basket import BasketFactory
from tests.factories.catalogue import ProductFactory
from tests.factories.offers import picture_file
from tests.factories.order import deliver, ready_basket, seller_of
from tests.shop.basket.walk import page, put
from tests.shop.cases.conftest import pdf
from tests.shop.checkout.test_letters import both, letters

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller():
    return seller_of()


@pytest.fixture
def offer(seller):
    return ProductFactory(partner=seller.partner, title="Deska", takes_file=True, personalisation="Imię na desce")


def content(answer) -> bytes:
    return b"".join(answer.streaming_content)


def on_the_shelf(file: PersonalFile) -> bool:
    return file.file.storage.exists(file.file.name)


def ordered(offer, *, by=None, name="portret.jpg"):
    """Order one thing with a file, as a form sent it."""
    client = Client()
    put(client, offer, file=picture_file(name))
    sent = Line.objects.latest("pk")
    basket, draft = ready_basket(offer)
    basket.lines.update(personal_file=sent.personal_file, personal_file_name=sent.personal_file_name)
    sent.basket.delete()
    stamp = summary_of(Basket.objects.get(pk=basket.pk), draft).stamp
    return place_order(Basket.objects.get(pk=basket.pk), draft, stamp=stamp, by=by)


def test_a_picture_is_made_anew_named_on_the_line_and_shown_to_its_buyer_only(client, offer):
    put(client, offer, file=picture_file("Mój portret.jpg"))

    line = Line.objects.get()
    html = page(client)
    address = reverse("basket:file", args=[line.pk])
    assert f'<a href="{address}">Mój portret.webp</a>' in html
    answer = client.get(address)
    assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("private, no-store", "noindex, nofollow")
    with Image.open(io.BytesIO(content(answer))) as seen:
        assert (seen.format, dict(seen.getexif())) == ("WEBP", {})
    assert Client().get(address).status_code == 404
    stranger = Client()
    put(stranger, ProductFactory())
    assert stranger.get(address).status_code == 404


def test_the_same_file_is_the_same_line_another_file_is_another(client, offer):
    put(client, offer, file=pdf("a.pdf"))
    put(client, offer, file=pdf("a.pdf"))
    put(client, offer, file=picture_file())
    put(client, offer)

    assert sorted(Line.objects.values_list("quantity", "personal_file_name")) == [
        (1, ""),
        (1, "kubek.webp"),
        (2, "a.pdf"),
    ]


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (lambda: SimpleUploadedFile("wirus.jpg", b"MZ nie obraz"), "Nie możemy odczytać tego pliku"),
        (lambda: pdf("skrypt.pdf", b"%PDF-1.7 /JavaScript %%EOF"), "hasło, skrypt"),
    ],
    ids=["not a picture", "active pdf"],
)
def test_a_bad_file_is_refused_at_its_field_and_nothing_typed_is_lost(client, offer, file, words):
    html = put(client, offer, "3", personalisation="Hania", file=file()).content.decode()

    assert 'id="plik_error"' in html
    assert words in html
    assert 'value="Hania"' in html
    assert 'value="3"' in html
    assert not Line.objects.exists()
    assert not PersonalFile.objects.exists()


def test_a_fault_elsewhere_does_not_lose_the_file(client, offer):
    html = put(client, offer, "zero", file=pdf("herb.pdf")).content.decode()
    assert "Mamy plik „herb.pdf”" in html
    key = html.split('name="file_key" value="')[1].split('"')[0]

    put(client, offer, "1", file_key=key)

    assert Line.objects.get().personal_file_name == "herb.pdf"
    refused = put(client, offer, "1", file_key=key + "x").content.decode()
    assert "Nie mamy już tego pliku" in refused


def test_a_key_of_a_file_in_another_basket_brings_nothing(client, offer):
    html = put(client, offer, "zero", file=pdf("herb.pdf")).content.decode()
    key = html.split('name="file_key" value="')[1].split('"')[0]
    put(client, offer, "1", file_key=key)

    stranger = Client()
    put(stranger, offer, "1", file_key=key)

    assert Line.objects.count() == 1


def test_a_removed_thing_comes_back_with_its_file(client, offer):
    put(client, offer, file=pdf("herb.pdf"))
    client.post(reverse("basket:remove", args=[Line.objects.get().pk]))
    key = page(client).split('name="file_key" value="')[1].split('"')[0]

    put(client, offer, "1", file_key=key)

    assert Line.objects.get().personal_file.name == "herb.pdf"


def test_an_offer_that_takes_no_file_keeps_none(client):
    put(client, ProductFactory(), file=pdf("herb.pdf"))

    assert Line.objects.get().personal_file is None
    assert not PersonalFile.objects.exists()


def test_forms_with_files_are_counted_before_a_picture_is_read(client, offer, monkeypatch):
    monkeypatch.setattr(views, "FILES", 1)

    assert put(client, offer, file=pdf()).status_code == 302
    assert put(client, offer, file=pdf()).status_code == 429
    assert put(client, offer).status_code == 302


def test_the_file_goes_with_the_order_to_both_letters_the_packing_table_and_the_two_people(client, offer, seller):
    buyer = UserFactory()
    order = ordered(offer, by=buyer)
    line, share = order.lines.get(), order.vendor_orders.get()

    for kind, link in (
        ("order_confirmation", reverse("account:personal-file", args=[order.number, line.pk])),
        ("new_order_seller", reverse("seller:personal-file", args=[seller.slug, share.number, line.pk])),
    ):
        for text in both(letters(kind)[0]):
            assert "plik: portret.webp" in text
            assert link in text
    assert packing_content(share)["rows"][0]["file"] == "portret.webp"

    by_key = reverse("checkout:personal-file", args=[order_token(order), line.pk])
    own = reverse("account:personal-file", args=[order.number, line.pk])
    panel = reverse("seller:personal-file", args=[seller.slug, share.number, line.pk])
    assert by_key in client.get(reverse("checkout:status", args=[order_token(order)])).text
    assert client.get(by_key).status_code == 200
    client.force_login(buyer)
    assert own in client.get(reverse("account:order", args=[order.number])).text
    assert client.get(own).status_code == 200
    for person in (seller.owner, seller.packer):
        client.force_login(person)
        assert panel in client.get(reverse("seller:order", args=[seller.slug, share.number])).text
        assert client.get(panel).status_code == 200
        slip = client.get(reverse("seller:packing-list", args=[seller.slug]), {"zamowienie": share.number}).text
        assert "portret.webp" in slip


def test_nobody_else_gets_the_file_of_an_order(client, offer, seller):
    order, other = ordered(offer), ordered(ProductFactory(takes_file=True), by=UserFactory())
    line, share = order.lines.get(), order.vendor_orders.get()
    stranger = seller_of()

    assert client.get(reverse("checkout:personal-file", args=[order_token(other), line.pk])).status_code == 404
    assert client.get(reverse("checkout:personal-file", args=["0" * 64, line.pk])).status_code == 404
    client.force_login(UserFactory())
    assert client.get(reverse("account:personal-file", args=[order.number, line.pk])).status_code == 404
    client.force_login(other.user)
    assert client.get(reverse("account:personal-file", args=[other.number, line.pk])).status_code == 404
    client.force_login(stranger.owner)
    assert client.get(reverse("seller:personal-file", args=[stranger.slug, share.number, line.pk])).status_code == 404
    client.force_login(seller.owner)
    other_line = other.lines.get()
    assert (
        client.get(reverse("seller:personal-file", args=[seller.slug, share.number, other_line.pk])).status_code == 404
    )


@pytest.mark.parametrize(
    ("rule", "sent", "kept"),
    [
        ("ALLOWED", {"file": 1}, "CUSTOM_MADE"),
        ("ALLOWED", {"personalisation": "Hania"}, "CUSTOM_MADE"),
        ("SEALED_HYGIENE", {"personalisation": "Hania"}, "CUSTOM_MADE"),
        ("ALLOWED", {}, "ALLOWED"),
        ("PERISHABLE", {"personalisation": "Hania"}, "PERISHABLE"),
        ("SERVICE_DONE", {"personalisation": "Hania"}, "SERVICE_DONE"),
    ],
    ids=["file", "words", "sealed", "neither", "perishable", "service"],
)
def test_a_thing_with_words_or_a_file_cannot_be_withdrawn_from_one_without_can(client, seller, rule, sent, kept):
    offer = ProductFactory(partner=seller.partner, takes_file=True, personalisation="Imię", withdrawal=rule)
    put(client, offer, **(sent | ({"file": pdf()} if "file" in sent else {})))
    html = page(client)
    assert ("Rzecz robiona dla Ciebie: odstąpienie nie przysługuje" in html.replace("\xa0", " ")) is (
        kept == "CUSTOM_MADE"
    )

    basket, draft = ready_basket(offer)
    line = Line.objects.exclude(basket=basket).get()
    basket.lines.update(personalisation=line.personalisation, personal_file_name=line.personal_file_name)
    basket.lines.update(personal_file=line.personal_file)
    line.delete()
    stamp = summary_of(Basket.objects.get(pk=basket.pk), draft).stamp
    order = place_order(Basket.objects.get(pk=basket.pk), draft, stamp=stamp)

    assert order.lines.get().withdrawal == kept


def test_the_offer_says_that_words_or_a_file_take_the_right_away(client, offer):
    html = client.get(offer.get_absolute_url()).text.replace("\xa0", " ")
    form = html.split('id="kup"')[0].rsplit("<form", 1)[1] + html.split('id="kup"')[1].split("</form>")[0]

    assert "multipart/form-data" in form
    assert 'name="file"' in form
    assert "art. 38 ust. 1 pkt 3 ustawy o prawach konsumenta" in form
    assert "Nie dotyczy rzeczy z Twoim napisem lub plikiem" in html
    plain = client.get(ProductFactory().get_absolute_url()).text
    assert "art. 38" not in plain
    assert 'name="file"' not in plain


def test_the_same_again_has_its_own_copy_of_the_file_or_names_the_gap(offer):
    buyer = UserFactory()
    order = ordered(offer, by=buyer)
    filled = put_again(order, BasketFactory(owner=buyer))
    again = put_again(order, Basket.objects.get(owner=buyer))

    line = Line.objects.get(basket__owner=buyer)
    assert (filled.left_out, again.left_out, line.quantity) == ([], [], 1)
    assert line.personal_file_name == "portret.webp"
    assert line.personal_file_id != order.lines.get().personal_file_id
    line.delete()

    PersonalFile.objects.all().delete()
    left = put_again(type(order).objects.get(pk=order.pk), Basket.objects.get(owner=buyer)).left_out
    assert "bez pliku" in left[0][1]


def test_a_file_without_a_line_is_forgotten_after_a_day_one_in_a_basket_after_sixty(
    client, offer, django_capture_on_commit_callbacks
):
    put(client, offer, "zero", file=pdf("luzem.pdf"))
    put(client, offer, file=pdf("w-koszyku.pdf", b"%PDF-1.7 inny %%EOF"))
    loose, kept = PersonalFile.objects.order_by("pk")

    with time_machine.travel(now() + timedelta(hours=25)), django_capture_on_commit_callbacks(execute=True):
        forget_loose()
    assert [on_the_shelf(loose), on_the_shelf(kept)] == [False, True]

    with time_machine.travel(now() + timedelta(days=61)), django_capture_on_commit_callbacks(execute=True):
        forget_loose()
    assert not on_the_shelf(kept)
    assert "pliku do niej już nie przechowujemy" in page(client)


def test_files_of_orders_are_kept_as_long_as_the_seller_answers_for_the_thing(
    offer, django_capture_on_commit_callbacks
):
    order = ordered(offer)
    deliver(order.vendor_orders.get())
    open_one = ordered(offer)
    file = order.lines.get().personal_file

    with time_machine.travel(now() + timedelta(days=730)):
        assert (forget_loose(), forget_old_files()) == (0, 0)
    with time_machine.travel(now() + timedelta(days=732)), django_capture_on_commit_callbacks(execute=True):
        assert forget_old_files() == 1

    assert not on_the_shelf(file)
    assert on_the_shelf(open_one.lines.get().personal_file)
    assert VendorOrder.objects.count() == 2


def test_words_longer_than_the_seller_says_fit_are_refused_at_their_field(client, seller):
    offer = ProductFactory(partner=seller.partner, personalisation="Numer domu", personalisation_signs=4)

    html = put(client, offer, personalisation="12345").content.decode()
    assert "Mieści się najwyżej 4 znaków, a jest ich 5" in html
    assert not Line.objects.exists()

    put(client, offer, personalisation=" 12A4 ")
    assert Line.objects.get().personalisation == "12A4"


def test_a_thing_that_is_never_made_without_words_is_not_sold_without_them(client, seller):
    offer = ProductFactory(partner=seller.partner, personalisation="Numer domu", personalisation_required=True)

    html = put(client, offer).content.decode()
    assert "Ta rzecz powstaje tylko z Twoim napisem lub plikiem" in html
    assert 'id="personalizacja_error"' in html
    assert not Line.objects.exists()

    put(client, offer, personalisation="7")
    type(offer).objects.filter(pk=offer.pk).update(takes_file=True, personalisation="")
    assert 'id="plik_error"' in put(client, offer).content.decode()
    put(client, offer, file=pdf())
    assert Line.objects.count() == 2


def test_what_is_never_made_without_words_can_never_be_withdrawn_from(client, seller):
    always = ProductFactory(partner=seller.partner, personalisation="Numer domu", personalisation_required=True)

    html = client.get(always.get_absolute_url()).text.replace("\xa0", " ")

    assert "Rzecz robiona dla Ciebie: odstąpienie nie przysługuje" in html
    assert "Nie dotyczy rzeczy z Twoim napisem" not in html
    assert "odstąpić od umowy w ciągu 14 dni" not in html
