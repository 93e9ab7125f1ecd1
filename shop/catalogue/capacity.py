"""Offers of which only so much is made in a month."""

from collections.abc import Iterable

from shop.catalogue.models import MonthCapacity, Product


def full_ones(offers: Iterable[Product]) -> set[int]:
    """Return the keys of offers of which nothing more can be made in the month of dispatch; one query at most."""
    months = {offer.pk: offer.dispatch_month for offer in offers if offer.is_limited}
    if not months:
        return set()
    taken = MonthCapacity.objects.filter(product__in=months, month__in=set(months.values()))
    return {row.product_id for row in taken if row.month == months[row.product_id] and row.claimed >= row.capacity}
