"""VAT codes of the Polish act on VAT."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class VatCode(models.TextChoices):
    """Rates in per cent, ZW: exempt, NP: outside VAT. A basket of several goods is MIXED: rates per part."""

    R23 = "23", "23%"
    R8 = "8", "8%"
    R5 = "5", "5%"
    R0 = "0", "0%"
    ZW = "ZW", _("exempt")
    NP = "NP", _("outside VAT")
    MIXED = "MIXED", _("several rates")
