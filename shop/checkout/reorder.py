"""The same again: what of an order can be had today, what cannot and why, at which price."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from cms.base.formats import day_month
from shop.basket.exceptions import BadQuantityError, BadWordsError, CannotBuyError
from shop.basket.models import Basket
from shop.basket.personal_files import copy_of
from shop.basket.services import add_to_basket
from shop.catalogue.models import Product, SaleMode, SaleState
from shop.order.models import Line, Order


@dataclass(frozen=True)
class Again:
    """One line of an order, as it could be ordered today. `quantity` is 0 and `reason` says why when it cannot."""

    line: Line
    product: Product | None
    quantity: int
    price: Decimal | None
    reason: str = ""

    @property
    def name(self) -> str:
        return f"{self.line.title}, {self.line.variant}" if self.line.variant else self.line.title

    @property
    def keeps_file(self) -> bool:
        """Whether the file it was made after is still here and the offer still takes one."""
        return bool(self.line.personal_file_id and self.product and self.product.offer.takes_file)

    @property
    def price_then(self) -> Decimal:
        """What one piece cost, gross zł."""
        return self.line.line_price_incl_tax / self.line.quantity

    @property
    def is_dearer(self) -> bool:
        return self.price is not None and self.price > self.price_then

    @property
    def is_cheaper(self) -> bool:
        return self.price is not None and self.price < self.price_then

    @property
    def sum(self) -> Decimal:
        return (self.price or Decimal("0.00")) * self.quantity


@dataclass(frozen=True)
class Filled:
    """What a basket got, and what it did not get, with the reason."""

    put: list[Again]
    left_out: list[tuple[str, str]]


def again(order: Order) -> list[Again]:
    """Look at each line of an order as of today, in a fixed number of queries."""
    lines = sorted(order.lines.all(), key=lambda line: line.pk)
    products = (
        Product.objects.select_related("parent__partner__profile", "partner__profile")
        .prefetch_related("stockrecords")
        .in_bulk([line.product_id for line in lines if line.product_id])
    )
    return [_again(line, products.get(line.product_id)) for line in lines]


@transaction.atomic
def put_again(order: Order, basket: Basket) -> Filled:
    """Fill the basket with what can be had. Repeated it changes nothing: what is in the basket counts.

    Stock, steps and prices are those of the basket's own services: what came to be sold out meanwhile is left out.
    """
    put, left_out = [], []
    for row in again(order):
        if not row.quantity or row.product is None:
            left_out.append((row.name, row.reason))
            continue
        try:
            _put(row, row.product, basket)
        except (BadQuantityError, BadWordsError, CannotBuyError) as error:
            left_out.append((row.name, str(error)))
        else:
            put.append(row)
            if row.reason:
                left_out.append((row.name, row.reason))
    return Filled(put, left_out)


def _put(row: Again, product: Product, basket: Basket) -> None:
    words = row.line.personalisation if product.offer.personalisation else ""
    file = row.line.personal_file if row.keeps_file else None
    there = 0
    if basket.pk is not None:
        same = basket.lines.filter(product=product, personalisation=words)
        same = same.filter(personal_file__digest=file.digest) if file else same.filter(personal_file=None)
        there = sum(same.values_list("quantity", flat=True))
    if there < row.quantity:
        again = copy_of(file) if file else None
        add_to_basket(basket, product, quantity=row.quantity - there, personalisation=words, file=again)


def _again(line: Line, product: Product | None) -> Again:
    reason = _why_not(product)
    if product is None or reason:
        return Again(line, product, 0, None, reason)
    record = next(iter(product.stockrecords.all()))
    quantity = _fitting(product, line.quantity, record.free)
    if quantity < line.quantity:
        reason = _("only %(n)s of %(wanted)s can be had now") % {"n": quantity, "wanted": line.quantity}
        if not quantity:
            reason = _("sold out") if not record.free or record.free <= 0 else _("too few are left for one order")
    elif quantity > line.quantity:
        reason = _("sold now from %(n)s up") % {"n": quantity}
    elif line.personalisation and not product.offer.personalisation:
        reason = _("without your words: the seller takes none now")
    elif line.personal_file_name and not (line.personal_file_id and product.offer.takes_file):
        reason = _("without the file: add it again on the offer")
    return Again(line, product, quantity, record.price, reason)


def _fitting(product: Product, wanted: int, free: int | None) -> int:
    """Return the quantity nearest to the wanted one that the offer is sold in and that is there."""
    offer = product.offer
    most = max(wanted, offer.min_quantity)
    if free is not None:
        most = min(most, free)
    if most < offer.min_quantity:
        return 0
    return offer.min_quantity + (most - offer.min_quantity) // offer.step * offer.step


def _why_not(product: Product | None) -> str:
    """Say why nothing of it can be had, whatever the quantity."""
    if product is None or not product.offer.is_public or (product.is_child and not product.is_public):
        return _("the seller has withdrawn it")
    offer, profile = product.offer, product.offer.partner.profile
    record = next(iter(product.stockrecords.all()), None)
    if not profile.is_listed:
        return _("you cannot buy from this seller now")
    if offer.is_on_break:
        if profile.break_until:
            return _("the seller is on a break until %(day)s") % {"day": day_month(profile.break_until)}
        return _("the seller is on a break")
    if offer.sale_mode != SaleMode.BUY_NOW:
        return _("the seller now prices it on request")
    if offer.sale_state != SaleState.ACTIVE:
        return _("paused by the seller")
    if product.is_out_of_season:
        return _("out of season")
    return _("the offer is not available") if record is None or record.price is None else ""
