"""What operations does when Django speaks."""

from django.apps import AppConfig
from django.conf import settings
from django.db import connections
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from operations.triggers import install_triggers


@receiver(post_migrate, dispatch_uid="operations.guard_audit_log")
def guard_audit_log(sender: AppConfig, using: str, **kwargs: object) -> None:
    """Put the audit triggers (back) in once the tables of operations are migrated."""
    if sender.label == "operations" and getattr(settings, "AUDIT_TRIGGERS", True):
        install_triggers(connections[using])
