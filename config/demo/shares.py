"""One seller's share of an example order: lines, VAT, payment, and what happened to it since."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import F

from operations.clock import now
from operations.money import split, to_grosze, to_zloty, vat_in_gross
from operations.working_days import add_working_days
from shop.checkout.services import line_rates, seller_snapshot
from shop.fulfilment.models import (
    CancelledBy,
    FulfilmentState,
    PaymentState,
    Shipment,
    VendorOrder,
    VendorOrderEvent,
    VendorOrderTax,
)
from shop.ledger import services as ledger
from shop.order.models import Line, LineTax, Order
from shop.partner.models import DeliveryWay, PaymentMethod, StockRecord
from shop.payments.models import Payment

if TYPE_CHECKING:
    from config.demo.orders import Shop

Kind = VendorOrderEvent.Kind
#: state of the fixtures -> how far the goods got
FULFILMENT = {
    "AWAITING_PAYMENT": FulfilmentState.NEW,
    "PAID": FulfilmentState.NEW,
    "PACKING": FulfilmentState.IN_MAKING,
    "SHIPPED": FulfilmentState.SHIPPED,
    "READY_FOR_PICKUP": FulfilmentState.READY_FOR_PICKUP,
    "DELIVERED": FulfilmentState.DELIVERED,
    "COMPLAINT_OPEN": FulfilmentState.DELIVERED,
    "CANCELLED": FulfilmentState.CANCELLED,
}
EVENTS = {
    "PAID": (Kind.PAID,),
    "PACKING": (Kind.IN_MAKING,),
    "SHIPPED": (Kind.PACKED, Kind.SHIPPED),
    "READY_FOR_PICKUP": (Kind.PACKED, Kind.READY_FOR_PICKUP),
    "DELIVERED": (Kind.DELIVERED,),
    "CANCELLED": (Kind.CANCELLED,),
}
#: pieces are still on the seller's shelf, kept for the buyer
RESERVED = frozenset({FulfilmentState.NEW, FulfilmentState.IN_MAKING, FulfilmentState.READY_FOR_PICKUP})
CARRIERS = {DeliveryWay.Code.COURIER: "DPD", DeliveryWay.Code.PARCEL_LOCKER: "InPost"}
METHODS = {"BLIK": PaymentMethod.SANDBOX, "CARD": PaymentMethod.SANDBOX}
WHO = {"Brak wpłaty": CancelledBy.SYSTEM, "Sprzedawca": CancelledBy.SELLER}


def write_share(order: Order, entry: dict[str, Any], payment: str, *, number: int, shop: "Shop") -> VendorOrder:
    """Write a share with everything that hangs on it."""
    partner = shop.partners[entry["pes"]]
    share = VendorOrder(
        order=order,
        partner=partner,
        number=f"{order.number}-{number}",
        payment_method=METHODS.get(payment, payment),
        instrument=payment if payment in METHODS else "",
        goods_gross=Decimal(entry["goods_gross"]),
        delivery_gross=Decimal(entry["delivery"]["gross"]),
        total_gross=Decimal(entry["total_gross"]),
        delivery_code=entry["delivery"]["code"],
        seller=seller_snapshot(partner),
        seller_terms_version=partner.profile.terms_version,
        placed_at=order.date_placed,
        demo=True,
    )
    way = next((way for way in partner.delivery_ways.all() if way.code == share.delivery_code), None)
    if share.delivery_code == DeliveryWay.Code.PICKUP and way:
        share.delivery_point, share.delivery_hours = way.place, way.hours
    elif share.delivery_code == DeliveryWay.Code.PARCEL_LOCKER:
        share.delivery_point = f"OPO{order.number[-2:]}M"
    offers = [shop.products[line["offer"]] for line in entry["lines"]]
    share.dispatch_by = max(add_working_days(order.date_placed.date(), offer.lead_days) for offer in offers)
    history = [(step["state"], step["day"]) for step in entry["history"]]
    _set_states(share, entry, history, shop)
    share.save()

    rates: dict[str, int] = {}
    for line in entry["lines"]:
        for rate, gross in _write_line(share, line, shop).items():
            rates[rate] = rates.get(rate, 0) + gross
    _write_taxes(share, rates)
    _write_events(share, entry, history, shop)
    payment = _write_payment(share)
    if payment:
        ledger.post_payment(
            share, payment.amount, operator=payment.gateway, key=payment.idempotency_key, at=payment.paid_at
        )
    ledger.catch_up(share)
    if share.payment_state == PaymentState.REFUNDED:
        ledger.post_refund(
            share,
            to_grosze(share.total_gross),
            operator=payment.gateway if payment else "",
            key=f"vo:{share.pk}:demo:refund",
            at=share.events.filter(kind=Kind.REFUNDED).values_list("at", flat=True).last(),
        )
    return share


def _set_states(share: VendorOrder, entry: dict[str, Any], history: list[tuple[str, int]], shop: "Shop") -> None:
    """Say how far payment and goods got."""
    day_of = dict(history)
    state = entry["state"]
    if state == "WITHDRAWN" and "DELIVERED" not in day_of:
        # Gone back before it was sent: to the portal this is a cancellation by the buyer.
        state = "CANCELLED"
        day_of["CANCELLED"] = day_of["WITHDRAWN"]
        entry = entry | {"reason": "Kupująca zmieniła zdanie przed wysyłką."}
    share.fulfilment_state = FULFILMENT.get(state, FulfilmentState.DELIVERED)
    deferred = share.payment_method == PaymentMethod.TRANSFER_DEFERRED
    if deferred:
        paid = entry.get("invoice_paid_day")
        share.payment_state = PaymentState.TERM if paid is None else PaymentState.PAID
        share.paid_at = None if paid is None else shop.days.at(paid, "10:40")
    else:
        share.hold_until = share.placed_at + timedelta(days=settings.OPES["TRANSFER_HOLD_DAYS"])
        paid = day_of.get("PAID")
        share.payment_state = PaymentState.UNPAID if paid is None else PaymentState.PAID
        share.paid_at = None if paid is None else shop.days.at(paid, "09:30")
    if "DELIVERED" in day_of:
        share.delivered_at = shop.days.at(day_of["DELIVERED"], "14:00")
    if state == "CANCELLED":
        share.cancelled_at = shop.days.at(day_of["CANCELLED"], "15:00")
        share.cancel_reason = entry.get("reason") or ""
        share.cancelled_by = next(
            (who for word, who in WHO.items() if share.cancel_reason.startswith(word)), CancelledBy.BUYER
        )
        if share.cancelled_by == CancelledBy.SYSTEM:
            share.payment_state = PaymentState.EXPIRED
    if state == "CANCELLED" and share.payment_state == PaymentState.PAID:
        share.payment_state = PaymentState.REFUNDED
    if share.payment_state == PaymentState.UNPAID and share.placed_at < now() - timedelta(days=2):
        share.reminded_at = share.placed_at + timedelta(days=2)


def _write_line(share: VendorOrder, entry: dict[str, Any], shop: "Shop") -> dict[str, int]:
    offer = shop.products[entry["offer"]]
    thing = shop.products[entry["variant"]] if entry.get("variant") else offer
    record = next(iter(thing.stockrecords.all()), None)
    gross, quantity = Decimal(entry["line_gross"]), entry["qty"]
    rates = line_rates(offer, to_grosze(gross))
    vat = {rate: vat_in_gross(to_zloty(part), rate) for rate, part in rates.items()}
    net = gross - sum(vat.values(), Decimal(0))
    reserved = share.fulfilment_state in RESERVED and record is not None
    cover = next(iter(offer.images.all()), None)
    line = Line.objects.create(
        order=share.order,
        partner=share.partner,
        partner_name=share.partner.profile.short_name,
        partner_sku=record.partner_sku if record else "",
        stockrecord=record,
        product=thing,
        title=offer.title,
        quantity=quantity,
        line_price_incl_tax=gross,
        line_price_excl_tax=net,
        line_price_before_discounts_incl_tax=gross,
        line_price_before_discounts_excl_tax=net,
        unit_price_incl_tax=Decimal(entry["unit_gross"]),
        unit_price_excl_tax=(net / quantity).quantize(Decimal("0.01")),
        tax_code=offer.vat_code,
        status="OPEN",
        num_allocated=quantity if reserved else 0,
        allocation_cancelled=share.fulfilment_state == FulfilmentState.CANCELLED,
        unit=offer.unit,
        variant=thing.title if thing.is_child else "",
        personalisation=entry.get("personalisation") or "",
        withdrawal=offer.withdrawal,
        dispatch_by=add_working_days(share.placed_at.date(), offer.lead_days),
        image=cover.image if cover else None,
    )
    if reserved and record is not None:
        # The fixtures name what can still be bought: what is kept for this buyer lies beside it.
        own = StockRecord.objects.filter(pk=record.pk)
        own.filter(num_in_stock__isnull=False).update(num_in_stock=F("num_in_stock") + quantity)
        own.update(num_allocated=F("num_allocated") + quantity)
    LineTax.objects.bulk_create(
        LineTax(line=line, rate=rate, gross=to_zloty(part), vat=vat[rate]) for rate, part in rates.items()
    )
    return rates


def _write_taxes(share: VendorOrder, rates: dict[str, int]) -> None:
    carriage = split(to_grosze(share.delivery_gross), list(rates.values()))
    VendorOrderTax.objects.bulk_create(
        VendorOrderTax(
            vendor_order=share,
            rate=rate,
            goods_gross=to_zloty(goods),
            delivery_gross=to_zloty(delivery),
            vat=vat_in_gross(to_zloty(goods + delivery), rate),
        )
        for (rate, goods), delivery in zip(rates.items(), carriage, strict=True)
    )


def _write_events(share: VendorOrder, entry: dict[str, Any], history: list[tuple[str, int]], shop: "Shop") -> None:
    """Write the timeline: in order, none of it in the future."""
    told: list[tuple[str, datetime]] = [(Kind.PLACED, share.placed_at)]
    deferred = share.payment_method == PaymentMethod.TRANSFER_DEFERRED
    cancelled_early = share.fulfilment_state == FulfilmentState.CANCELLED
    for state, day in history:
        kinds = EVENTS.get(state, ())
        if deferred and state == "PAID":
            kinds = ()
        if state == "WITHDRAWN" and cancelled_early:
            kinds = (Kind.CANCELLED, Kind.REFUNDED)
        if state == "CANCELLED" and share.cancelled_by == CancelledBy.SYSTEM:
            kinds = (Kind.EXPIRED,)
        if state == "CANCELLED" and share.payment_state == PaymentState.REFUNDED:
            kinds = (Kind.CANCELLED, Kind.REFUNDED)
        for kind in kinds:
            usual = shop.days.at(day, "10:00") + timedelta(minutes=17 * len(told))
            told.append((kind, max(usual, told[-1][1])))
    if deferred and share.paid_at:
        told.append((Kind.PAID, share.paid_at))
    VendorOrderEvent.objects.bulk_create(
        VendorOrderEvent(vendor_order=share, kind=kind, at=min(at, now())) for kind, at in told
    )
    times = dict(told)
    if Kind.SHIPPED in times:
        Shipment.objects.create(
            vendor_order=share,
            carrier=CARRIERS.get(share.delivery_code, ""),
            tracking_no=entry.get("tracking_no") or "",
            shipped_at=times[Kind.SHIPPED],
            delivered_at=times.get(Kind.DELIVERED),
        )


def _write_payment(share: VendorOrder) -> Payment | None:
    """Write the operator's payment of a share that was paid through the sandbox."""
    if share.payment_method != PaymentMethod.SANDBOX or share.paid_at is None:
        return None
    amount = to_grosze(share.total_gross)
    returned = share.payment_state == PaymentState.REFUNDED
    payment = Payment.objects.create(
        vendor_order=share,
        gateway="sandbox",
        amount=amount,
        state=Payment.State.REFUNDED if returned else Payment.State.PAID,
        reference=f"demo-{share.number}",
        refunded=amount if returned else 0,
        paid_at=share.paid_at,
    )
    Payment.objects.filter(pk=payment.pk).update(created_at=share.placed_at)
    return payment
