"""The word to the buyer that a paper is there."""

from operations import mail
from shop.documents.models import Document
from shop.fulfilment.letters import order_address


def tell_buyer(document: Document) -> None:
    """Send one letter for each paper; an order whose address was erased gets none."""
    vo, order = document.vendor_order, document.vendor_order.order
    if not order.email:
        return
    mail.send(
        "document_ready",
        to=order.email,
        context={
            "pes": vo.seller.get("short_name", ""),
            "share": vo.number,
            "number": document.number,
            "is_correction": document.kind == Document.Kind.CORRECTION,
            "is_bill": document.kind == Document.Kind.BILL,
            "action_url": order_address(order),
        },
        dedupe_key=f"document_ready:{document.pk}",
        language=order.language,
        reply_to=vo.seller.get("email") or None,
    )
