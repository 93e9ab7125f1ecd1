"""The newest version of an offer laid over its product, in memory only, for the storefront's own parts to show."""

from typing import Any

from shop.catalogue.label import label_rows
from shop.catalogue.models import OfferRevision, Product
from shop.catalogue.offer_page import OfferPage
from shop.seller.queries import pictures_of

_WORDS = ("title", "description", "facts", "tags", "legal", "withdrawal", "personalisation", "net_quantity")


def preview_of(product: Product, revision: OfferRevision | None, *, asked_picture: str = "") -> dict[str, Any]:
    """Return what the offer's page shows, as if the version were approved. Nothing of it is saved."""
    if revision is not None:
        for name in _WORDS:
            setattr(product, name, getattr(revision, name))
        kinds = [revision.category] if revision.category else []
        product._prefetched_objects_cache |= {"images": pictures_of(revision), "categories": kinds}  # type: ignore[attr-defined]
    product.shown_reviews, product.public_questions, product.review_summary = [], [], None
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
