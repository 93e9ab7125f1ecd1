"""Work that must happen, as rows."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from operations.clock import now


class OutboxState(models.TextChoices):
    PENDING = "PENDING", _("waiting")
    DONE = "DONE", _("done")
    DEAD = "DEAD", _("given up")


class OutboxQuerySet(models.QuerySet["OutboxEntry"]):
    def free(self, at: datetime) -> "OutboxQuerySet":
        """Entries a worker may take at that moment: due, and no other worker holds them."""
        return self.filter(
            Q(locked_until__isnull=True) | Q(locked_until__lte=at),
            state=OutboxState.PENDING,
            available_at__lte=at,
        )

    def dead(self) -> "OutboxQuerySet":
        return self.filter(state=OutboxState.DEAD)


class OutboxEntry(models.Model):
    """One piece of later work, written in the transaction that made it necessary.

    `ref` and `payload` hold references, never a person's data. `asked` counts how often the same work was asked for:
    a request that arrives while a worker is at it makes the entry run once more.
    """

    topic = models.CharField(_("topic"), max_length=80)
    ref = models.CharField(_("reference"), max_length=200, blank=True)
    payload = models.JSONField(default=dict, blank=True)
    dedupe_key = models.CharField(max_length=200, unique=True, null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=OutboxState, default=OutboxState.PENDING)
    asked = models.PositiveIntegerField(default=1)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    available_at = models.DateTimeField(_("due at"), default=now)
    locked_until = models.DateTimeField(null=True, blank=True)
    claim = models.CharField(max_length=32, blank=True)
    created_at = models.DateTimeField(_("created at"), default=now)
    done_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    error = models.TextField(_("last error"), blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("outbox entry")
        verbose_name_plural = _("outbox")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["available_at"], condition=Q(state="PENDING"), name="outbox_due")]
        constraints = [models.CheckConstraint(condition=Q(state__in=OutboxState.values), name="outbox_state_is_known")]

    def __str__(self) -> str:
        return f"{self.topic} {self.ref}"
