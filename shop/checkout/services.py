"""Placing: one order and one share for each seller, in one durable transaction, or nothing at all."""

from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.contrib.sites.models import Site
from django.db import OperationalError, transaction
from django.db.models import F
from django.utils.translation import get_language
from oscar.core.loading import get_model

from operations import audit, outbox
from operations.clock import now
from operations.counters import next_value
from operations.middleware import is_busy
from operations.money import split, to_grosze, to_zloty, vat_in_gross
from pes_profiles.accounts.models import User
from shop.basket.models import Basket
from shop.basket.queries import Item
from shop.catalogue.models import MonthCapacity, Product
from shop.checkout.exceptions import SoldOutMeanwhileError, SummaryChangedError
from shop.checkout.models import CheckoutDraft
from shop.checkout.queries import Share, Summary, summary_of
from shop.checkout.terms import terms_in_force
from shop.fulfilment.models import PaymentState, VendorOrder, VendorOrderEvent, VendorOrderTax
from shop.order.models import Line, LineTax, Order
from shop.order.tokens import hash_of, order_token
from shop.partner.exceptions import OutOfStockError
from shop.partner.models import DeliveryWay, Partner, PaymentMethod

ShippingAddress = get_model("order", "ShippingAddress")
Country = get_model("address", "Country")

ONLINE = frozenset({PaymentMethod.SANDBOX, PaymentMethod.STRIPE})


def placed_order(draft: CheckoutDraft) -> Order | None:
    """The order that this form already made, if it did."""
    return Order.objects.filter(placement_key=draft.placement_key).first()


def place_order(basket: Basket, draft: CheckoutDraft, *, stamp: str, by: User | None = None) -> Order:
    """Place what was shown, once: a second click, tab or replay gets the first order.

    Raises `NotReadyError`, `SummaryChangedError` or `SoldOutMeanwhileError`; then nothing has changed and the basket
    stays open. A lock that did not come is asked for once more.
    """
    found = placed_order(draft)
    if found:
        return found
    summary = summary_of(basket, draft)
    if summary.stamp != stamp:
        raise SummaryChangedError
    try:
        return _place(basket, draft, stamp=stamp, by=by)
    except OperationalError as error:
        if not is_busy(error):
            raise
        return _place(basket, draft, stamp=stamp, by=by)


@transaction.atomic(durable=True)
def _place(basket: Basket, draft: CheckoutDraft, *, stamp: str, by: User | None) -> Order:
    moment = now()
    claimed = Basket.objects.filter(pk=basket.pk, status=Basket.OPEN).update(
        status=Basket.SUBMITTED, date_submitted=moment
    )
    if not claimed:
        found = Order.objects.filter(basket_id=basket.pk).first()
        if found is None:
            raise SummaryChangedError
        return found

    fresh = Basket.objects.get(pk=basket.pk)
    summary = summary_of(fresh, draft)
    if summary.stamp != stamp:
        raise SummaryChangedError
    allocate(summary)

    order = _write_order(fresh, draft, summary, by=by)
    for number, share in enumerate(summary.shares, start=1):
        _write_share(order, share, number=number, note=draft.notes.get(str(share.partner.pk), ""))
    _write_net_totals(order)
    CheckoutDraft.objects.filter(pk=draft.pk).delete()  # the order holds what is needed of it

    audit.log("checkout.order.place", order, by=by, shares=len(summary.shares))
    outbox.put("mail.order_confirmation", order, dedupe_key=f"mail.order_confirmation:{order.pk}")
    return order


def allocate(summary: Summary) -> None:
    """Reserve every piece, in the order of stock records: two baskets never wait for each other in a circle."""
    items = [(item, share) for share in summary.shares for item in share.part.bought]
    for item, share in sorted(items, key=lambda pair: (pair[0].line.stockrecord_id, pair[0].line.pk)):
        try:
            item.line.stockrecord.allocate(item.line.quantity)
            _claim_capacity(item)
        except OutOfStockError as error:
            raise SoldOutMeanwhileError(title=item.name, seller=share.partner.profile.short_name) from error


