"""Ways of delivery in a seller's words."""

from django.utils.translation import gettext as _

from shop.partner.models import DeliveryWay

Code = DeliveryWay.Code


def way_name(code: str) -> str:
    """Name a way of delivery for its seller: "at yours" is what a buyer reads."""
    return _("service at the buyer's") if code == Code.ON_SITE else str(Code(code).label)
