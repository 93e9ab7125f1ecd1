"""Pages of fairs: what an editor types once (days, hours, place) feeds page, list, calendar file and letters."""

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel

from cms.base.blocks import ContentStream
from cms.base.fields import ContentField
from cms.base.models import BasePage
from cms.base.templatetags.opes import day_full, day_month
from events.models.state import FairManager, FairState
from operations.clock import WARSAW, now

if TYPE_CHECKING:
    from events.models.programme import FairDay


class FairIndexPage(BasePage):
    """All fairs: the coming ones, then what was."""

    intro = models.TextField(_("introduction"), blank=True)

    template = "events/fair_index.html"
    max_count_per_parent = 1
    parent_page_types = ["cms_pages.HomePage"]
    subpage_types = ["events.FairPage"]
    content_panels = [*BasePage.content_panels, FieldPanel("intro")]

    class Meta:
        verbose_name = _("list of fairs")

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        context = super().get_context(request, *args, **kwargs)
        fairs = FairPage.objects.child_of(self).select_related("gmina__powiat", "picture")
        fairs = fairs.prefetch_related("picture__renditions")
        context["coming"] = list(fairs.coming())
        context["over"] = list(fairs.over()[:30])
        return context


class FairPage(BasePage):
    """One fair: when, where, programme, exhibitors, and the call for them."""

    lead = models.CharField(_("one sentence"), max_length=300)
    picture = models.ForeignKey(
        "cms_media.Image",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )
    body = ContentField(ContentStream, blank=True, verbose_name=_("about the fair"))

    place = models.CharField(_("place"), max_length=160)
    address = models.CharField(_("address"), max_length=200, blank=True)
    gmina = models.ForeignKey(
        "region.Gmina",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("gmina"),
    )
    admission = models.CharField(_("admission"), max_length=80, blank=True, default="wolny")
    practical = models.TextField(
        _("practical information"), blank=True, help_text=_("One piece of information per line.")
    )
    accessibility = models.TextField(_("accessibility"), blank=True, help_text=_("One piece of information per line."))

    call_opens_at = models.DateTimeField(_("applications from"), null=True, blank=True)
    call_closes_at = models.DateTimeField(_("applications until"), null=True, blank=True)
    call_decisions_on = models.DateField(_("decisions by"), null=True, blank=True)
    call_conditions = models.TextField(_("conditions"), blank=True, help_text=_("One condition per line."))

    is_cancelled = models.BooleanField(_("cancelled"), default=False)
    cancelled_reason = models.CharField(_("why cancelled"), max_length=200, blank=True)

    #: from the days, on every save; nobody types a date twice
    starts_at = models.DateTimeField(null=True, editable=False, db_index=True)
    ends_at = models.DateTimeField(null=True, editable=False, db_index=True)

    objects = FairManager()

    template = "events/fair.html"
    parent_page_types = ["events.FairIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("lead"),
        FieldPanel("picture"),
        InlinePanel("days", label=_("Day"), heading=_("Days and hours"), min_num=1),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("place", "address", "gmina", "admission")],
            heading=_("Where"),
        ),
        FieldPanel("body"),
        InlinePanel("programme", label=_("Programme item"), heading=_("Programme")),
        FieldPanel("practical"),
        FieldPanel("accessibility"),
        MultiFieldPanel(
            [
                FieldPanel(name)
                for name in (
                    "call_opens_at",
                    "call_closes_at",
                    "call_decisions_on",
                    "call_conditions",
                )
            ],
            heading=_("Call for exhibitors"),
        ),
        MultiFieldPanel(
            [FieldPanel("is_cancelled"), FieldPanel("cancelled_reason")],
            heading=_("Cancellation"),
        ),
    ]

    class Meta:
        verbose_name = _("fair")

    def clean(self) -> None:
        super().clean()
        if self.is_cancelled and not self.cancelled_reason:
            raise ValidationError({"cancelled_reason": _("Say why the fair was cancelled.")})
        if bool(self.call_opens_at) != bool(self.call_closes_at):
            raise ValidationError({"call_closes_at": _("A call has a beginning and an end.")})
        if self.call_opens_at and self.call_opens_at >= self.call_closes_at:
            raise ValidationError({"call_closes_at": _("The call ends after it begins.")})

    def save(self, *args, **kwargs) -> None:
        """Take beginning and end from the days."""
        days = sorted(self.days.all(), key=lambda each: (each.day, each.opens))
        if days:
            self.starts_at = days[0].starts_at
            self.ends_at = max(each.ends_at for each in days)
        super().save(*args, **kwargs)

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        from events import queries

        context = super().get_context(request, *args, **kwargs)
        exhibitors = queries.exhibitors(self)
        context |= {
            "exhibitors": exhibitors,
            "offers": queries.offers_at(self),
            "programme": queries.programme_by_day(self),
        }
        return context

    @property
    def state(self) -> FairState:
        if self.is_cancelled:
            return FairState.CANCELLED
        moment = now()
        if self.ends_at is None or self.starts_at is None or moment < self.starts_at:
            return FairState.COMING
        return FairState.RUNNING if moment < self.ends_at else FairState.OVER

    @property
    def call_is_open(self) -> bool:
        return (
            self.live
            and self.state == FairState.COMING
            and self.call_opens_at is not None
            and self.call_opens_at <= now() < self.call_closes_at
        )

    @property
    def call_state(self) -> str:
        """NONE, AHEAD, OPEN or CLOSED."""
        if self.call_opens_at is None or self.is_cancelled:
            return "NONE"
        if now() < self.call_opens_at:
            return "AHEAD"
        return "OPEN" if self.call_is_open else "CLOSED"

    @cached_property
    def opening(self) -> list["FairDay"]:
        return sorted(self.days.all(), key=lambda each: (each.day, each.opens))

    @property
    def is_one_day(self) -> bool:
        return bool(self.starts_at) and (
            self.starts_at.astimezone(WARSAW).date() == self.ends_at.astimezone(WARSAW).date()
        )

    @property
    def when(self) -> str:
        """The day, or the first and the last, as people say it."""
        if self.starts_at is None:
            return ""
        if self.is_one_day:
            return day_full(self.starts_at)
        first, last = self.starts_at.astimezone(WARSAW), self.ends_at.astimezone(WARSAW)
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.day}–{day_full(last)}"
        return f"{day_month(first)} – {day_full(last)}"

    @property
    def days_left(self) -> int:
        """Whole days until the beginning, by the calendar in Warsaw."""
        return (self.starts_at.astimezone(WARSAW).date() - now().astimezone(WARSAW).date()).days

    @property
    def practical_lines(self) -> list[str]:
        return lines(self.practical)

    @property
    def accessibility_lines(self) -> list[str]:
        return lines(self.accessibility)

    @property
    def condition_lines(self) -> list[str]:
        return lines(self.call_conditions)

    @property
    def calendar_url(self) -> str:
        return reverse("events:calendar", args=[self.slug])

    @property
    def apply_url(self) -> str:
        return reverse("events:apply", args=[self.slug])


def lines(text: str) -> list[str]:
    """Return the lines that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]
