"""Variants of an offer, as a version wants them: shown once ROPS approves the version.

A version holds `variants`: None leaves them as they are, otherwise rows {"id", "name", "price", "stock"}. A row with an
id is a variant on sale, whose price and stock are its own and change at once; a row without one is new. What is left
out is hidden and never deleted: somebody may have bought it.
"""

from decimal import Decimal
from typing import Any

from django.db.models import Case, F, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from operations import audit
from operations.clock import now
from shop.catalogue.models import OfferRevision, Product, Structure
from shop.partner.models import StockRecord
from shop.partner.services import keep_from_price, set_price

MOST_VARIANTS = 30
LONGEST_NAME = 80


def variants_of(product: Product) -> list[Product]:
    """Return the variants on sale, the oldest first."""
    return list(Product.objects.filter(parent=product, removed_at__isnull=True).order_by("pk"))


def rows_of(product: Product) -> list[dict[str, Any]]:
    """Return the variants on sale as rows of a version."""
    return [{"id": child.pk, "name": child.title} for child in variants_of(product)]


def written_rows(rows: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
    """Return rows without those in which nothing was written."""
    return [
        row for row in rows or [] if any(row.get(name) not in (None, "") for name in ("id", "name", "price", "stock"))
    ]


def fault_of(revision: OfferRevision, *, needs_price: bool, needs_stock: bool) -> str:
    """Return what is wrong with a version's variants, in a sentence, or nothing."""
    rows = written_rows(revision.variants)
    if not rows:
        return _("Leave at least one variant") if revision.product.is_parent and revision.variants is not None else ""
    names = [str(row.get("name", "")).strip().lower() for row in rows]
    new = [row for row in rows if not row.get("id")]
    if not all(names):
        return _("Name every variant")
    if len(set(names)) < len(names):
        return _("Two variants have the same name")
    if needs_price and any(row.get("price") in (None, "") for row in new):
        return _("Enter a price for every variant")
    if needs_stock and any(row.get("stock") in (None, "") for row in new):
        return _("Say how many you have of every variant")
    return "" if revision.variant_axis.strip() else _("Say what the variants differ by, for example: size")


def apply_variants(product: Product, revision: OfferRevision, *, by: Any) -> None:
    """Make the variants of an approved version those on sale. Call it with the offer's row held."""
    rows = written_rows(revision.variants)
    if not rows:
        return
    if not product.is_parent:
        _make_parent(product)
    Product.objects.filter(pk=product.pk).update(variant_axis=revision.variant_axis.strip())
    kept = {row["id"]: row for row in rows if row.get("id")}
    for child in variants_of(product):
        if child.pk not in kept:
            _hide(child)
        elif child.title != kept[child.pk]["name"]:
            Product.objects.filter(pk=child.pk).update(title=kept[child.pk]["name"])
    for row in rows:
        if not row.get("id"):
            _add(product, row, by=by)
    product.refresh_from_db()
    keep_from_price(product)
    audit.log("catalogue.offer.variants", product, by=by, revision=revision)


def _make_parent(product: Product) -> None:
    """Sell the variants and not the thing itself; its own stock stays for what is ordered already."""
    Product.objects.filter(pk=product.pk).update(structure=Structure.PARENT)
    product.structure = Structure.PARENT
    StockRecord.objects.filter(product=product).update(num_in_stock=Coalesce(F("num_allocated"), Value(0)))


def _hide(child: Product) -> None:
    Product.objects.filter(pk=child.pk).update(removed_at=now(), is_public=False)
    StockRecord.objects.filter(product=child).update(
        num_in_stock=Case(
            When(num_in_stock__isnull=True, then=Value(None)), default=Coalesce(F("num_allocated"), Value(0))
        )
    )


def _add(product: Product, row: dict[str, Any], *, by: Any) -> None:
    child = Product.objects.create(
        structure=Structure.CHILD, parent=product, title=row["name"], slug=product.slug, is_public=product.is_public
    )
    record = StockRecord.objects.create(
        product=child,
        partner=product.partner,
        partner_sku=f"OPES-{child.pk}",
        num_allocated=0,
        num_in_stock=row.get("stock") if isinstance(row.get("stock"), int) else None,
    )
    if row.get("price"):
        set_price(record, Decimal(str(row["price"])), by=by)


def variant_words(revision: OfferRevision) -> str:
    """Return a version's variants in lines, with price and stock of the new ones, for whoever decides on it."""
    rows = rows_of(revision.product) if revision.variants is None else written_rows(revision.variants)
    if not rows:
        return ""
    lines = [_row_words(row) for row in rows]
    axis = revision.variant_axis or revision.product.variant_axis
    return "\n".join([f"{axis}:" if axis else "", *lines]).strip()


def _row_words(row: dict[str, Any]) -> str:
    parts = [str(row.get("name", ""))]
    if row.get("price"):
        parts.append(f"{row['price']} zł")
    if row.get("stock") not in (None, ""):
        parts.append(_("%(n)s in stock") % {"n": row["stock"]})
    return ", ".join(parts)
