"""The basket as its page shows it: a part for each seller, and what changed since the buyer was last here."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.db.models import Prefetch, Sum, prefetch_related_objects
from django.utils.translation import gettext as _

from cms.base.formats import money
from cms.media.models import crops_of
from operations.clock import today
from operations.working_days import add_working_days
from shop.basket.models import Basket, Line
from shop.catalogue.cards import UnitPrice, unit_price_of
from shop.catalogue.models import MonthCapacity, ProductImage
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
    def variant(self) -> str:
        return self.line.product.title if self.line.product.is_child else ""

    @property
    def name(self) -> str:
        """Title and variant: what a sentence about this line calls it."""
        return f"{self.title}, {self.variant}" if self.variant else self.title

    @property
    def picture(self):
        """The offer's first picture; `read_pictures` reads them for a whole basket."""
        first = min(self.offer.images.all(), key=lambda each: (each.display_order, each.pk), default=None)
        return first.image if first else None

    @property
    def unit_price(self) -> UnitPrice | None:
        """The price of a kilogram or litre, where the thing is measured and not sold by it."""
        product = self.line.product
        counted = unit_price_of(self.price, product.net_quantity or self.offer.net_quantity)
        return None if counted and counted.per == self.offer.unit else counted

    @property
    def can_lower(self) -> bool:
        """Whether a smaller quantity would be had, when this one is not."""
        free = self.line.stockrecord.free
        return bool(self.gone) and self.line.product.can_be_bought_now and (free is None or free > 0)

    @property
    def withdrawal(self) -> str:
        """The rule for this thing: with own words or an own file it is made to order."""
        return self.offer.withdrawal_of(personal=self.line.is_personal)

    @cached_property
    def dispatch_by(self) -> date:
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
        return self.partner.ways_of_goods

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
    def cheapest_way(self) -> DeliveryWay | None:
        return min(self.ways, key=self.price_of, default=None)

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
    lines = list(basket.all_lines())
    prefetch_related_objects([line.product for line in lines if line.product.is_child], "parent")
    left, months = dict[int, int](), _months_of(lines)
    for line in lines:
        if line.product.offer.partner_id == line.stockrecord.partner_id:
            line.product.offer.partner = line.stockrecord.partner
        part = parts.setdefault(line.stockrecord.partner_id, Part(line.stockrecord.partner))
        part.items.append(_item(line, left, months))
    for part in parts.values():
        if not part.ways:
            for item in part.bought:
                item.gone = _("the seller has no way of delivery now")
    return list(parts.values())


def read_pictures(parts: list[Part]) -> None:
    """Read the offers' pictures at once for a page that shows them."""
    offers = [item.offer for part in parts for item in part.items]
    rows = ProductImage.objects.select_related("image").prefetch_related(crops_of("image", "thumb"))
    prefetch_related_objects(offers, Prefetch("images", rows))


def first_pictures(items: list[Item]) -> dict[int, int]:
    """Return the key of the first picture of each offer that has one."""
    rows = ProductImage.objects.filter(product__in={item.offer.pk for item in items})
    return dict(rows.order_by("-display_order", "-pk").values_list("product", "image"))


def changes_in(parts: list[Part]) -> list[str]:
    """Sentences about what is different from what the buyer last saw."""
    items = [item for part in parts for item in part.items]
    return [f"„{item.name}”: {item.gone or item.change}" for item in items if item.gone or item.change]


def count_of(basket: Basket) -> int:
    """How many things are in the basket."""
    if basket.pk is None:
        return 0
    return basket.lines.aggregate(number=Sum("quantity"))["number"] or 0


def _months_of(lines: list[Line]) -> dict[tuple[int, date], int]:
    """What is still free of the monthly capacities that these lines would take."""
    offers = {line.product.offer for line in lines if line.product.offer.is_limited}
    if not offers:
        return {}
    free = {(offer.pk, offer.dispatch_month): offer.capacity_per_month for offer in offers}
    months = {month for _pk, month in free}
    for row in MonthCapacity.objects.filter(product__in=offers, month__in=months):
        if (row.product_id, row.month) in free:
            free[row.product_id, row.month] = row.capacity - row.claimed
    return free


def _item(line: Line, left: dict[int, int], months: dict[tuple[int, date], int]) -> Item:
    record, offer = line.stockrecord, line.product.offer
    price = record.price or ZERO
    item = Item(line, offer.title, price, price * line.quantity)
    item.gone = _gone(line, left) or _month_is_full(line, months)
    if not item.gone:
        left[record.pk] = left.get(record.pk, record.free or 0) - line.quantity
        seen = line.price_incl_tax
        if seen is not None and seen != price:
            went = _("the price went up: %(before)s → %(after)s")
            fell = _("the price went down: %(before)s → %(after)s")
            item.change = (went if price > seen else fell) % {"before": money(seen), "after": money(price)}
    return item


def _month_is_full(line: Line, months: dict[tuple[int, date], int]) -> str:
    offer = line.product.offer
    if not offer.is_limited:
        return ""
    key = offer.pk, offer.dispatch_month
    if months[key] < line.quantity:
        if months[key] <= 0:
            return _("this month's orders are full")
        return _("only %(n)s left, change the quantity") % {"n": months[key]}
    months[key] -= line.quantity
    return ""


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
    if line.personal_file_name and line.personal_file_id is None:
        return _("we do not keep the file for it any more: take it out and add it again")
    free = record.free
    if free is not None:
        free = left.get(record.pk, free)
        if free <= 0:
            return _("sold out")
        if free < line.quantity:
            return _("only %(n)s left, change the quantity") % {"n": free}
    return ""
