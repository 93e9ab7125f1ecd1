"""The newest version of an offer laid over its product, in memory only, for the storefront's own parts to show."""

from decimal import Decimal
from typing import Any

from shop.catalogue.label import label_rows
from shop.catalogue.models import OfferRevision, Product, Structure
from shop.catalogue.offer_page import OfferPage
from shop.catalogue.variants import written_rows
from shop.partner.models import StockRecord
from shop.seller.queries import pictures_of

_WORDS = (
    *("title", "description", "facts", "tags", "legal", "withdrawal", "net_quantity"),
    *("personalisation", "personalisation_signs", "takes_file", "personalisation_required"),
)


def preview_of(product: Product, revision: OfferRevision | None, *, asked_picture: str = "") -> dict[str, Any]:
    """Return what the offer's page shows, as if the version were approved. Nothing of it is saved."""
    if revision is not None:
        for name in _WORDS:
            setattr(product, name, getattr(revision, name))
        kinds = [revision.category] if revision.category else []
        product._prefetched_objects_cache |= {"images": pictures_of(revision), "categories": kinds}  # type: ignore[attr-defined]
    product.shown_reviews, product.public_questions, product.review_summary = [], [], None
    if revision is not None and written_rows(revision.variants):
        _lay_variants(product, revision)
    if product.is_parent:
        for child in product.children.all():
            child.is_public = True
    shown = OfferPage(product, asked_picture=asked_picture)
    return {
        "page": shown,
        "offer": product,
        "label": label_rows(product),
        "facts": [(row.get("name"), row.get("value")) for row in product.facts if isinstance(row, dict)],
    }


def _lay_variants(product: Product, revision: OfferRevision) -> None:
    """Show the variants as the version wants them; new ones have numbers that nothing else has."""
    on_sale = {child.pk: child for child in product.children.all()}
    shown = []
    for number, row in enumerate(written_rows(revision.variants), start=10**12):
        child = on_sale.get(row.get("id"))
        if child is None:
            child = Product(pk=number, structure=Structure.CHILD, parent=product)
            stock = row.get("stock") if isinstance(row.get("stock"), int) else None
            price = Decimal(row["price"]) if row.get("price") else None
            record = StockRecord(product=child, partner=product.partner, price=price, num_in_stock=stock)
            child._prefetched_objects_cache = {"stockrecords": [record]}  # type: ignore[attr-defined]
        child.title = row.get("name", "")
        shown.append(child)
    product.structure, product.variant_axis = Structure.PARENT, revision.variant_axis
    product._prefetched_objects_cache["children"] = shown  # type: ignore[attr-defined]
