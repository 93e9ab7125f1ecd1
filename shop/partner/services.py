"""The selling side's own changes: prices, stock, delivery. They hold at once and every one is written down."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Min, Q
from django.utils.translation import gettext as _

from operations import audit, outbox
from operations.clock import now
from operations.money import GROSZ
from shop.partner.exceptions import BadDeliveryWayError, BadPriceError, StockBelowReservedError
from shop.partner.models import DeliveryWay, Partner, PriceLog, StockRecord

HIGHEST_PRICE = Decimal("999999.99")
MOST_PIECES = 1_000_000


def partner_of(profile: Any) -> Partner:
    """Return the selling side of a PES, made when it sells for the first time."""
    partner, _created = Partner.objects.get_or_create(
        profile=profile, defaults={"name": profile.short_name, "code": profile.slug}
    )
    return partner


@transaction.atomic
def set_price(stockrecord: StockRecord, gross: Decimal, *, by: Any) -> None:
    """Change a gross price at once, write it into the price log and keep the offer's lowest price.

    What is lower than the last regular price is logged as a reduction: the 30-day reference price is read from
    there and nobody types it. Before the first publication nobody has seen a price, so the log keeps only the latest.
    """
    gross = checked_price(gross)
    offer = hold_offer(stockrecord)
    changed = (
        StockRecord.objects.filter(pk=stockrecord.pk)
        .exclude(price__isnull=False, price=gross)
        .update(price=gross, date_updated=now())
    )
    stockrecord.price = gross
    if not changed:
        return

    log = PriceLog.objects.filter(stockrecord=stockrecord)
    if offer.published_at is None:
        log.delete()
    regular = log.filter(kind=PriceLog.Kind.REGULAR).order_by("at", "pk").last()
    reduced = regular is not None and gross < regular.gross
    PriceLog.objects.create(
        stockrecord=stockrecord,
        gross=gross,
        kind=PriceLog.Kind.REDUCTION if reduced else PriceLog.Kind.REGULAR,
        at=now(),
        by=by,
    )
    keep_from_price(offer)

    audit.log("partner.price.set", stockrecord, by=by, offer=offer, gross=gross)
    reindex(offer)


@transaction.atomic
def set_stock(stockrecord: StockRecord, number: int | None, *, by: Any) -> None:
    """Say how many pieces are on the shelf, those promised to buyers included; None: nothing is counted.

    Raises `StockBelowReservedError` when buyers have been promised more.
    """
    if number is not None and not 0 <= number <= MOST_PIECES:
        raise ValueError(number)
    rows = StockRecord.objects.filter(pk=stockrecord.pk)
    if number is not None:
        rows = rows.filter(Q(num_allocated__isnull=True) | Q(num_allocated__lte=number))
    if not rows.update(num_in_stock=number, date_updated=now()):
        stockrecord.refresh_from_db(fields=["num_allocated"])
        raise StockBelowReservedError(stockrecord.num_allocated or 0)
    stockrecord.num_in_stock = number
    stockrecord.__dict__.pop("can_track_allocations", None)

    audit.log("partner.stock.set", stockrecord, by=by, offer=stockrecord.product.offer, number=number)
    reindex(stockrecord.product.offer)


@transaction.atomic
def save_delivery_way(
    partner: Partner,
    *,
    by: Any,
    code: str,
    gross: Decimal = Decimal(0),
    note: str = "",
    place: str = "",
    hours: str = "",
    powiats: Iterable[Any] = (),
    is_active: bool = True,
) -> DeliveryWay:
    """Offer one way of delivery at one gross price, or change or (`is_active=False`) close it."""
    faults: dict[str, str] = {}
    if code not in DeliveryWay.Code.values:
        faults["code"] = _("Choose a way of delivery")
    if not gross.is_finite() or not 0 <= gross <= HIGHEST_PRICE or gross != gross.quantize(GROSZ):
        faults["gross"] = _("Enter an amount in PLN with two decimals")
    if is_active and code == DeliveryWay.Code.PICKUP and not place.strip():
        faults["place"] = _("Say where it can be picked up")
    if faults:
        raise BadDeliveryWayError(faults)

    way, _created = DeliveryWay.objects.update_or_create(
        partner=partner,
        code=code,
        defaults={
            "gross": gross,
            "note": note.strip(),
            "place": place.strip(),
            "hours": hours.strip(),
            "is_active": is_active,
        },
    )
    way.powiats.set(powiats)

    audit.log("partner.delivery.save", way, by=by, partner=partner, gross=gross, active=is_active)
    return way


def checked_price(gross: Decimal) -> Decimal:
    """Return the amount with two places; refuse what no price may be."""
    gross = Decimal(gross)
    if not gross.is_finite() or not 0 < gross <= HIGHEST_PRICE or gross != gross.quantize(GROSZ):
        raise BadPriceError(str(gross))
    return gross.quantize(GROSZ)


def hold_offer(stockrecord: StockRecord) -> Any:
    """Take the row of the offer until commit, so that two changes of its prices follow one another; return it fresh."""
    offers = type(stockrecord.product).objects
    pk = stockrecord.product.parent_id or stockrecord.product_id
    offers.filter(pk=pk).update(date_updated=now())
    return offers.get(pk=pk)


def keep_from_price(offer: Any) -> None:
    """Store the lowest price of an offer and its variants, for lists and filters."""
    own = Q(product__parent=offer, product__removed_at__isnull=True) if offer.is_parent else Q(product=offer)
    records = StockRecord.objects.filter(own)
    lowest = records.aggregate(lowest=Min("price"))["lowest"]
    type(offer).objects.filter(pk=offer.pk).update(from_price=lowest)
    offer.from_price = lowest


def begin_price_log(offer: Any, *, by: Any) -> None:
    """On the day of the first publication: the prices of that moment are where the log begins."""
    records = StockRecord.objects.filter(Q(product=offer) | Q(product__parent=offer), price__isnull=False)
    for record in records.order_by("pk"):
        PriceLog.objects.filter(stockrecord=record).delete()
        PriceLog.objects.create(stockrecord=record, gross=record.price, at=now(), by=by)


def reindex(offer: Any) -> None:
    """Let search show the offer as it is now."""
    outbox.put("search.index", offer.pk, dedupe_key=f"search.index:offer:{offer.pk}", coalesce=True)
