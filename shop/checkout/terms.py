"""The terms for buyers: which version is accepted, and where exactly that one can be read."""

from operations import legal
from shop.order.models import Order

KIND = "BUYER_TERMS"
#: the document as such: it shows the version in force
DOCUMENT = "/regulamin/kupujacy/"


def terms_in_force() -> str:
    return legal.version_in_force(KIND)


def address_of(version: str) -> str:
    return legal.address_of(KIND, version, otherwise=DOCUMENT)


def terms_address(order: Order) -> str:
    """Return where the terms stand that this order was placed under: a published version is never edited."""
    return address_of(order.terms_version)
