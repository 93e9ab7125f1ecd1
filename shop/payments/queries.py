"""What is known about the money of a share."""

from django.db.models import QuerySet

from shop.fulfilment.models import VendorOrder
from shop.payments.models import Payment

LIVE = (Payment.State.CREATED, Payment.State.SESSION_OPEN, Payment.State.PROCESSING)


def live_payments(vo: VendorOrder) -> QuerySet[Payment]:
    """The attempt that may still take money; the database allows one."""
    return Payment.objects.filter(vendor_order=vo, state__in=LIVE)


def last_attempt(vo: VendorOrder) -> Payment | None:
    """The newest attempt: whether it failed is what a buyer wants to read."""
    return Payment.objects.filter(vendor_order=vo).order_by("-attempt").first()
