"""Closing an account: the export knew it all, afterwards nothing in the database names the person but what books need."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.apps import apps
from django.db import models
from django.urls import reverse

from operations import mail, outbox
from operations.clock import now
from pes_profiles.accounts.services import close_account, personal_data
from shop.alerts.services import ask_for, save_search
from shop.basket.models import Basket, PersonalFile
from shop.basket.personal_files import clean, keep
from shop.cases.services import write_message
from shop.catalogue.models import SaleMode
from shop.checkout.queries import summary_of
from shop.checkout.services import place_order
from shop.customer.keeping import forget_old_contracts
from shop.fulfilment.models import VendorOrder
from shop.order.models import Order
from shop.voices import questions, reviews
from shop.wishlists.services import save_favourite
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ProductFactory
from tests.factories.offers import picture_file
from tests.factories.order import deliver, ready_basket, seller_of
from tests.shop.booking.conftest import booked, slot_of

pytestmark = pytest.mark.django_db

EMAIL, NAME, PHONE, STREET, SECRET = "zofia.znika@example.com", "Znikalska", "600700800", "Znikliwa 7", "tajemnica"
#: the contract: who bought and where it went, until the sellers' books may forget it
BOOKS = {
    "order_order.buyer_name",
    "order_shippingaddress.last_name",
    "order_shippingaddress.line1",
    "order_shippingaddress.search_text",
}


def places_of(*needles: str) -> set[str]:
    """Return every table.column of the portal whose text holds one of the words."""
    return {
        f"{model._meta.db_table}.{field.name}"
        for model in apps.get_models()
        if model._meta.managed
        for field in text_fields(model)
        for value in model._default_manager.values_list(field.name, flat=True)
        if any(needle in str(value) for needle in needles)
    }


def text_fields(model: type[models.Model]) -> Iterator[models.Field]:
    for field in model._meta.local_concrete_fields:
        if isinstance(field, models.CharField | models.TextField | models.JSONField):
            yield field


def order_of(person, offer) -> VendorOrder:
    basket, draft = ready_basket(offer)
    draft.email, draft.last_name, draft.phone, draft.street = EMAIL, NAME, f"+48{PHONE}", STREET
    draft.notes = {str(offer.partner_id): SECRET}
    draft.save()
    stamp = summary_of(Basket.objects.get(pk=basket.pk), draft).stamp
    return place_order(Basket.objects.get(pk=basket.pk), draft, stamp=stamp, by=person).vendor_orders.get()


def send_file_for(line, *, name) -> None:
    line.personal_file = keep(clean(picture_file(name)))
    line.personal_file_name = line.personal_file.name
    line.save()


@pytest.fixture
def seller():
    return seller_of()


@pytest.fixture
def person(seller, monkeypatch):
    """Somebody who has done here all that a buyer can do, on a server: there sent letters keep no text."""
    monkeypatch.setattr(mail, "keeps_texts", lambda: False)
    user = UserFactory(email=EMAIL, first_name="Zofia", last_name=NAME, phone=f"+48{PHONE}")
    offer = ProductFactory(partner=seller.partner)
    vo = order_of(user, offer)
    deliver(vo)
    send_file_for(vo.order.lines.get(), name=f"{SECRET}.jpg")
    reviews.write(vo.order.lines.get(), score=5, text="Opinia zostaje.", name=NAME, by=user)
    questions.ask(offer, text=f"Czy to {SECRET}?", by=user, name=NAME)
    write_message(vo, side="BUYER", by=user, form_key="a" * 20, text=f"Moja {SECRET}")
    ask_for(ProductFactory(stock=0), email=EMAIL, user=user)
    ask_for(ProductFactory(stock=0), email=EMAIL, user=None)
    save_search(user, query=f"q={SECRET}", name=SECRET)
    save_favourite(user, offer, note=SECRET)
    service = ProductFactory(partner=seller.partner, sale_mode=SaleMode.BOOKING)
    booked(slot_of(service, days=20), by=user, name=NAME, email=EMAIL, phone=f"+48{PHONE}", note=SECRET)
    while outbox.drain().done:
        pass
    return user


def test_nothing_names_whoever_closed_the_account_but_the_sellers_books(person):
    before = places_of(EMAIL, NAME, PHONE, STREET, SECRET)
    assert len(before) >= 15  # the control: there was much to forget
    data = json.dumps(personal_data(person), ensure_ascii=False)
    for word in (EMAIL, NAME, PHONE, STREET, SECRET, "Opinia zostaje."):
        assert word in data

    close_account(person, by=person)
    with time_machine.travel(now() + timedelta(hours=13)):
        while outbox.drain().done:
            pass

        assert places_of(EMAIL, NAME, PHONE, STREET, SECRET) == BOOKS
        assert not PersonalFile.objects.exists()
        assert Order.objects.get().email == ""


def test_the_closing_page_names_the_last_day_of_the_contracts_and_after_it_nothing_names_the_buyer(client, person):
    VendorOrder.objects.get().events.update(at=datetime(2026, 12, 31, 23, 30, tzinfo=UTC))  # in Warsaw it is 2027
    client.force_login(person)
    page = client.get(reverse("accounts:close")).content.decode().replace("\xa0", " ")
    assert "do 31 grudnia 2033" in page

    close_account(person, by=person)
    while outbox.drain().done:
        pass
    assert forget_old_contracts() == 0
    with time_machine.travel(datetime(2033, 12, 31, 22, 0, tzinfo=UTC)):
        assert forget_old_contracts() == 0
    with time_machine.travel(datetime(2034, 1, 1, 0, 30, tzinfo=UTC)):
        assert forget_old_contracts() == 1
        assert forget_old_contracts() == 0
    assert not places_of(NAME, STREET)


def test_contracts_of_an_open_account_are_left_alone(client, person):
    with time_machine.travel(datetime(2050, 1, 1, tzinfo=UTC)):
        assert forget_old_contracts() == 0

    newcomer = UserFactory()
    client.force_login(newcomer)
    assert "nie można już z nich niczego dochodzić" not in client.get(reverse("accounts:close")).content.decode()


def test_the_seller_reads_that_the_buyer_is_deleted(client, person, seller):
    client.force_login(seller.owner)
    page = reverse("seller:order", args=[seller.slug, VendorOrder.objects.get().number])
    assert NAME in client.get(page).content.decode()

    close_account(person, by=person)

    shown = client.get(page).content.decode()
    assert "kupujący usunięty" in shown
    assert NAME not in shown
    assert "@invalid" not in shown
