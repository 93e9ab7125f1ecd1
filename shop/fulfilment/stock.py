"""What a share holds of stock and monthly capacity: given away when it leaves, given back when it is cancelled."""

from django.db.models import F

from shop.catalogue.models import MonthCapacity
from shop.fulfilment.models import VendorOrder
from shop.order.models import Line


def hand_out(vo: VendorOrder) -> None:
    """The goods have left the house: stock falls by what was reserved."""
    for line in _reserved(vo):
        if _release(line) and line.stockrecord:
            line.stockrecord.consume_allocation(line.num_allocated)


def give_back(vo: VendorOrder) -> None:
    """Reserved pieces and claimed capacity can be sold again."""
    for line in _reserved(vo):
        if not _release(line, allocation_cancelled=True):
            continue
        if line.stockrecord:
            line.stockrecord.cancel_allocation(line.num_allocated)
        if line.capacity_month and line.product:
            MonthCapacity.objects.filter(
                product=line.product.offer, month=line.capacity_month, claimed__gte=line.num_allocated
            ).update(claimed=F("claimed") - line.num_allocated)


def give_back_pieces(line: Line, pieces: int) -> None:
    """Some of a line's pieces can be sold again. Call in the order of stock records."""
    held = min(pieces, line.num_allocated)
    if not held or not Line.objects.filter(pk=line.pk, num_allocated__gte=held).update(
        num_allocated=F("num_allocated") - held
    ):
        return
    if line.stockrecord:
        line.stockrecord.cancel_allocation(held)
    if line.capacity_month and line.product:
        MonthCapacity.objects.filter(product=line.product.offer, month=line.capacity_month, claimed__gte=held).update(
            claimed=F("claimed") - held
        )


def _reserved(vo: VendorOrder) -> list[Line]:
    """In the order of stock records, as at placing: two moves never wait for each other in a circle."""
    own = Line.objects.filter(order_id=vo.order_id, partner_id=vo.partner_id, num_allocated__gt=0)
    return list(own.select_related("stockrecord", "product__parent").order_by("stockrecord_id", "pk"))


def _release(line: Line, **changes: bool) -> bool:
    claimed = Line.objects.filter(pk=line.pk, num_allocated=line.num_allocated).update(num_allocated=0, **changes)
    return bool(claimed)
