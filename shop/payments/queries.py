"""What is known about the money of a share."""

from django.db.models import F, Q, QuerySet, Sum

from shop.fulfilment.models import PaymentState, VendorOrder
from shop.fulfilment.rules import IN_HOUSE
from shop.ledger.models import Account, Entry
from shop.ledger.queries import Balances, balances_of
from shop.partner.models import Partner
from shop.payments.models import Incident, Notice, Payment, Refund

Kind = Incident.Kind
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
    return faults + _unbooked_returns()


def _unbooked_returns() -> list[str]:
    """Return one sentence for each return that its payment or the books do not know, or know and should not."""
    told = Payment.objects.filter(pk__in=Refund.objects.values("payment")).annotate(
        back=Sum("refunds__amount", filter=Q(refunds__state=Refund.State.DONE), default=0)
    )
    faults = [
        f"payment {row.pk}: {row.refunded} grosze refunded, {row.back} in its returns"
        for row in told.exclude(back=F("refunded"))
    ]
    returns = list(Refund.objects.select_related("payment"))
    keys = {key for row in returns for key in (row.idempotency_key, row.bounced_key)}
    booked = set(Entry.objects.filter(key__in=keys).values_list("key", flat=True))
    for row in returns:
        is_there = row.idempotency_key in booked
        is_undone = row.bounced_key in booked
        if row.state == Refund.State.DONE and (not is_there or is_undone):
            faults.append(f"return {row.pk}: made, and the ledger does not say so")
        if row.state != Refund.State.DONE and is_there is not is_undone:
            faults.append(f"return {row.pk}: not with the buyer, and the ledger says so")
    return faults


# --- What waits for a person ---


def disputes_of(partner: Partner) -> tuple[list[VendorOrder], list[VendorOrder]]:
    """Return a seller's shares with a dispute to be answered, and those whose lost money is still in the house.

    One query. What the bank took before anything was sent is to be called off, by the seller.
    """
    told = Incident.objects.filter(
        vendor_order__partner=partner, kind__in=[Kind.DISPUTE, Kind.DISPUTE_WON, Kind.DISPUTE_LOST]
    )
    kinds: dict[VendorOrder, set[str]] = {}
    for row in told.select_related("vendor_order__partner__profile").order_by("at", "pk"):
        kinds.setdefault(row.vendor_order, set()).add(row.kind)
    to_answer = [vo for vo, heard in kinds.items() if heard == {Kind.DISPUTE}]
    to_call_off = [
        vo
        for vo, heard in kinds.items()
        if Kind.DISPUTE_LOST in heard and vo.payment_state == PaymentState.REFUNDED and vo.fulfilment_state in IN_HOUSE
    ]
    return to_answer, to_call_off


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
