"""What a buyer has already told us on the way to an order; leaving and coming back loses nothing."""

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from shop.order.models import BuyerKind


def new_placement_key() -> str:
    """128 bits, so that nobody guesses another buyer's form."""
    return secrets.token_urlsafe(24)


class CheckoutDraft(models.Model):
    """The answers so far, one row per basket."""

    basket = models.OneToOneField("basket.Basket", on_delete=models.CASCADE, related_name="checkout_draft")
    buyer_kind = models.CharField(max_length=24, choices=BuyerKind, default=BuyerKind.CONSUMER)
    email = models.EmailField(_("e-mail"), blank=True)
    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    last_name = models.CharField(_("last name"), max_length=80, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    street = models.CharField(_("street and number"), max_length=160, blank=True)
    postcode = models.CharField(_("postcode"), max_length=6, blank=True)
    town = models.CharField(_("town"), max_length=80, blank=True)
    #: guessed from the town or chosen; only sellers who come in person need it
    gmina = models.ForeignKey("region.Gmina", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    company_name = models.CharField(_("company or institution"), max_length=255, blank=True)
    nip = models.CharField("NIP", max_length=10, blank=True)
    recipient_name = models.CharField(_("receiving unit"), max_length=255, blank=True)
    recipient_address = models.CharField(_("receiving unit's address"), max_length=255, blank=True)
    #: what the commune calls its unit in KSeF (IDWew): its NIP, a hyphen, five digits
    recipient_id = models.CharField(_("receiving unit's identifier in KSeF"), max_length=16, blank=True)
    purchase_order_no = models.CharField(_("your order number"), max_length=60, blank=True)
    #: {"<partner id>": {"code": "COURIER", "point": "OPO01M"}}
    deliveries = models.JSONField(default=dict)
    #: {"<partner id>": "TRANSFER"}
    payments = models.JSONField(default=dict)
    #: {"<partner id>": "note"}
    notes = models.JSONField(default=dict)
    placement_key = models.CharField(max_length=64, unique=True, default=new_placement_key)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("checkout draft")
        verbose_name_plural = _("checkout drafts")

    def __str__(self) -> str:
        return f"basket {self.basket_id}"
