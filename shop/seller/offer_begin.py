"""How a sent offer form begins: the key that makes two sendings one draft, and the buttons of variants."""

from typing import Any
from uuid import UUID

from django.http import QueryDict

from shop.catalogue.models import OfferRevision
from shop.partner.models import Partner
from shop.seller.forms.variants import with_row, without_row


def key_of(data: QueryDict) -> UUID | None:
    """Return the key of the form; a broken one is as good as none."""
    try:
        return UUID(data.get("form_key", ""))
    except ValueError:
        return None


def begun_offer(partner: Partner, key: UUID | None) -> OfferRevision | None:
    """Return the draft that this form has begun already, among the seller's own."""
    if key is None:
        return None
    return OfferRevision.objects.filter(form_key=key, product__partner=partner).first()


def with_variant_act(data: QueryDict) -> tuple[Any, str]:
    """Return what was sent with a variant added or removed, and what to do then: save it and show that part."""
    if data.get("variant_remove"):
        return without_row(data, data["variant_remove"]), "variants"
    act = data.get("act", "save")
    return (with_row(data), "variants") if act == "variant_add" else (data, act)
