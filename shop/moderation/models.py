"""What ROPS took down, why, and when it came back. Revisions themselves live with the catalogue."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class OfferSuspension(models.Model):
    """An offer taken off sale by ROPS; open while `lifted_at` is empty."""

    product = models.ForeignKey("catalogue.Product", on_delete=models.PROTECT, related_name="suspensions")
    reason = models.TextField(_("reason"))
    legal_basis = models.CharField(_("ground in law or terms"), max_length=255, blank=True)
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True, blank=True)
    suspended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-since"]
        verbose_name = _("suspension of an offer")
        verbose_name_plural = _("suspensions of offers")
        constraints = [
            models.UniqueConstraint(
                fields=["product"],
                condition=models.Q(lifted_at__isnull=True),
                name="one_open_suspension_per_offer",
            )
        ]

    def __str__(self) -> str:
        return f"{self.product_id}, {self.since:%Y-%m-%d}"
