"""What ROPS decided: versions of offers approved and sent back, offers taken down, notices of illegal content.

The versions themselves live with the catalogue.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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


class IllegalContentNotice(models.Model):
    """Somebody says that something on the portal is against the law (DSA, art. 16); ROPS answers with a decision."""

    class Reason(models.TextChoices):
        DANGEROUS = "DANGEROUS", _("dangerous product or missing warnings")
        FORBIDDEN = "FORBIDDEN", _("thing or service that may not be sold")
        MISLEADING = "MISLEADING", _("fraud or misleading description")
        RIGHTS = "RIGHTS", _("someone else's work, trade mark or design")
        PRIVACY = "PRIVACY", _("someone's personal data, picture or good name")
        HATE = "HATE", _("hate, threats or incitement to violence")
        CHILDREN = "CHILDREN", _("sexual abuse of children")
        OTHER = "OTHER", _("another breach of law")

    class State(models.TextChoices):
        RECEIVED = "RECEIVED", pgettext_lazy("notice", "Received")
        DECIDED = "DECIDED", pgettext_lazy("notice", "Decided")

    class Decision(models.TextChoices):
        NO_ACTION = "NO_ACTION", _("content stays")
        HIDDEN = "HIDDEN", _("content hidden")
        SUSPENDED = "SUSPENDED", _("PES suspended")

    number = models.CharField(_("number"), max_length=20, unique=True)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    #: the form that was sent: a second sending of it is the same notice
    form_key = models.UUIDField(unique=True)
    address = models.CharField(_("address of the content"), max_length=1000)
    offer = models.ForeignKey(
        "catalogue.Product", on_delete=models.SET_NULL, null=True, blank=True, related_name="notices"
    )
    profile = models.ForeignKey(
        "pes_profiles.Profile", on_delete=models.SET_NULL, null=True, blank=True, related_name="notices"
    )
    reason_code = models.CharField(_("reason"), max_length=12, choices=Reason)
    explanation = models.TextField(_("explanation"))
    name = models.CharField(_("name"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    good_faith = models.BooleanField(_("sent in good faith"))
    language = models.CharField(max_length=5, default="pl")
    received_at = models.DateTimeField(_("received at"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.RECEIVED)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision, blank=True)
    decision_text = models.TextField(_("reasons"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        ordering = ["received_at", "pk"]
        verbose_name = _("notice of illegal content")
        verbose_name_plural = _("notices of illegal content")
        indexes = [models.Index(fields=["state", "received_at"], name="notices_that_wait")]
        constraints = [
            models.CheckConstraint(
                condition=Q(reason_code="CHILDREN") | (~Q(name="") & ~Q(email="")),
                name="a_notice_has_its_sender",
            ),
            models.CheckConstraint(condition=Q(good_faith=True), name="a_notice_is_in_good_faith"),
            models.CheckConstraint(
                condition=Q(state="RECEIVED", decision="", decision_text="", decided_at__isnull=True)
                | (
                    Q(state="DECIDED", decided_at__isnull=False, decided_by__isnull=False)
                    & ~Q(decision="")
                    & ~Q(decision_text="")
                ),
                name="a_decided_notice_has_a_decision_in_words",
            ),
        ]

    def __str__(self) -> str:
        return self.number
