"""Changes of a basket. Price and seller come from the stock record, never from a form."""

import re
import zlib
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from operations.clock import now
from shop.basket.exceptions import BadQuantityError, BadWordsError, CannotBuyError
from shop.basket.models import Basket, Line, PersonalFile
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
def add_to_basket(
    basket: Basket,
    product: Product,
    *,
    quantity: int,
    personalisation: str = "",
    file: PersonalFile | None = None,
    record: StockRecord | None = None,
) -> Line:
    """Put pieces of a thing into the basket, on top of those already there, as far as stock allows.

    `file` is the buyer's own for this thing; `record` is the thing's own stock record, where it was read with it.
    """
    record = _buyable_record(product, record)
    _hold(basket)
    words = personalisation.strip() if product.offer.personalisation else ""
    if basket.pk is None:
        basket.save()
    file = file if product.offer.takes_file else None
    if product.offer.needs_personal and not (words or file):
        raise BadWordsError(_("This is made only with your words or file. Type them here or add a file."))
    reference = _reference(product, record, words, file)
    of_record = list(basket.lines.filter(stockrecord=record))  # with other words on them too
    line = next((each for each in of_record if each.line_reference == reference), None)
    wanted = quantity + (line.quantity if line else 0)
    check_quantity(product, wanted)
    _check_stock(record, wanted=wanted, others=[each.quantity for each in of_record if each is not line])
    if line is None:
        line = Line(
            basket=basket,
            product=product,
            stockrecord=record,
            line_reference=reference,
            personalisation=words,
            price_currency=record.price_currency,
        )
    if file is not None and line.personal_file_id is None:
        line.personal_file, line.personal_file_name = file, file.name
    line.quantity = wanted
    line.price_incl_tax = record.price
    line.save()
    basket._lines = None
    return line


@transaction.atomic
def change_quantity(line: Line, *, quantity: int) -> None:
    """Set how many pieces of a line are wanted."""
    _hold(line.basket)
    check_quantity(line.product, quantity)
    others = Line.objects.filter(basket=line.basket_id, stockrecord=line.stockrecord_id).exclude(pk=line.pk)
    _check_stock(line.stockrecord, wanted=quantity, others=others.values_list("quantity", flat=True))
    line.quantity = quantity
    line.save()


def remove_line(line: Line) -> None:
    """Take a line out of the basket."""
    line.delete()


def note_seen(basket: Basket, lines: list[Line]) -> None:
    """Remember the prices just shown, so that the next visit names only what changed since.

    When nothing changed nothing is written: looking at a basket takes no lock.
    """
    changed = [
        line for line in lines if line.stockrecord.price is not None and line.price_incl_tax != line.stockrecord.price
    ]
    for line in changed:
        Line.objects.filter(pk=line.pk).update(price_incl_tax=line.stockrecord.price)
    if changed:
        Basket.objects.filter(pk=basket.pk).update(last_seen_at=now())


@transaction.atomic
def merge_basket(into: Basket, other: Basket) -> None:
    """Move a guest's things into the basket of the person who signed in; of the same thing the larger quantity stays."""
    claimed = Basket.objects.filter(pk=other.pk, status=Basket.OPEN).update(status=Basket.MERGED, date_merged=now())
    if not claimed:
        return

    present = {line.line_reference: line for line in into.lines.all()}
    for line in other.lines.all():
        twin = present.get(line.line_reference)
        if twin is None:
            Line.objects.filter(pk=line.pk).update(basket=into)
        elif line.quantity > twin.quantity:
            Line.objects.filter(pk=twin.pk).update(quantity=line.quantity)
    into._lines = None


@transaction.atomic
def cap_to_stock(basket: Basket) -> list[str]:
    """Lower the quantities of a merged basket to what is there; return the names of what was lowered.

    What is below the smallest quantity stays as it is: the page of the basket says that it cannot be had.
    """
    left: dict[int, int] = {}
    lowered = []
    for line in basket.lines.select_related("stockrecord", "product__parent").order_by("pk"):
        free = line.stockrecord.free
        if free is None:
            continue
        free = left.get(line.stockrecord_id, free)
        offer = line.product.offer
        most = offer.min_quantity + (free - offer.min_quantity) // offer.step * offer.step
        if offer.min_quantity <= most < line.quantity:
            Line.objects.filter(pk=line.pk).update(quantity=most)
            line.quantity = most
            lowered.append(line.product.offer.title)
        left[line.stockrecord_id] = max(0, free - line.quantity)
    basket._lines = None
    return lowered


def _hold(basket: Basket) -> None:
    """Take the basket's row until commit: two clicks on one thing follow one another, an order shuts the basket."""
    if basket.pk is None:
        return
    if not Basket.objects.filter(pk=basket.pk, status=Basket.OPEN).update(status=Basket.OPEN):
        raise CannotBuyError(_("This basket has already become an order"))


def _buyable_record(product: Product, record: StockRecord | None) -> StockRecord:
    record = record or product.stockrecords.first()
    if not product.can_be_bought_now or record is None or record.price is None:
        raise CannotBuyError(_("This cannot be bought in the basket now"))
    return record


def _check_stock(record: StockRecord, *, wanted: int, others: Iterable[int]) -> None:
    """Refuse more than is free, counting the pieces of the basket's `others` lines of the same record."""
    free = record.free
    if free is None:
        return
    if wanted + sum(others) > free:
        if free <= 0:
            raise BadQuantityError(_("It has just sold out"))
        raise BadQuantityError(_("Only %(max)s left") % {"max": free})


def _reference(product: Product, record: StockRecord, words: str, file: PersonalFile | None) -> str:
    suffix = f"_{zlib.crc32(words.encode())}" if words else ""
    return f"{product.pk}_{record.pk}{suffix}{f'_f{file.digest[:24]}' if file else ''}"
