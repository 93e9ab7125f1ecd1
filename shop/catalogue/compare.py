"""Up to four offers side by side: the rows of their table, in the order in which a buyer asks."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cms.base.formats import day_month, money
from shop.catalogue.label import label_rows
from shop.catalogue.models import Product, SaleMode
from shop.catalogue.offer_page import OfferPage
from shop.catalogue.queries import cards

MOST = 4
_NUMBER = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True)
class Row:
    """One thing compared: a cell for each offer, empty where an offer says nothing of it."""

    label: str
    cells: list[Any]

    @property
    def differs(self) -> bool:
        return len(set(map(str, self.cells))) > 1


def asked_numbers(values: Iterable[str]) -> list[int]:
    """Return the keys that an address asks for, each once; what is no key is left out."""
    return list(dict.fromkeys(int(value) for value in values if _NUMBER.fullmatch(value)))


def offers_to_compare(numbers: Iterable[int]) -> list[Product]:
    """Return public offers with all that the table shows, in a fixed number of queries."""
    offers = cards(numbers)
    prefetch_related_objects(offers, "partner__delivery_ways", "month_capacities")
    return offers


def rows_of(offers: list[Product]) -> list[Row]:
    """Return the rows of the table; one that no offer answers is left out."""
    pages = [OfferPage(offer) for offer in offers]
    common: list[tuple[str, Callable[[OfferPage], str]]] = [
        (_("Seller"), _seller),
        (_("Availability"), _availability),
        (_("Delivery"), _delivery),
        (_("Pickup in person"), _pickup),
        (_("Withdrawal"), lambda page: page.withdrawal_words[0]),
    ]
    rows = [Row(label, [read(page) for page in pages]) for label, read in common]
    told = [_told(offer) for offer in offers]
    names = dict.fromkeys(name for facts in told for name in facts)
    rows += [Row(name, [facts.get(name, "") for facts in told]) for name in names]
    return [row for row in rows if any(row.cells)]


def _told(offer: Product) -> dict[str, Any]:
    """What the seller says of the offer: its own facts, then what the law asks."""
    facts = {str(row.get("name")): row.get("value") for row in offer.facts if isinstance(row, dict) and row.get("name")}
    return facts | dict(label_rows(offer))


def _seller(page: OfferPage) -> str:
    return ", ".join(filter(None, [page.profile.short_name, page.profile.town]))


def _availability(page: OfferPage) -> str:
    offer = page.offer
    if offer.is_gone:
        return _("Out of stock")
    if offer.sale_mode == SaleMode.QUOTE:
        return _("By quote")
    if offer.sale_mode == SaleMode.BOOKING:
        return _("By booking")
    if offer.dispatch_by:
        return _("Dispatched by %(date)s") % {"date": day_month(offer.dispatch_by)}
    return str(offer.availability_word)


def _delivery(page: OfferPage) -> str:
    if page.offer.sale_mode != SaleMode.BUY_NOW:
        return ""
    return ", ".join(f"{capfirst(way.get_code_display())} {_price(way.gross)}" for way in page.ways)


def _pickup(page: OfferPage) -> str:
    way = page.pickup
    if way is None or page.offer.sale_mode != SaleMode.BUY_NOW:
        return ""
    return f"{way.place or page.profile.address}, {_price(way.gross)}"


def _price(gross: Any) -> str:
    return money(gross) if gross else _("no charge")
