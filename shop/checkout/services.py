"""Placing: one order and one share for each seller, in one durable transaction, or nothing at all."""

from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.contrib.sites.models import Site
from django.db import DEFAULT_DB_ALIAS, OperationalError, transaction
from django.db.models import F
from django.utils.translation import get_language
from oscar.core.loading import get_model

from operations import audit, outbox
from operations.clock import now
from operations.counters import next_value
from operations.middleware import is_busy
from operations.money import split, to_grosze, to_zloty, vat_in_gross
from pes_profiles.accounts.models import User
from shop.address.services import poland
from shop.basket.models import Basket
from shop.basket.queries import Item, first_pictures
from shop.catalogue.models import MonthCapacity, Product
from shop.checkout.exceptions import SoldOutMeanwhileError, SummaryChangedError
from shop.checkout.models import CheckoutDraft
from shop.checkout.queries import Share, Summary, summary_of
from shop.checkout.terms import terms_in_force
from shop.fulfilment.models import PaymentState, VendorOrder, VendorOrderEvent, VendorOrderTax
from shop.ledger.services import post_new_charges
from shop.order.models import Line, LineTax, Order
from shop.order.tokens import hash_of, order_token
from shop.partner.exceptions import OutOfStockError
from shop.partner.models import DeliveryWay, Partner, PaymentMethod

ShippingAddress = get_model("order", "ShippingAddress")

ONLINE = frozenset({PaymentMethod.SANDBOX, PaymentMethod.STRIPE})


def place_order(
    basket: Basket, draft: CheckoutDraft, *, stamp: str, terms: str | None = None, by: User | None = None
) -> Order:
    """Place what was shown, once: a second click, tab or replay gets the first order.

    `terms` is the version that the buyer accepted; without it the one in force. Raises `NotReadyError`,
    `SummaryChangedError` or `SoldOutMeanwhileError`; then nothing has changed and the basket stays open. A lock that
    did not come is asked for once more.
    """
    terms = terms_in_force() if terms is None else terms
    try:
        return _place(basket, draft, stamp=stamp, terms=terms, by=by)
    except OperationalError as error:
        if not is_busy(error):
            raise
        return _place(basket, draft, stamp=stamp, terms=terms, by=by)


@transaction.atomic(durable=True)
def _place(basket: Basket, draft: CheckoutDraft, *, stamp: str, terms: str, by: User | None) -> Order:
    claimed = Basket.objects.filter(pk=basket.pk, status=Basket.OPEN).update(
        status=Basket.SUBMITTED, date_submitted=now()
    )
    if not claimed:
        found = Order.objects.filter(basket_id=basket.pk).first()
        if found is None:
            raise SummaryChangedError
        return found

    basket._lines = None  # as they are now that nobody can change them
    summary = summary_of(basket, draft)
    if summary.stamp != stamp:
        raise SummaryChangedError
    allocate(summary)

    shares = [TaxedShare(share) for share in summary.shares]
    order = _write_order(basket, draft, summary, shares, terms=terms, by=by)
    _write_lines(order, shares)
    rows = _write_shares(order, shares, notes=draft.notes)
    # The order holds what is needed of the draft, and nothing hangs on it that would have to be looked for first.
    CheckoutDraft.objects.filter(pk=draft.pk)._raw_delete(DEFAULT_DB_ALIAS)

    audit.log("checkout.order.place", order, by=by, shares=len(rows))
    outbox.put_once(*(("mail.new_order_seller", row) for row in rows), ("mail.order_confirmation", order))
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


class TaxedShare:
    """A share with its VAT: grosze of each line and of the whole by rate; VAT is counted once, from gross."""

    def __init__(self, share: Share) -> None:
        self.share = share
        self.lines = [(item, line_rates(item.offer, to_grosze(item.sum))) for item in share.part.bought]
        goods: dict[str, int] = {}
        for _item, rates in self.lines:
            for rate, gross in rates.items():
                goods[rate] = goods.get(rate, 0) + gross
        carriage = split(to_grosze(share.delivery), list(goods.values())) if goods else []
        #: rate, gross of goods, gross of delivery, VAT of both
        self.taxes = [
            (rate, to_zloty(gross), to_zloty(delivery), vat_in_gross(to_zloty(gross + delivery), rate))
            for (rate, gross), delivery in zip(goods.items(), carriage, strict=True)
        ]

    @property
    def vat(self) -> Decimal:
        return sum((vat for _rate, _goods, _delivery, vat in self.taxes), Decimal(0))

    @property
    def vat_of_delivery(self) -> Decimal:
        return sum((vat_in_gross(delivery, rate) for rate, _goods, delivery, _vat in self.taxes), Decimal(0))


