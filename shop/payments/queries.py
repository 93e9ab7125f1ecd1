"""What is known about the money of a share."""

from django.db.models import F, QuerySet, Sum

from shop.fulfilment.models import VendorOrder
from shop.ledger.models import Account
from shop.ledger.queries import Balances, balances_of
from shop.payments.models import Incident, Notice, Payment

LIVE = (Payment.State.CREATED, Payment.State.SESSION_OPEN, Payment.State.PROCESSING)
#: a session that an operator still shows as payable
OPEN = (Payment.State.CREATED, Payment.State.SESSION_OPEN)


def live_payments(vo: VendorOrder) -> QuerySet[Payment]:
    """The attempt that may still take money; the database allows one."""
    return Payment.objects.filter(vendor_order=vo, state__in=LIVE)


def last_attempt(vo: VendorOrder) -> Payment | None:
    """The newest attempt: whether it failed is what a buyer wants to read."""
    return Payment.objects.filter(vendor_order=vo).order_by("-attempt").first()


def unbooked_money() -> list[str]:
    """Return one sentence for each share whose books hold another sum than its operators' payments."""
    taken = Payment.objects.filter(state__in=[Payment.State.PAID, Payment.State.REFUNDED]).exclude(gateway="transfer")
    held = dict(
        taken.order_by()
        .values_list("vendor_order")
        .annotate(held=Sum(F("amount") - F("refunded")))
        .values_list("vendor_order", "held")
    )
    books = balances_of(VendorOrder.objects.all())
    faults = []
    for vo in VendorOrder.objects.only("number"):
        said = books.get(vo.pk) or Balances()
        booked = said[Account.OPERATOR] + said[Account.FEE]
        if booked != held.get(vo.pk, 0):
            faults.append(f"share {vo.number}: {held.get(vo.pk, 0)} grosze with operators, {booked} in the ledger")
    return faults


# --- What waits for a person ---


def dead_notices() -> QuerySet[Notice]:
    """Notices that were given up, the longest waiting first."""
    return Notice.objects.filter(state=Notice.State.DEAD).order_by("received_at", "pk")


def open_incidents() -> QuerySet[Incident]:
    """Incidents that nobody has settled, the longest waiting first."""
    return (
        Incident.objects.filter(settled_at__isnull=True)
        .select_related("vendor_order__partner__profile")
        .order_by("at", "pk")
    )


def settled_rows() -> tuple[QuerySet[Notice], QuerySet[Incident]]:
    """What was settled by hand, the newest first."""
    notices = Notice.objects.filter(state=Notice.State.SETTLED).select_related("settled_by").order_by("-settled_at")
    incidents = Incident.objects.filter(settled_at__isnull=False).select_related("settled_by", "vendor_order")
    return notices, incidents.order_by("-settled_at")
