"""Fairs, their programme, and who asks for a stand.

A fair is a page: what an editor types once (days, hours, place) feeds page, list, calendar file and letters.
"""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable, PageManager, PageQuerySet

from cms.base.blocks import ContentStream
from cms.base.fields import ContentField
from cms.base.models import BasePage
from cms.base.templatetags.opes import day_full, day_month
from operations.clock import WARSAW, now


class FairState(models.TextChoices):
    """How a fair stands today; derived, never typed, but for the cancellation."""

    COMING = "COMING", _("announced")
    RUNNING = "RUNNING", _("happening now")
    OVER = "OVER", _("over")
    CANCELLED = "CANCELLED", _("cancelled")


class FairQuerySet(PageQuerySet):
    """Reads of fairs. Cancelled ones stay where they are, so that nobody travels for nothing."""

    def coming(self) -> "FairQuerySet":
        """Live, not over yet; the nearest first."""
        return self.live().filter(ends_at__gt=now()).order_by("starts_at", "pk")

    def over(self) -> "FairQuerySet":
        """Live, over; the latest first."""
        return self.live().filter(ends_at__lte=now()).order_by("-starts_at", "pk")

    def calling(self) -> "FairQuerySet":
        """Those that take applications for stands now."""
        moment = now()
        return self.coming().filter(is_cancelled=False, call_opens_at__lte=moment, call_closes_at__gt=moment)


FairManager = PageManager.from_queryset(FairQuerySet)


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
        InlinePanel("programme", label=_("Item"), heading=_("Programme")),
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
        return f"{day_month(self.starts_at)} – {day_full(self.ends_at)}"

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


class FairDay(Orderable):
    """A day of a fair and its hours, local time of Warsaw."""

    fair = ParentalKey(FairPage, on_delete=models.CASCADE, related_name="days")
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

    fair = ParentalKey(FairPage, on_delete=models.CASCADE, related_name="programme")
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

    fair = models.ForeignKey(FairPage, on_delete=models.PROTECT, related_name="applications")
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
