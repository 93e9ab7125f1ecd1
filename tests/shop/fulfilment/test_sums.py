"""Sums of a share, held by the database itself to the grosz."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from shop.fulfilment.models import VendorOrder
from tests.factories.catalogue import ProductFactory
from tests.factories.order import order_of


def test_any_sum_of_goods_and_delivery_to_the_grosz_is_a_total_and_no_other(db):
    """SQLite adds decimals as floats; one sum in five would not be its own total."""
    vo = order_of(ProductFactory()).vendor_orders.get()
    own = VendorOrder.objects.filter(pk=vo.pk)
    for goods in range(1, 60_000, 311):
        for delivery in (0, 999, 1299, 1590):
            parts = [Decimal(grosze) / 100 for grosze in (goods, delivery, goods + delivery)]
            own.update(**dict(zip(("goods_gross", "delivery_gross", "total_gross"), parts, strict=True)))

    for wrong in (Decimal("0.01"), Decimal("-0.01")):
        with pytest.raises(IntegrityError), transaction.atomic():
            own.update(total_gross=parts[2] + wrong)
    assert own.get().total_gross == parts[2]
