"""Who did what, for good: rows that the database itself refuses to change."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from operations.clock import now


class AuditEntry(models.Model):
    """One act: ids only, so that erasing a person leaves the record true and empty of that person.

    No foreign keys: a row outlives what it speaks of. Triggers refuse UPDATE and DELETE (`operations.triggers`).
    """

    at = models.DateTimeField(_("at"), default=now, db_index=True)
    actor_id = models.BigIntegerField(_("actor"), null=True, blank=True)
    action = models.CharField(_("action"), max_length=80, db_index=True)
    object_type = models.CharField(_("object type"), max_length=80)
    object_id = models.CharField(_("object"), max_length=64)
    ids = models.JSONField(_("ids"), default=dict, blank=True)
    request_id = models.CharField(_("request"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit log")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["object_type", "object_id"], name="audit_by_object")]

    def __str__(self) -> str:
        return f"{self.action} {self.object_type}:{self.object_id}"


class AuditSeal(models.Model):
    """A link of the hash chain over audit entries, in the order of sealing.

    Sealing is a later job: a hash in the writing transaction would make every write wait for the one before.
    Each link has one successor at most, so the chain cannot fork.
    """

    entry_id = models.BigIntegerField(unique=True)
    previous = models.CharField(max_length=64, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    sealed_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("audit seal")
        verbose_name_plural = _("audit seals")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.digest[:12]}"
