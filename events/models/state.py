"""How a fair stands, and the vocabulary of its reads."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import PageManager, PageQuerySet

from operations.clock import now


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
