"""Who asks for a stand at a fair, and what came of it."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class StandApplication(models.Model):
    """A PES asks for a stand at a fair: one application for each fair, withdrawn and sent again in the same row."""

    class State(models.TextChoices):
        SUBMITTED = "SUBMITTED", _("under consideration")
        ACCEPTED = "ACCEPTED", _("accepted")
        REJECTED = "REJECTED", _("refused")
        WITHDRAWN = "WITHDRAWN", _("withdrawn")

    class Zone(models.TextChoices):
        FOOD = "FOOD", _("food")
        CRAFT = "CRAFT", _("craft")
        SERVICES = "SERVICES", _("services")

    fair = models.ForeignKey("events.FairPage", on_delete=models.PROTECT, related_name="applications")
    profile = models.ForeignKey("pes_profiles.Profile", on_delete=models.PROTECT, related_name="stand_applications")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.SUBMITTED)
    zone = models.CharField(_("zone"), max_length=10, choices=Zone)
    slogan = models.CharField(
        _("what you bring, in a few words"),
        max_length=80,
        help_text=_("Shown beside your name on the page of the fair."),
    )
    offers = models.ManyToManyField(
        "catalogue.Product", blank=True, related_name="+", verbose_name=_("offers you bring")
    )
    tables = models.PositiveSmallIntegerField(_("tables"), default=1)
    chairs = models.PositiveSmallIntegerField(_("chairs"), default=2)
    power_kw = models.DecimalField(
        _("power"), max_digits=4, decimal_places=1, default=0, validators=[MinValueValidator(0)]
    )
    needs = models.TextField(
        _("other needs"),
        max_length=1000,
        blank=True,
        help_text=_("Water, an accessible place, arrival of a van."),
    )
    contact_name = models.CharField(_("person on the spot"), max_length=120)
    contact_phone = models.CharField(_("their phone"), max_length=20)
    stand_number = models.CharField(_("stand number"), max_length=10, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    submitted_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["submitted_at", "pk"]
        verbose_name = _("application for a stand")
        verbose_name_plural = _("applications for stands")
        constraints = [
            models.UniqueConstraint(fields=["fair", "profile"], name="one_application_per_pes_and_fair"),
            models.UniqueConstraint(
                fields=["fair", "stand_number"],
                condition=~Q(stand_number=""),
                name="one_exhibitor_per_stand",
            ),
            models.CheckConstraint(condition=Q(stand_number="") | Q(state="ACCEPTED"), name="stand_only_when_accepted"),
            models.CheckConstraint(condition=~Q(state="ACCEPTED") | ~Q(stand_number=""), name="accepted_has_a_stand"),
        ]

    def __str__(self) -> str:
        return f"{self.profile} → {self.fair}"

    def get_absolute_url(self) -> str:
        return reverse("events:application", args=[self.fair.slug, self.profile.slug])
