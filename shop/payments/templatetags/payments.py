"""How a share is or was paid, for templates."""

from django import template
from django.utils.translation import gettext_lazy as _

from shop.fulfilment.models import VendorOrder

register = template.Library()

_INSTRUMENTS = {"card": _("card"), "blik": "BLIK", "p24": "Przelewy24"}


@register.filter
def paid_by(vo: VendorOrder) -> str:
    """Name what the buyer really paid with, once the operator has said so; until then the way that was chosen."""
    return str(_INSTRUMENTS.get(vo.instrument.lower()) or vo.get_payment_method_display())
