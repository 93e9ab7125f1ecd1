"""A seller's account with the operator of online payments, as far as the operator told us."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SellerAccount(models.Model):
    """One seller's own account with Stripe: buyers' money goes there, never through the portal.

    Everything but the id is a copy of what the operator said at `checked_at`.
    """

    class Standing(models.TextChoices):
        """What an owner has to know, one at a time."""

        NONE = "NONE", _("not connected")
        DUE = "DUE", _("data missing")
        CHECKING = "CHECKING", _("being checked")
        REFUSED = "REFUSED", _("refused by Stripe")
        PAUSED = "PAUSED", _("payouts paused")
        ACTIVE = "ACTIVE", _("active")
        GONE = "GONE", _("disconnected")

    partner = models.OneToOneField("partner.Partner", on_delete=models.PROTECT, related_name="stripe_account")
    #: empty until the operator has opened one
    account_id = models.CharField(max_length=64, blank=True)
    #: counts accounts of one seller: after a disconnection the next one is another
    attempt = models.PositiveSmallIntegerField(default=1)
    charges_enabled = models.BooleanField(_("takes payments"), default=False)
    payouts_enabled = models.BooleanField(_("pays out"), default=False)
    details_submitted = models.BooleanField(_("form sent"), default=False)
    #: the operator's codes of what it asks for now
    requirements_due = models.JSONField(_("data asked for"), default=list, blank=True)
    disabled_reason = models.CharField(max_length=80, blank=True)
    #: of "card", "blik", "p24": those that the account may take
    instruments = models.JSONField(default=list, blank=True)
    deauthorised_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("seller's account with Stripe")
        verbose_name_plural = _("sellers' accounts with Stripe")
        constraints = [
            models.UniqueConstraint(
                fields=["account_id"], condition=~models.Q(account_id=""), name="one_seller_per_stripe_account"
            ),
        ]

    def __str__(self) -> str:
        return self.account_id

    @property
    def idempotency_key(self) -> str:
        """Derived from our own row: asking again opens no second account."""
        return f"partner:{self.partner_id}:account:{self.attempt}"

    @property
    def takes_payments(self) -> bool:
        return bool(self.account_id) and self.charges_enabled and self.deauthorised_at is None

    @property
    def standing(self) -> str:
        if not self.account_id:
            return self.Standing.NONE
        if self.deauthorised_at is not None:
            return self.Standing.GONE
        if self.charges_enabled:
            return self.Standing.ACTIVE if self.payouts_enabled else self.Standing.PAUSED
        if self.disabled_reason.startswith("rejected"):
            return self.Standing.REFUSED
        if self.requirements_due or not self.details_submitted:
            return self.Standing.DUE
        return self.Standing.CHECKING