def _write_order(
    basket: Basket, draft: CheckoutDraft, summary: Summary, shares: list[TaxedShare], *, terms: str, by: User | None
) -> Order:
    address = ShippingAddress.objects.create(
        first_name=draft.first_name,
        last_name=draft.last_name,
        line1=draft.street,
        line4=draft.town,
        postcode=draft.postcode,
        country=poland(),
    )
    recipient = {"name": draft.recipient_name, "address": draft.recipient_address, "internal_id": draft.recipient_id}
    order = Order(
        number=str(next_value("order")),
        site=Site.objects.get_current(),
        basket=basket,
        user=by,
        guest_email="" if by and by.email == draft.email.lower() else draft.email.lower(),
        currency="PLN",
        total_incl_tax=summary.total,
        total_excl_tax=summary.total - sum((share.vat for share in shares), Decimal(0)),
        shipping_incl_tax=summary.delivery,
        shipping_excl_tax=summary.delivery - sum((share.vat_of_delivery for share in shares), Decimal(0)),
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
        terms_version=terms,
    )
    order.token_hash = hash_of(order_token(order))
    order.save()
    return order


def _write_lines(order: Order, shares: list[TaxedShare]) -> None:
    """Write what was bought with its VAT."""
    pictures = first_pictures([item for taxed in shares for item, _rates in taxed.lines])
    written = [
        (_line(order, taxed.share, item, rates, pictures.get(item.offer.pk)), rates)
        for taxed in shares
        for item, rates in taxed.lines
    ]
    Line.objects.bulk_create(line for line, _rates in written)
    LineTax.objects.bulk_create(
        LineTax(line=line, rate=rate, gross=to_zloty(gross), vat=vat_in_gross(to_zloty(gross), rate))
        for line, rates in written
        for rate, gross in rates.items()
    )


def _line(order: Order, share: Share, item: Item, rates: dict[str, int], picture: int | None) -> Line:
    offer = item.offer
    net = item.sum - sum((vat_in_gross(to_zloty(gross), rate) for rate, gross in rates.items()), Decimal(0))
    return Line(
        order=order,
        partner=share.partner,
        partner_name=share.partner.profile.short_name,
        partner_sku=item.line.stockrecord.partner_sku,
        stockrecord=item.line.stockrecord,
        product=item.line.product,
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
        personal_file_id=item.line.personal_file_id,
        personal_file_name=item.line.personal_file_name,
        withdrawal=item.withdrawal,
        dispatch_by=item.dispatch_by,
        capacity_month=item.dispatch_by.replace(day=1) if offer.is_limited else None,
        image_id=picture,
    )


def _write_shares(order: Order, shares: list[TaxedShare], *, notes: dict[str, str]) -> list[VendorOrder]:
    """Write the sellers' shares with their VAT, the first event of each and its charge in the books."""
    rows = VendorOrder.objects.bulk_create(
        _share(order, taxed.share, number=number, note=notes.get(str(taxed.share.partner.pk), ""))
        for number, taxed in enumerate(shares, start=1)
    )
    taxes = VendorOrderTax.objects.bulk_create(
        VendorOrderTax(vendor_order=row, rate=rate, goods_gross=goods, delivery_gross=delivery, vat=vat)
        for row, taxed in zip(rows, shares, strict=True)
        for rate, goods, delivery, vat in taxed.taxes
    )
    VendorOrderEvent.objects.bulk_create(
        VendorOrderEvent(vendor_order=row, kind=VendorOrderEvent.Kind.PLACED, at=order.date_placed, by=order.user)
        for row in rows
    )
    post_new_charges(rows, taxes)
    return rows


def _share(order: Order, share: Share, *, number: int, note: str) -> VendorOrder:
    deferred = share.method == PaymentMethod.TRANSFER_DEFERRED
    return VendorOrder(
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
        dispatch_by=share.dispatch_by,
        buyer_note=note,
        seller=seller_snapshot(share.partner),
        seller_terms_version=share.partner.profile.terms_version,
        placed_at=order.date_placed,
    )


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
