"""What must be true of orders, stock and money at any moment."""

from django.db.models import Count, F, Sum

from shop.aftersales.invariants import broken_changes, broken_returns
from shop.fulfilment.models import VendorOrder
from shop.ledger.queries import broken_books
from shop.order.models import Line, Order
from shop.partner.models import StockRecord
from shop.payments.queries import unbooked_money


def broken_invariants() -> list[str]:
    """Return one sentence for each thing that is not as it must be."""
    oversold = StockRecord.objects.filter(num_in_stock__lt=F("num_allocated"))
    faults = [f"stock record {record.pk}: more allocated than in stock" for record in oversold]
    doubled = Order.objects.values("basket").annotate(n=Count("pk")).filter(n__gt=1, basket__isnull=False)
    faults += [f"basket {row['basket']}: {row['n']} orders" for row in doubled]
    for order in Order.objects.annotate(shares=Sum("vendor_orders__total_gross")):
        if order.shares != order.total_incl_tax:
            faults.append(f"order {order.number}: shares do not add up")
    for line in Line.objects.annotate(taxed=Sum("taxes__gross")):
        if line.taxed is not None and line.taxed != line.line_price_incl_tax:
            faults.append(f"order line {line.pk}: VAT rows do not add up")
    for share in VendorOrder.objects.annotate(d=Sum("taxes__delivery_gross"), g=Sum("taxes__goods_gross")):
        if share.d is not None and (share.d, share.g) != (share.delivery_gross, share.goods_gross):
            faults.append(f"share {share.number}: VAT rows do not add up")
    return faults + broken_books() + unbooked_money() + broken_changes() + broken_returns()
