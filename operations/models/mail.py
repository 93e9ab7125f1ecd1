"""Letters the portal writes."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from operations.clock import now


class MailState(models.TextChoices):
    QUEUED = "QUEUED", _("waiting to be sent")
    SENT = "SENT", _("sent")
    FAILED = "FAILED", _("not delivered")


class MailMessage(models.Model):
    """One letter to one address.

    Until it goes out the row holds what the template needs, by reference. Afterwards a server keeps only that it was
    sent; a development machine keeps the text, so that people can read it at /poczta/.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=80)
    to = models.EmailField(_("to"))
    reply_to = models.EmailField(blank=True)
    language = models.CharField(max_length=5, default="pl")
    context = models.JSONField(default=dict, blank=True)
    dedupe_key = models.CharField(max_length=200, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=MailState, default=MailState.QUEUED)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    created_at = models.DateTimeField(_("created at"), default=now)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    error = models.TextField(_("last error"), blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["created_at"], name="mail_by_age")]
        constraints = [models.CheckConstraint(condition=Q(state__in=MailState.values), name="mail_state_is_known")]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"

    @property
    def masked_to(self) -> str:
        """The address as a log may show it: first letter and domain."""
        name, _at, domain = self.to.partition("@")
        return f"{name[:1]}***@{domain}"
