"""When periodic work is next due, and whether a worker is alive."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from operations.clock import now


class Schedule(models.Model):
    """A periodic job's diary. The registry says what runs and how often; the row says when next, and who has it."""

    name = models.CharField(max_length=80, unique=True)
    next_at = models.DateTimeField(default=now)
    locked_until = models.DateTimeField(null=True, blank=True)
    claim = models.CharField(max_length=32, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        verbose_name = _("schedule")
        verbose_name_plural = _("schedules")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Heartbeat(models.Model):
    """The last sign of life of a running part."""

    name = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return self.name
