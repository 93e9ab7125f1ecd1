"""What ROPS decided about offers: versions approved and sent back, offers taken down and when they came back.

The versions themselves live with the catalogue.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shop.catalogue.models import OfferRevision


class OfferDecision(models.Model):
    """One decision of ROPS on one version of an offer: append-only, so that the seller and ROPS read the same words."""

    class Outcome(models.TextChoices):
        APPROVED = "APPROVED", _("approved")
        SENT_BACK = "SENT_BACK", _("sent back")

    product = models.ForeignKey("catalogue.Product", on_delete=models.CASCADE, related_name="decisions")
    revision = models.ForeignKey("catalogue.OfferRevision", on_delete=models.CASCADE, related_name="decisions")
    outcome = models.CharField(_("decision"), max_length=10, choices=Outcome)
    reason_code = models.CharField(max_length=12, choices=OfferRevision.ReasonCode, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["-decided_at", "-pk"]
        verbose_name = _("decision on an offer")
        verbose_name_plural = _("decisions on offers")
        constraints = [
            models.UniqueConstraint(
                fields=["revision"], condition=Q(outcome="APPROVED"), name="a_revision_is_approved_once"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="SENT_BACK") | (~Q(reason="") & ~Q(reason_code="")),
                name="sending_back_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.revision_id}: {self.get_outcome_display()}"


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
