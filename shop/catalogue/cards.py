"""What a card says about an offer. Everything is read from what `Product.objects.for_cards()` brought: no query here."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from operations.clock import local_day, today
from operations.working_days import add_working_days
from shop.catalogue.reference_price import ReferencePrice, reference_price

if TYPE_CHECKING:
    from cms.media.models import Image
    from shop.catalogue.models import Category
    from shop.partner.models import StockRecord

NEW_FOR = timedelta(days=14)
#: Into what the price of a measured thing is counted: unit of the label -> (unit shown, how many go into it).
MEASURES = {
    "g": ("kg", Decimal(1000)),
    "dag": ("kg", Decimal(100)),
    "kg": ("kg", Decimal(1)),
    "ml": ("l", Decimal(1000)),
    "l": ("l", Decimal(1)),
}


@dataclass(frozen=True)
class UnitPrice:
    """`83,33 zł za kg` (act on informing about prices, art. 4 ust. 1)."""

    gross: Decimal
    per: str


def unit_price_of(price: Decimal | None, net_quantity: dict[str, Any]) -> UnitPrice | None:
    """Count the price of a kilogram or litre; None when nothing is measured or the label makes no sense."""
    measure = MEASURES.get(str(net_quantity.get("unit", "")).strip().lower())
    if price is None or measure is None:
        return None
    try:
        amount = Decimal(str(net_quantity.get("amount", "")).replace(",", "."))
    except InvalidOperation:
        return None
    if not amount.is_finite() or amount <= 0:
        return None
    per, parts = measure
    return UnitPrice((price * parts / amount).quantize(Decimal("0.01"), ROUND_HALF_UP), per)


class CardFacts:
    """The facts of an offer that cards, lists and the offer's own page show. A part of `Product`."""

    if TYPE_CHECKING:
        partner: Any
        children: Any
        stockrecords: Any
        images: Any
        categories: Any
        legal: dict
        net_quantity: dict
        unit: str
        is_parent: bool
        sale_state: str
        sale_mode: str
        lead_days: int
        published_at: Any
        is_out_of_season: bool
        can_be_bought_now: bool

    # --- picture, section, seller ---

    @cached_property
    def cover(self) -> Any:
        return next(iter(self.images.all()), None)

    @property
    def card_picture(self) -> "Image | None":
        return self.cover.image if self.cover else None

    @property
    def card_alt(self) -> str:
        return (self.cover.alt or self.cover.image.alt) if self.cover else ""

    @cached_property
    def main_category(self) -> "Category | None":
        return next(iter(self.categories.all()), None)

    @property
    def dye(self) -> str:
        return self.main_category.dye if self.main_category else ""

    @property
    def ornament(self) -> str:
        return self.main_category.ornament if self.main_category else ""

    @property
    def seller_name(self) -> str:
        return self.partner.profile.short_name

    @property
    def seller_town(self) -> str:
        return self.partner.profile.town

    # --- price ---

    @cached_property
    def records(self) -> list["StockRecord"]:
        """Stock records of the thing, or of all its variants."""
        if not self.is_parent:
            return list(self.stockrecords.all())
        return [
            record for child in self.children.all() if child.removed_at is None for record in child.stockrecords.all()
        ]

    @cached_property
    def cheapest(self) -> "StockRecord | None":
        """The record whose price the card shows: the lowest of what can still be had."""
        priced = [record for record in self.records if record.price is not None]
        there = [record for record in priced if record.free is None or record.free > 0]
        return min(there or priced, key=lambda record: record.price, default=None)

    @property
    def price_from(self) -> Decimal | None:
        return self.cheapest.price if self.cheapest else None

    @property
    def price_is_from(self) -> bool:
        prices = {record.price for record in self.records if record.price is not None}
        return len(prices) > 1 or self.sale_mode == "QUOTE"

    @property
    def unit_price(self) -> UnitPrice | None:
        net_quantity = self.net_quantity
        if self.is_parent and self.cheapest:
            variant = next(child for child in self.children.all() if child.pk == self.cheapest.product_id)
            net_quantity = variant.net_quantity or net_quantity
        counted = unit_price_of(self.price_from, net_quantity)
        return None if counted and counted.per == self.unit else counted

    @property
    def omnibus(self) -> ReferencePrice | None:
        return reference_price(self.cheapest, self) if self.cheapest else None

    # --- availability ---

    @property
    def stock_left(self) -> int | None:
        """Pieces left of the thing and its variants; None when nothing is counted."""
        counted = [record.free for record in self.records if record.free is not None]
        if not counted or len(counted) < len(self.records):
            return None
        return sum(max(0, number) for number in counted)

    @property
    def is_gone(self) -> bool:
        return self.sale_mode == "BUY_NOW" and self.stock_left == 0

    @property
    def is_on_break(self) -> bool:
        profile, day = self.partner.profile, today()
        if profile.break_from is None or day < profile.break_from:
            return False
        return profile.break_until is None or day <= profile.break_until

    @property
    def dispatch_by(self) -> date | None:
        """The day by which it leaves the seller when ordered today; None when it cannot be ordered now."""
        if not self.can_be_bought_now or self.is_gone:
            return None
        return add_working_days(today(), self.lead_days)

    @property
    def how_it_comes(self) -> str:
        """Delivery, pickup or both, when it was read with its seller; nothing for what is not sent."""
        brought, picked_up = getattr(self, "is_brought", False), getattr(self, "is_picked_up", False)
        if brought and picked_up:
            return _("Delivery or pickup")
        if picked_up:
            return _("Pickup only")
        return _("Delivery only") if brought else ""

    @property
    def availability_word(self) -> str:
        """Why it cannot be ordered now, in two words; empty when it can."""
        if self.sale_state == "PAUSED":
            return _("Paused by the seller")
        if self.is_on_break:
            return _("Seller on a break")
        if self.is_out_of_season:
            return _("Out of season")
        return ""

    @property
    def is_new(self) -> bool:
        return self.published_at is not None and today() - local_day(self.published_at) < NEW_FOR