def _claim_capacity(item: Item) -> None:
    offer = item.offer
    if not offer.is_limited:
        return
    month = item.dispatch_by.replace(day=1)
    own = MonthCapacity.objects.filter(product=offer, month=month)
    quantity = item.line.quantity
    MonthCapacity.objects.bulk_create(
        [MonthCapacity(product=offer, month=month, capacity=offer.capacity_per_month)],
        ignore_conflicts=True,
    )
    if not own.filter(capacity__gte=F("claimed") + quantity).update(claimed=F("claimed") + quantity):
        raise OutOfStockError(item.line.stockrecord)


def _write_order(basket: Basket, draft: CheckoutDraft, summary: Summary, *, by: User | None) -> Order:
    country, _made = Country.objects.get_or_create(
        iso_3166_1_a2="PL", defaults={"printable_name": "Polska", "name": "Polska"}
    )
    address = ShippingAddress.objects.create(
        first_name=draft.first_name,
        last_name=draft.last_name,
        line1=draft.street,
        line4=draft.town,
        postcode=draft.postcode,
        country=country,
    )
    recipient = {"name": draft.recipient_name, "address": draft.recipient_address, "internal_id": draft.recipient_id}
    order = Order(
        number=str(next_value("order")),
        site=Site.objects.first(),
        basket=basket,
        user=by,
        guest_email="" if by and by.email == draft.email.lower() else draft.email.lower(),
        currency="PLN",
        total_incl_tax=summary.total,
        total_excl_tax=summary.total,
        shipping_incl_tax=summary.delivery,
        shipping_excl_tax=summary.delivery,
        shipping_address=address,
        status="OPEN",
        date_placed=now(),
        buyer_kind=draft.buyer_kind,
        buyer_name=f"{draft.first_name} {draft.last_name}".strip(),
        buyer_phone=draft.phone,
        company_name=draft.company_name,
        nip=draft.nip,
        recipient=recipient if draft.recipient_name else {},
        purchase_order_no=draft.purchase_order_no,
        placement_key=draft.placement_key,
        language=get_language() or settings.LANGUAGE_CODE,
        terms_version=terms_in_force(),
    )
    order.token_hash = hash_of(order_token(order))
    order.save()
    return order


def _write_share(order: Order, share: Share, *, number: int, note: str) -> VendorOrder:
    rates: dict[str, int] = {}
    for item in share.part.bought:
        for rate, gross in _write_line(order, share, item).items():
            rates[rate] = rates.get(rate, 0) + gross
    deferred = share.method == PaymentMethod.TRANSFER_DEFERRED
    row = VendorOrder.objects.create(
        order=order,
        partner=share.partner,
        number=f"{order.number}-{number}",
        payment_state=PaymentState.TERM if deferred else PaymentState.UNPAID,
        payment_method=share.method,
        hold_until=None if deferred else order.date_placed + _hold(share.method),
        goods_gross=share.part.goods,
        delivery_gross=share.delivery,
        total_gross=share.total,
        delivery_code=share.way.code,
        delivery_point=share.way.place if share.way.code == DeliveryWay.Code.PICKUP else share.point,
        delivery_hours=share.way.hours,
        dispatch_by=max(item.dispatch_by for item in share.part.bought),
        buyer_note=note,
        seller=seller_snapshot(share.partner),
        seller_terms_version=share.partner.profile.terms_version,
        placed_at=order.date_placed,
    )
    carriage = split(to_grosze(share.delivery), list(rates.values())) if rates else []
    for (rate, goods), delivery in zip(rates.items(), carriage, strict=True):
        VendorOrderTax.objects.create(
            vendor_order=row,
            rate=rate,
            goods_gross=to_zloty(goods),
            delivery_gross=to_zloty(delivery),
            vat=vat_in_gross(to_zloty(goods + delivery), rate),
        )
    VendorOrderEvent.objects.create(
        vendor_order=row, kind=VendorOrderEvent.Kind.PLACED, at=order.date_placed, by=order.user
    )
    outbox.put("mail.new_order_seller", row, dedupe_key=f"mail.new_order_seller:{row.pk}")
    return row


