"""What a person sends who wants to pay less, or another's: nothing of it counts, and the order is what is paid."""

from decimal import Decimal

import pytest
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern
from oscar.core.loading import get_model

from operations.clock import now
from shop.basket.models import Basket, Line
from shop.catalogue.models import Product, SaleState
from shop.fulfilment.models import VendorOrder
from shop.moderation.services import suspend_offer
from shop.order.models import Order
from shop.order.tokens import order_token
from shop.partner.models import StockRecord
from shop.payments import services as payments
from shop.payments.models import Payment
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ProductFactory
from tests.shop.checkout.walk import ADDRESS, hidden, place, put, to_review

pytestmark = pytest.mark.django_db
#: fields that no form of ours has
FORGED = {
    "price": "0.01",
    "price_incl_tax": "0.01",
    "price_currency": "RUB",
    "currency": "RUB",
    "total": "0.01",
    "total_gross": "0.01",
    "goods_gross": "0.01",
    "delivery_gross": "0",
    "amount": "1",
    "vat": "0",
    "partner": "999",
    "vendor": "999",
    "seller": "999",
    "stockrecord": "999",
    "payment_state": "PAID",
    "fulfilment_state": "DELIVERED",
    "status": "DONE",
    "paid_at": "2026-01-01",
    "code": "RABAT100",
    "voucher": "RABAT100",
    "discount": "100",
}


def test_extra_fields_of_every_form_change_neither_price_nor_seller_nor_state(client):
    offer = ProductFactory(price="20.00")
    seller = offer.partner

    client.post(reverse("basket:add"), {"product": offer.pk, "quantity": "2"} | FORGED)
    line = Line.objects.get()
    client.post(reverse("basket:update", args=[line.pk]), {"quantity": "3"} | FORGED)
    client.post(reverse("checkout:address"), ADDRESS | FORGED)
    client.post(reverse("checkout:delivery"), {f"way_{seller.pk}": "COURIER"} | FORGED)
    client.post(reverse("checkout:payment"), {f"method_{seller.pk}": "SANDBOX"} | FORGED)
    place(client, hidden(client), **FORGED)

    order, vo = Order.objects.get(), VendorOrder.objects.get()
    assert (order.total_incl_tax, order.currency, vo.partner) == (Decimal("75.90"), "PLN", seller)
    assert (vo.payment_state, vo.fulfilment_state, vo.paid_at) == ("UNPAID", "NEW", None)
    assert StockRecord.objects.get().price == Decimal("20.00")

    client.post(reverse("payments:pay", args=[vo.number]), FORGED | {"token": order_token(order)})
    assert Payment.objects.get().amount == 7590


# --- Vouchers: the shop has none ---


def test_no_address_takes_a_voucher():
    names = {name for name in _addresses(get_resolver()) if "voucher" in name or "kod-rabat" in name or "kupon" in name}

    assert names == set()


def _addresses(resolver, before: str = ""):
    for entry in resolver.url_patterns:
        place_of = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield f"{place_of} {entry.name or ''}".lower()
        else:
            yield from _addresses(entry, place_of)


def test_a_discount_that_somebody_wrote_into_the_tables_lowers_no_price(client):
    """Oscar's tables of offers and vouchers are there; nothing of ours reads them."""
    everything = get_model("offer", "Range").objects.create(name="All", includes_all_products=True)
    condition = get_model("offer", "Condition").objects.create(range=everything, type="Count", value=1)
    benefit = get_model("offer", "Benefit").objects.create(range=everything, type="Percentage", value=90)
    for kind in ("Site", "Voucher"):
        made = get_model("offer", "ConditionalOffer").objects.create(
            name=kind, offer_type=kind, condition=condition, benefit=benefit
        )
    voucher = get_model("voucher", "Voucher").objects.create(
        name="R", code="RABAT100", usage="Multi-use", start_datetime=now(), end_datetime=now().replace(year=2099)
    )
    voucher.offers.add(made)
    offer = ProductFactory(price="20.00")
    put(client, offer)
    Basket.objects.get().vouchers.add(voucher)

    place(client, to_review(client, offer, quantity=1), code="RABAT100", voucher="RABAT100")

    assert Order.objects.get().total_incl_tax == Decimal("55.90")


# --- After the button ---


def test_what_is_added_after_the_button_is_in_another_basket_and_the_order_is_what_is_paid(client):
    offer = ProductFactory(price="20.00", stock=10)
    place(client, to_review(client, offer, method="SANDBOX"))
    old = Line.objects.get()
    vo = VendorOrder.objects.get()
    payments.start_payment(vo, return_url="/")

    put(client, offer, quantity=5)
    answers = [
        client.post(reverse("basket:update", args=[old.pk]), {"quantity": "9"}).status_code,
        client.post(reverse("basket:remove", args=[old.pk])).status_code,
    ]

    old.refresh_from_db()
    assert answers == [404, 404]
    assert (old.quantity, Line.objects.exclude(pk=old.pk).get().quantity) == (1, 5)
    assert Payment.objects.get().amount == 3590
    assert Order.objects.get().lines.get().quantity == 1


def test_a_basket_that_became_an_order_is_not_merged_at_log_in(client):
    offer = ProductFactory(stock=10)
    place(client, to_review(client, offer))

    client.force_login(UserFactory())
    client.get(reverse("basket:view"))

    assert Line.objects.get().basket.status == Basket.SUBMITTED
    assert not Basket.objects.filter(status="Merged").exists()


# --- Between the basket and the button ---


def paused(offer):
    Product.objects.filter(pk=offer.pk).update(sale_state=SaleState.PAUSED)


def archived(offer):
    Product.objects.filter(pk=offer.pk).update(sale_state=SaleState.ARCHIVED, is_public=False)


def suspended(offer):
    suspend_offer(offer, reason="Brak oznaczenia CE", by=UserFactory(rops=True))


def sold_elsewhere(offer):
    StockRecord.objects.filter(product=offer).update(num_allocated=5)


def without_price(offer):
    StockRecord.objects.filter(product=offer).update(price=None)


@pytest.mark.parametrize("change", [paused, archived, suspended, sold_elsewhere, without_price])
def test_what_can_no_longer_be_had_is_not_ordered_and_the_buyer_sees_it(client, change):
    kept, gone = ProductFactory(stock=5), ProductFactory(stock=5)
    form = to_review(client, kept, gone)
    change(gone)

    response = place(client, form)

    assert response.status_code == 302
    assert not Order.objects.exists()
    assert gone.title in client.get(reverse("basket:view")).content.decode()


# --- Pages that say "paid" ---


def test_the_way_back_with_any_session_s_name_pays_nothing_and_shows_nothing(client):
    place(client, to_review(client, ProductFactory(), method="SANDBOX"))
    vo = VendorOrder.objects.get()
    payments.start_payment(vo, return_url="/")
    reference = Payment.objects.get().reference
    back = reverse("payments:back", args=[vo.number])

    stranger = type(client)()
    for name in (reference, "cs_test_other", "' OR 1=1"):
        for who in (client, stranger):
            who.get(back, {"session_id": name, "payment_status": "paid", "redirect_status": "succeeded"})
    html = stranger.get(back, {"session_id": reference}).content.decode()

    vo.refresh_from_db()
    assert (vo.payment_state, Payment.objects.get().state) == ("UNPAID", "SESSION_OPEN")
    for secret in (vo.order.email, vo.order.buyer_name, vo.seller["short_name"]):
        assert secret not in html
