"""The days of a fair and what happens on them."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable

from operations.clock import WARSAW


class FairDay(Orderable):
    """A day of a fair and its hours, local time of Warsaw."""

    fair = ParentalKey("events.FairPage", on_delete=models.CASCADE, related_name="days")
    day = models.DateField(_("day"))
    opens = models.TimeField(_("from"))
    closes = models.TimeField(_("until"))

    panels = [FieldPanel("day"), FieldPanel("opens"), FieldPanel("closes")]

    class Meta(Orderable.Meta):
        verbose_name = _("day")

    def __str__(self) -> str:
        return str(self.day)

    def clean(self) -> None:
        super().clean()
        if self.opens and self.closes and self.opens >= self.closes:
            raise ValidationError({"closes": _("The day ends after it begins.")})

    @property
    def starts_at(self) -> datetime:
        return datetime.combine(self.day, self.opens, tzinfo=WARSAW)

    @property
    def ends_at(self) -> datetime:
        return datetime.combine(self.day, self.closes, tzinfo=WARSAW)


class ProgrammeItem(Orderable):
    """What happens at a fair, when and where."""

    fair = ParentalKey("events.FairPage", on_delete=models.CASCADE, related_name="programme")
    day = models.DateField(_("day"))
    begins = models.TimeField(_("from"))
    ends = models.TimeField(_("until"), null=True, blank=True)
    title = models.CharField(_("title"), max_length=160)
    stage = models.CharField(_("where exactly"), max_length=80, blank=True)
    who = models.CharField(_("who"), max_length=120, blank=True)
    profile = models.ForeignKey(
        "pes_profiles.Profile",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("PES"),
    )
    seats = models.PositiveSmallIntegerField(_("places"), null=True, blank=True)

    panels = [FieldPanel(name) for name in ("day", "begins", "ends", "title", "stage", "who", "profile", "seats")]

    class Meta(Orderable.Meta):
        verbose_name = _("programme item")

    def __str__(self) -> str:
        return self.title

    @property
    def where_and_who(self) -> str:
        who = self.profile.short_name if self.profile and self.profile.is_listed else self.who
        return ", ".join(filter(None, [self.stage, who]))