def _write_net_totals(order: Order) -> None:
    """Say what of the order is net: VAT is counted once, from the gross of each share at each rate."""
    taxes = VendorOrderTax.objects.filter(vendor_order__order=order)
    vat = sum((tax.vat for tax in taxes), Decimal(0))
    carriage = sum((vat_in_gross(tax.delivery_gross, tax.rate) for tax in taxes), Decimal(0))
    order.total_excl_tax = order.total_incl_tax - vat
    order.shipping_excl_tax = order.shipping_incl_tax - carriage
    order.save(update_fields=["total_excl_tax", "shipping_excl_tax"])


def _write_line(order: Order, share: Share, item: Item) -> dict[str, int]:
    """Write a line with its VAT and return its gross in grosze for each rate."""
    offer, product = item.offer, item.line.product
    rates = line_rates(offer, to_grosze(item.sum))
    vat = {rate: vat_in_gross(to_zloty(gross), rate) for rate, gross in rates.items()}
    net = item.sum - sum(vat.values(), Decimal(0))
    capacity = item.dispatch_by.replace(day=1) if offer.is_limited else None
    line = Line.objects.create(
        order=order,
        partner=share.partner,
        partner_name=share.partner.profile.short_name,
        partner_sku=item.line.stockrecord.partner_sku,
        stockrecord=item.line.stockrecord,
        product=product,
        title=item.title,
        quantity=item.line.quantity,
        line_price_incl_tax=item.sum,
        line_price_excl_tax=net,
        line_price_before_discounts_incl_tax=item.sum,
        line_price_before_discounts_excl_tax=net,
        unit_price_incl_tax=item.price,
        unit_price_excl_tax=(net / item.line.quantity).quantize(Decimal("0.01")),
        tax_code=offer.vat_code,
        status="OPEN",
        num_allocated=item.line.quantity,
        unit=offer.unit,
        variant=item.variant,
        personalisation=item.line.personalisation,
        withdrawal=offer.withdrawal,
        dispatch_by=item.dispatch_by,
        capacity_month=capacity,
        image=item.picture,
    )
    for rate, gross in rates.items():
        LineTax.objects.create(line=line, rate=rate, gross=to_zloty(gross), vat=vat[rate])
    return rates


def line_rates(offer: Product, gross: int) -> dict[str, int]:
    """Split a line's gross grosze over its rates: one, or for a basket of several goods by their prices."""
    code = offer.effective_vat_code
    if code != "MIXED":
        return {str(code): gross}
    weights: dict[str, int] = {}
    for part in offer.vat_parts:
        weights[part["rate"]] = weights.get(part["rate"], 0) + to_grosze(Decimal(part["gross"]))
    return dict(zip(weights, split(gross, list(weights.values())), strict=True))


def seller_snapshot(partner: Partner) -> dict:
    """The contract party as it is now; later edits never change a contract."""
    profile, entity = partner.profile, partner.profile.legal_entity
    return {
        "name": profile.name,
        "short_name": profile.short_name,
        "slug": profile.slug,
        "dye": profile.dye,
        "ornament": profile.ornament,
        "legal_name": entity.name if entity else profile.name,
        "nip": entity.nip if entity else "",
        "regon": entity.regon if entity else "",
        "krs": entity.krs if entity else "",
        "address": entity.address if entity else profile.address,
        "phone": profile.phone,
        "email": profile.email,
        "nrb": entity.nrb if entity else "",
        "is_trader": bool(profile.trader_declared),
        "vat_status": entity.vat_status if entity else "",
    }


def _hold(method: str) -> timedelta:
    if method in ONLINE:
        return timedelta(hours=settings.OPES["ONLINE_HOLD_HOURS"])
    return timedelta(days=settings.OPES["TRANSFER_HOLD_DAYS"])
