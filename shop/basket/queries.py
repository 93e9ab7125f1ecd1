"""The basket as its page shows it: a part for each seller, and what changed since the buyer was last here."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from operations.clock import today
from operations.working_days import add_working_days
from shop.basket.models import Basket, Line
from shop.partner.models import DeliveryWay, Partner

ZERO = Decimal("0.00")


@dataclass
class Item:
    """A line with the price and availability of this moment. A gone one is shown, never counted."""

    line: Line
    title: str
    price: Decimal
    sum: Decimal
    gone: str = ""
    change: str = ""

    @property
    def offer(self):
        return self.line.product.offer

    @property
    def dispatch_by(self):
        return add_working_days(today(), self.offer.lead_days)


@dataclass
class Part:
    """What one seller sends: goods, ways of delivery, sums."""

    partner: Partner
    items: list[Item] = field(default_factory=list)

    @property
    def bought(self) -> list[Item]:
        return [item for item in self.items if not item.gone]

    @property
    def goods(self) -> Decimal:
        return sum((item.sum for item in self.bought), ZERO)

    @property
    def ways(self) -> list[DeliveryWay]:
        return [way for way in self.partner.delivery_ways.all() if way.is_active]

    def price_of(self, way: DeliveryWay) -> Decimal:
        """The seller's own threshold, counted on this seller's goods only."""
        limit = self.partner.free_delivery_from
        if limit is not None and self.goods >= limit and way.code in DeliveryWay.FREE_FROM:
            return ZERO
        return way.gross

    @property
    def delivery_from(self) -> Decimal:
        return min((self.price_of(way) for way in self.ways), default=ZERO)

    @property
    def total(self) -> Decimal:
        return self.goods + self.delivery_from if self.bought else ZERO

    @property
    def missing_to_minimum(self) -> Decimal:
        return max(ZERO, (self.partner.min_order or ZERO) - self.goods)

    @property
    def missing_to_free(self) -> Decimal | None:
        limit = self.partner.free_delivery_from
        return limit - self.goods if limit is not None and self.goods < limit else None


def parts_of(basket: Basket) -> list[Part]:
    """Group the basket by seller, in the order in which sellers came into it. A fixed number of queries."""
    parts: dict[int, Part] = {}
    left: dict[int, int] = {}
    for line in basket.all_lines():
        part = parts.setdefault(line.stockrecord.partner_id, Part(line.stockrecord.partner))
        part.items.append(_item(line, left))
    return list(parts.values())


def changes_in(parts: list[Part]) -> list[str]:
    """Sentences about what is different from what the buyer last saw."""
    items = [item for part in parts for item in part.items]
    return [f"„{item.title}”: {item.gone or item.change}" for item in items if item.gone or item.change]


def _item(line: Line, left: dict[int, int]) -> Item:
    record = line.stockrecord
    price = record.price or ZERO
    item = Item(line, line.product.get_title(), price, price * line.quantity)
    item.gone = _gone(line, left)
    if not item.gone:
        left[record.pk] = left.get(record.pk, record.free or 0) - line.quantity
        seen = line.price_incl_tax
        if seen is not None and seen != price:
            item.change = _("the price went up") if price > seen else _("the price went down")
    return item


def _gone(line: Line, left: dict[int, int]) -> str:
    offer, record = line.product.offer, line.stockrecord
    profile = record.partner.profile
    if not profile.is_listed:
        return _("you cannot buy from this seller now")
    if not offer.is_public:
        return _("the offer is not available")
    if not line.product.can_be_bought_now:
        return _("out of season") if line.product.is_out_of_season else _("paused by the seller")
    if record.price is None:
        return _("the offer is not available")
    free = record.free
    if free is not None:
        free = left.get(record.pk, free)
        if free <= 0:
            return _("sold out")
        if free < line.quantity:
            return _("only %(n)s left, change the quantity") % {"n": free}
    return ""
