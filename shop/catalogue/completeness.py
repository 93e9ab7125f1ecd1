"""What an offer still lacks before ROPS can look at it."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from shop.catalogue import legal_fields
from shop.catalogue.models import Availability, OfferRevision, Product, SaleMode
from shop.catalogue.variants import fault_of, written_rows
from shop.partner.models import StockRecord
from shop.partner.vat import VatCode


def missing_parts(revision: OfferRevision) -> dict[str, str]:
    """Return a sentence for each field that is missing or wrong; legal fields under `legal_<key>`.

    That the PES is not verified yet does not stop anybody here: it only keeps the offer from the public.
    """
    product = revision.product
    return _words(revision) | _pictures(revision) | _terms(revision, product) | _legal(revision)


def _words(revision: OfferRevision) -> dict[str, str]:
    missing = {}
    if not revision.title.strip():
        missing["title"] = _("Give the offer a title")
    if not revision.description.strip():
        missing["description"] = _("Add a description")
    if revision.category is None:
        missing["category"] = _("Choose a category")
    elif revision.category.numchild:
        missing["category"] = _("Choose a kind within this group")
    return missing


def _pictures(revision: OfferRevision) -> dict[str, str]:
    words = list(revision.pictures.values_list("alt", flat=True))
    if not words:
        return {"pictures": _("Add at least one photo")}
    if not all(alt.strip() for alt in words):
        return {"pictures": _("Describe what is in the photo")}
    return {}


def _terms(revision: OfferRevision, product: Product) -> dict[str, str]:
    missing = {}
    records = list(
        StockRecord.objects.filter(product__parent=product, product__removed_at__isnull=True)
        if product.is_parent
        else StockRecord.objects.filter(product=product)
    )
    prices = [record.price for record in records]
    rows = written_rows(revision.variants)
    counted = product.availability == Availability.STOCK and product.sale_mode == SaleMode.BUY_NOW
    fault = fault_of(revision, needs_price=product.sale_mode != SaleMode.QUOTE, needs_stock=counted)
    if fault:
        missing["variants"] = fault
    are_new = bool(rows) and not product.is_parent  # then the thing itself will not be sold
    if are_new:
        prices = [Decimal(row["price"]) for row in rows if row.get("price")]
    if product.sale_mode != SaleMode.QUOTE and not are_new and (not prices or None in prices):
        missing["price"] = _("Enter a price")
    if product.availability == Availability.CAPACITY and not product.capacity_per_month:
        missing["capacity_per_month"] = _("Say how much you can make in a month")
    if counted and not are_new and (not records or any(record.num_in_stock is None for record in records)):
        missing["stock"] = _("Say how many you have")
    if not product.partner.delivery_ways.filter(is_active=True).exists():
        missing["delivery"] = _("Say how buyers get it: add a way of delivery")
    return missing | _vat(product, [price for price in prices if price is not None])


def _vat(product: Product, prices: list[Decimal]) -> dict[str, str]:
    if product.partner.is_vat_exempt:
        if product.vat_code not in {VatCode.ZW, VatCode.NP}:
            return {"vat_code": _("Your profile says you are VAT exempt. Change the rate or the profile")}
        return {}
    if product.vat_code == VatCode.ZW and not product.vat_basis.strip():
        return {"vat_basis": _("Name the ground for the exemption")}
    if product.vat_code == VatCode.MIXED:
        if not product.vat_parts:
            return {"vat_parts": _("List the parts and their VAT rates")}
        if any(_sum(product.vat_parts) != price for price in prices):
            return {"vat_parts": _("The parts must add up to the price")}
    return {}


def _sum(parts: list[dict[str, Any]]) -> Decimal | None:
    try:
        return sum((Decimal(str(part["gross"])) for part in parts), Decimal(0))
    except (InvalidOperation, KeyError, TypeError):
        return None


def _legal(revision: OfferRevision) -> dict[str, str]:
    required = revision.category.required_legal if revision.category else []
    faults = {key: legal_fields.fault(key, revision.legal.get(key)) for key in required}
    return {f"legal_{key}": sentence for key, sentence in faults.items() if sentence}
