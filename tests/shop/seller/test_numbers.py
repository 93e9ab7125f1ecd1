"""Prices and stock of all offers on one page, and the page that leads to the other rooms."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from operations.models import AuditEntry
from shop.catalogue.services import set_sale_state
from shop.partner.models import PriceLog, StockRecord
from shop.partner.services import set_stock
from tests.factories.catalogue import ProductFactory
from tests.factories.offers import make_draft
from tests.factories.order import order_of
from tests.factories.pes_profiles import MembershipFactory


def record_of(offer) -> StockRecord:
    return StockRecord.objects.get(product=offer)


def typed(*records, **changed):
    """What the page sends back: what it was opened with, and both numbers as they are or as they were changed."""
    data = {}
    for record in records:
        for name, value in (("price", f"{record.price:.2f}".replace(".", ",")), ("stock", str(record.num_in_stock))):
            data |= {f"{name}_{record.pk}": value, f"{name}_{record.pk}_was": value}
    return data | {name: str(value) for name, value in changed.items()}


@pytest.fixture
def mug(seller) -> StockRecord:
    return record_of(ProductFactory(partner=seller.partner, title="Kubek", price=Decimal("20.00"), stock=10))


@pytest.fixture
def bowl(seller) -> StockRecord:
    return record_of(ProductFactory(partner=seller.partner, title="Misa", price=Decimal("50.00"), stock=4))


def test_thirty_offers_change_by_one_save_and_only_what_was_typed_anew(owner, seller, mug):
    others = [record_of(ProductFactory(partner=seller.partner, price=20, stock=10)) for _ in range(29)]
    new = {f"price_{record.pk}": "21,50" for record in others} | {f"stock_{mug.pk}": "12"}
    before = AuditEntry.objects.count()

    page = owner.post(seller.url("prices"), typed(mug, *others, **new), follow=True).content.decode()

    assert "Zmieniono 30 pozycji" in page
    assert {record.price for record in StockRecord.objects.exclude(pk=mug.pk)} == {Decimal("21.50")}
    mug.refresh_from_db()
    assert (mug.price, mug.num_in_stock) == (Decimal("20.00"), 12)
    assert PriceLog.objects.filter(gross=Decimal("21.50"), by=seller.owner).count() == 29
    assert AuditEntry.objects.count() == before + 30


def test_faults_stand_at_their_fields_and_nothing_typed_is_lost_or_changed(owner, seller, mug, bowl):
    bad = {f"price_{mug.pk}": "dużo", f"stock_{mug.pk}": "-1", f"price_{bowl.pk}": "", f"stock_{bowl.pk}": "9"}

    answer = owner.post(seller.url("prices"), typed(mug, bowl, **bad))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {f"price_{mug.pk}", f"stock_{mug.pk}", f"price_{bowl.pk}"}
    assert f'id="id_price_{mug.pk}_error"' in page
    assert "Wpisz 0 albo więcej" in page
    assert 'value="dużo"' in page
    assert 'value="9"' in page
    assert record_of(bowl.product).num_in_stock == 4


def test_what_buyers_were_promised_cannot_be_taken_back_and_then_nothing_changes(owner, seller, mug, bowl):
    order_of(mug.product, quantity=3)

    answer = owner.post(
        seller.url("prices"),
        typed(mug, bowl, **{f"stock_{mug.pk}": 2, f"price_{bowl.pk}": "60", f"stock_{bowl.pk}": 9}),
    )

    assert answer.status_code == 422
    assert "Kupujący zamówili już 3" in answer.content.decode().replace("\xa0", " ")
    assert (record_of(mug.product).num_in_stock, record_of(bowl.product).num_in_stock) == (10, 4)
    assert record_of(bowl.product).price == Decimal("50.00")


def test_what_another_page_changed_meanwhile_stays(owner, seller, mug):
    opened = typed(mug)
    set_stock(mug, 7, by=seller.owner)

    owner.post(seller.url("prices"), opened | {f"price_{mug.pk}": "25"})

    after = record_of(mug.product)
    assert (after.price, after.num_in_stock) == (Decimal("25.00"), 7)


def test_only_own_approved_offers_out_of_the_archive_are_there(owner, seller, other, mug):
    kept = [mug.product, ProductFactory(partner=seller.partner, sale_state="PAUSED")]
    kept += ProductFactory(partner=seller.partner, with_variants=True).children.all()
    set_sale_state(ProductFactory(partner=seller.partner), "ARCHIVED", by=seller.owner)
    make_draft(partner=seller.partner, by=seller.owner)
    strange = record_of(ProductFactory(partner=other.partner, price=20, stock=10))

    page = owner.get(seller.url("prices"))
    owner.post(seller.url("prices"), typed(strange, **{f"price_{strange.pk}": "1"}))

    assert {record.product for record in page.context["page"]} == set(kept)
    assert record_of(strange.product).price == Decimal("20.00")


def test_the_pages_ask_as_often_for_one_as_for_thirty(owner, seller, mug):
    def asked() -> list[int]:
        counts = []
        for name in ("prices", "more"):
            with CaptureQueriesContext(connection) as queries:
                owner.get(seller.url(name))
            counts.append(len(queries))
        return counts

    order_of(mug.product)
    asked()
    one = asked()
    for _ in range(28):
        ProductFactory(partner=seller.partner)
    order_of(ProductFactory(partner=seller.partner))

    assert asked() == one


def test_an_empty_shop_says_what_will_be_there(owner, seller):
    assert "Tu zmienisz naraz ceny" in owner.get(seller.url("prices")).content.decode()


def test_every_room_is_one_step_from_more_and_a_packer_sees_those_of_orders(client, seller, other):
    client.force_login(seller.packer)
    packers = client.get(seller.url("more")).content.decode()
    MembershipFactory(profile=other.profile, user=seller.owner)
    client.force_login(seller.owner)
    owners = client.get(seller.url("more")).content.decode()

    rooms = ["aftersales_panel:money", "ledger:month", "statements:list", "documents_panel:papers"]
    rooms += ["payments_panel:account", "voices_panel:reviews", "seller:questions", "seller:prices", "seller:delivery"]
    addresses = [reverse(name, args=[seller.slug]) for name in [*rooms, "seller:page"]]
    assert [address for address in addresses if address not in owners] == []
    assert [address for address in addresses if address in packers] == []
    assert reverse("cases_panel:messages", args=[seller.slug]) in packers
    assert (reverse("seller:choose") + '"' in owners, reverse("seller:choose") + '"' in packers) == (True, False)
