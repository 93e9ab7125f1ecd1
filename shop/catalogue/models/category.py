"""Kinds of offers, in groups: two levels deep."""

from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from oscar.apps.catalogue.abstract_models import AbstractCategory

from shop.partner.vat import VatCode


class Category(AbstractCategory):
    """A group (depth 1) or a kind (depth 2). The kind says what law wants to know about an offer of it."""

    image = None
    name_en = models.CharField(_("name in English"), max_length=255, blank=True)
    dye = models.CharField(max_length=12, default="alder")
    ornament = models.CharField(max_length=12, default="rozeta")
    default_vat = models.CharField(max_length=5, choices=VatCode, default=VatCode.R23)
    default_unit = models.CharField(_("unit"), max_length=20, default="szt.")
    default_sale_mode = models.CharField(max_length=10, default="BUY_NOW")
    default_withdrawal = models.CharField(max_length=20, default="ALLOWED")
    #: keys of `shop.catalogue.legal_fields` that an offer must answer before it is reviewed
    required_legal = models.JSONField(default=list, blank=True)

    class Meta(AbstractCategory.Meta):
        abstract = False
        constraints = [models.UniqueConstraint(fields=["slug"], name="category_slug_is_unique")]

    @property
    def shown_name(self) -> str:
        """The name in the reader's language."""
        return self.name_en if self.name_en and get_language() == "en" else self.name

    def get_absolute_url(self) -> str:
        return reverse("shop:category", args=[self.slug])
