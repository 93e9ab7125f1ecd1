"""An offer for search engines: schema.org in JSON-LD, data that no browser runs."""

import json
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from shop.catalogue.offer_page import OfferPage

_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
_AVAILABILITY = {"buy": "InStock", "gone": "SoldOut", "quote": "InStock", "booking": "InStock"}


def offer_schema(page: OfferPage, *, address: str) -> SafeString:
    """Return the description as JSON that cannot leave its script element."""
    offer = page.offer
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": offer.title,
        "description": offer.description[:500],
        "url": address,
        "brand": {"@type": "Organization", "name": page.profile.short_name},
    }
    if page.price is not None:
        data["offers"] = {
            "@type": "Offer",
            "price": f"{page.price:.2f}",
            "priceCurrency": "PLN",
            "url": address,
            "availability": f"https://schema.org/{_AVAILABILITY.get(page.state, 'OutOfStock')}",
            "seller": {"@type": "Organization", "name": page.profile.legal_entity.name},
        }
    if page.rating is not None:
        data["aggregateRating"] = {
            "@type": "AggregateRating",
            "ratingValue": f"{page.rating:.1f}",
            "reviewCount": offer.review_summary.number,
        }
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_ESCAPES))  # no "<" is left
