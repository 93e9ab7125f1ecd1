"""What others have decided about a PES: verification, marks, statuses, suspensions. All dated."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class VerificationState(models.TextChoices):
    """How far the check of a PES by ROPS got."""

    DRAFT = "DRAFT", _("being filled in")
    SUBMITTED = "SUBMITTED", _("waiting for ROPS")
    VERIFIED = "VERIFIED", _("verified")
    SENT_BACK = "SENT_BACK", _("sent back for correction")
    REFUSED = "REFUSED", _("refused")


class VerificationDecision(models.Model):
    """One decision of ROPS on a PES: append-only."""

    class ReasonCode(models.TextChoices):
        REGISTER_MATCHES = "REGISTER_MATCHES", _("data agrees with the register")
        DATA_DIFFERS = "DATA_DIFFERS", _("data differs from the register")
        NOT_A_PES = "NOT_A_PES", _("not a social economy entity")
        OUTSIDE_REGION = "OUTSIDE_REGION", _("seat outside the region")
        ACCOUNT_DIFFERS = "ACCOUNT_DIFFERS", _("the bank account belongs to somebody else")
        OTHER = "OTHER", _("another reason")

    profile = models.ForeignKey("pes_profiles.Profile", on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=12, choices=VerificationState)
    reason_code = models.CharField(max_length=20, choices=ReasonCode)
    reason = models.TextField(_("reason"), blank=True)
    register_note = models.TextField(_("what the register said"), blank=True)
    register_checked_on = models.DateField(_("register checked on"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["-decided_at", "-pk"]
        verbose_name = _("verification decision")
        verbose_name_plural = _("verification decisions")

    def __str__(self) -> str:
        return f"{self.profile}: {self.get_outcome_display()}"


class ProfileSuspension(models.Model):
    """ROPS has taken a PES off the portal for a time; open while `lifted_at` is empty.

    The reason is a statement in the sense of art. 17 DSA and art. 4 P2B: fact, ground, scope, redress.
    """

    profile = models.ForeignKey("pes_profiles.Profile", on_delete=models.PROTECT, related_name="suspensions")
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
        verbose_name = _("suspension of a PES")
        verbose_name_plural = _("suspensions of PES")
        constraints = [
            models.UniqueConstraint(
                fields=["profile"],
                condition=models.Q(lifted_at__isnull=True),
                name="one_open_suspension_per_profile",
            )
        ]

    def __str__(self) -> str:
        return f"{self.profile}, {self.since:%Y-%m-%d}"


class SocialEnterpriseStatus(models.Model):
    """Status of a social enterprise: a decision of the wojewoda, checked in RJPS, never ticked by the seller."""

    profile = models.ForeignKey("pes_profiles.Profile", on_delete=models.CASCADE, related_name="enterprise_statuses")
    authority = models.CharField(_("authority"), max_length=80, default="Wojewoda Opolski")
    decision_no = models.CharField(_("decision number"), max_length=60)
    granted_on = models.DateField(_("granted on"))
    lost_on = models.DateField(_("lost on"), null=True, blank=True)
    lost_reason = models.CharField(_("why lost"), max_length=255, blank=True)
    rjps_url = models.URLField("RJPS", blank=True)
    checked_on = models.DateField(_("checked on"))

    class Meta:
        ordering = ["-granted_on"]
        verbose_name = _("social enterprise status")
        verbose_name_plural = _("social enterprise statuses")

    def __str__(self) -> str:
        return self.decision_no


class Certificate(models.Model):
    """The mark „Zakup Prospołeczny": for one year, for named goods and services; shown only while valid."""

    profile = models.ForeignKey("pes_profiles.Profile", on_delete=models.CASCADE, related_name="certificates")
    mark = models.CharField(_("mark"), max_length=60, default="Zakup Prospołeczny")
    number = models.CharField(_("number"), max_length=40, unique=True)
    granted_on = models.DateField(_("granted on"))
    valid_to = models.DateField(_("valid to"))
    scope = models.CharField(_("goods and services named"), max_length=255)

    class Meta:
        ordering = ["-valid_to"]
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")

    def __str__(self) -> str:
        return self.number
