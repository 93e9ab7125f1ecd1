"""Which paper a share may have, and what has to stand on it."""

from shop.documents.models import Document, PaperSettings
from shop.fulfilment.models import FulfilmentState, PaymentState, VendorOrder
from shop.partner.models import PaymentMethod
from shop.partner.vat import VatCode

#: above this total (zł) the act on VAT asks for split payment of things from its annex 15 (art. 106e ust. 1 pkt 18a)
SPLIT_PAYMENT_ABOVE = 15_000
BASES = {"EXEMPT_113": "art. 113 ust. 1 ustawy o VAT"}


def is_invoiceable(vo: VendorOrder) -> bool:
    """A sale that stands: neither called off nor lapsed for want of payment."""
    return vo.fulfilment_state != FulfilmentState.CANCELLED and vo.payment_state != PaymentState.EXPIRED


def has_pro_forma(vo: VendorOrder) -> bool:
    """Whether a transfer is awaited: only then a pro forma says something."""
    return (
        vo.payment_method in {PaymentMethod.TRANSFER, PaymentMethod.TRANSFER_DEFERRED}
        and vo.payment_state in {PaymentState.UNPAID, PaymentState.TERM}
        and vo.fulfilment_state != FulfilmentState.CANCELLED
    )


def lacks_basis(vo: VendorOrder, settings: PaperSettings) -> bool:
    """An invoice with exempt things has to name the law (art. 106e ust. 1 pkt 19)."""
    is_invoice = paper_kind(vo, settings) == Document.Kind.INVOICE
    return is_invoice and has_exempt(vo) and not basis_of(vo, settings)


def is_vat_payer(vo: VendorOrder) -> bool:
    """As it was at placing."""
    return bool(vo.seller.get("vat_status") == "ACTIVE")


def paper_kind(vo: VendorOrder, settings: PaperSettings) -> str:
    """An invoice by VAT payers; an exempt seller chooses, and one without a tax number issues a bill."""
    if is_vat_payer(vo):
        return Document.Kind.INVOICE
    if not vo.seller.get("nip"):
        return Document.Kind.BILL
    return Document.Kind(settings.exempt_paper)


def has_exempt(vo: VendorOrder) -> bool:
    """Whether something of a share is free from VAT: all of an exempt seller's, some services of a payer's."""
    return any(tax.rate == VatCode.ZW for tax in vo.taxes.all())


def basis_of(vo: VendorOrder, settings: PaperSettings) -> str:
    """The law that frees from VAT what is exempt, as the seller said itself or as its VAT status says."""
    if not has_exempt(vo):
        return ""
    return settings.exempt_basis or BASES.get(vo.seller.get("vat_status", ""), "")


def may_split_payment(vo: VendorOrder) -> bool:
    return is_vat_payer(vo) and vo.total_gross > SPLIT_PAYMENT_ABOVE
