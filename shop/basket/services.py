"""Changes of a basket. Price and seller come from the stock record, never from a form."""

import re
import zlib

from django.db import transaction
from django.utils.translation import gettext as _

from operations.clock import now
from shop.basket.exceptions import BadQuantityError, CannotBuyError
from shop.basket.models import Basket, Line
from shop.catalogue.models import Product
from shop.partner.models import StockRecord

#: nobody buys more pieces of one thing in one go; guards the integer columns of the database
MOST = 99_999
_WHOLE = re.compile(r"[0-9]{1,12}")


def read_quantity(text: str | None) -> int:
    """Return the whole number typed; refuse `-1`, `1.5`, `1e3`, `٣`, `NaN` and nothing at all in words."""
    text = (text or "").strip()
    if not text:
        raise BadQuantityError(_("Enter a quantity"))
    if not _WHOLE.fullmatch(text):
        raise BadQuantityError(_("Enter a whole number, for example 2"))
    number = int(text)
    if number > MOST:
        raise BadQuantityError(_("At most %(max)s at a time") % {"max": MOST})
    return number


def check_quantity(product: Product, quantity: int) -> None:
    """Refuse a quantity below the offer's smallest one or between its steps."""
    offer = product.offer
    if quantity < offer.min_quantity:
        raise BadQuantityError(_("The minimum is %(min)s") % {"min": offer.min_quantity})
    if (quantity - offer.min_quantity) % offer.step:
        raise BadQuantityError(_("Sold in steps of %(step)s") % {"step": offer.step})


@transaction.atomic
def add_to_basket(basket: Basket, product: Product, *, quantity: int, personalisation: str = "") -> Line:
    """Put pieces of a thing into the basket, on top of those already there, as far as stock allows."""
    record = _buyable_record(product)
    words = personalisation.strip()[:200] if product.offer.personalisation else ""
    if basket.pk is None:
        basket.save()
    reference = _reference(product, record, words)
    line = basket.lines.filter(line_reference=reference).first()
    wanted = quantity + (line.quantity if line else 0)
    check_quantity(product, wanted)
    _check_stock(basket, record, wanted=wanted, line=line)
    if line is None:
        line = Line(
            basket=basket,
            product=product,
            stockrecord=record,
            line_reference=reference,
            personalisation=words,
            price_currency=record.price_currency,
        )
    line.quantity = wanted
    line.price_incl_tax = record.price
    line.save()
    basket._lines = None
    return line


@transaction.atomic
def change_quantity(line: Line, *, quantity: int) -> None:
    """Set how many pieces of a line are wanted."""
    check_quantity(line.product, quantity)
    _check_stock(line.basket, line.stockrecord, wanted=quantity, line=line)
    line.quantity = quantity
    line.save()


def remove_line(line: Line) -> None:
    """Take a line out of the basket."""
    line.delete()


def note_seen(basket: Basket, lines: list[Line]) -> None:
    """Remember the prices just shown, so that the next visit names only what changed since."""
    for line in lines:
        if line.stockrecord.price is not None and line.price_incl_tax != line.stockrecord.price:
            Line.objects.filter(pk=line.pk).update(price_incl_tax=line.stockrecord.price)
    Basket.objects.filter(pk=basket.pk).update(last_seen_at=now())


@transaction.atomic
def cap_to_stock(basket: Basket) -> list[str]:
    """Lower the quantities of a merged basket to what is there; return the titles that were lowered."""
    left: dict[int, int] = {}
    lowered = []
    for line in basket.lines.select_related("stockrecord", "product__parent").order_by("pk"):
        free = line.stockrecord.free
        if free is None:
            continue
        free = left.get(line.stockrecord_id, free)
        if 0 < free < line.quantity:
            Line.objects.filter(pk=line.pk).update(quantity=free)
            line.quantity = free
            lowered.append(line.product.get_title())
        left[line.stockrecord_id] = max(0, free - line.quantity)
    basket._lines = None
    return lowered


def _buyable_record(product: Product) -> StockRecord:
    record = product.stockrecords.first()
    if not product.can_be_bought_now or record is None or record.price is None:
        raise CannotBuyError(_("This cannot be bought in the basket now"))
    return record


def _check_stock(basket: Basket, record: StockRecord, *, wanted: int, line: Line | None) -> None:
    free = record.free
    if free is None:
        return
    others = basket.lines.filter(stockrecord=record)
    if line is not None:
        others = others.exclude(pk=line.pk)
    taken = sum(others.values_list("quantity", flat=True))
    if wanted + taken > free:
        if free <= 0:
            raise BadQuantityError(_("It has just sold out"))
        raise BadQuantityError(_("Only %(max)s left") % {"max": free})


def _reference(product: Product, record: StockRecord, words: str) -> str:
    suffix = f"_{zlib.crc32(words.encode())}" if words else ""
    return f"{product.pk}_{record.pk}{suffix}"
