"""What this room knows of a person: told to the room of accounts. Papers stay: tax law makes the sellers keep them."""

from typing import Any

from pes_profiles.accounts.models import User
from pes_profiles.accounts.services import exports
from shop.documents.models import Document


@exports("documents")
def documents_as_data(user: User) -> list[dict[str, Any]]:
    """All papers about a person's orders as plain values."""
    found = Document.objects.filter(vendor_order__order__user=user).select_related("vendor_order", "ksef")
    return [
        {
            "order": document.vendor_order.number,
            "seller": document.vendor_order.seller.get("legal_name", ""),
            "kind": document.kind,
            "number": document.number,
            "issued_on": document.issued_on.isoformat(),
            "ksef_number": document.ksef_number,
            "buyer": document.content.get("buyer", {}),
        }
        for document in found.order_by("issued_on", "pk")
    ]
