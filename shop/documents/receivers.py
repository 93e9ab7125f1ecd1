"""The guard over the tables of papers."""

from django.apps import AppConfig
from django.conf import settings
from django.db import connections
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from operations.triggers import install_triggers

TABLES = ("documents_document", "documents_documentfile", "documents_ksefnumber")


@receiver(post_migrate, dispatch_uid="documents.guard_papers")
def guard_papers(sender: AppConfig, using: str, **kwargs: object) -> None:
    """Put the triggers (back) in once the tables of papers are migrated."""
    if sender.label == "documents" and getattr(settings, "AUDIT_TRIGGERS", True):
        install_triggers(connections[using], TABLES)
