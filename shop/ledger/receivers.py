"""What the books do when something happens to a share, and the guard over their tables."""

from django.apps import AppConfig
from django.conf import settings
from django.db import connections
from django.db.models.signals import post_migrate, post_save
from django.dispatch import receiver

from operations.triggers import install_triggers
from shop.fulfilment.models import VendorOrderEvent
from shop.ledger.services import follow

TABLES = ("ledger_entry", "ledger_posting")


@receiver(post_migrate, dispatch_uid="ledger.guard_books")
def guard_books(sender: AppConfig, using: str, **kwargs: object) -> None:
    """Put the triggers (back) in once the tables of the books are migrated."""
    if sender.label == "ledger" and getattr(settings, "AUDIT_TRIGGERS", True):
        install_triggers(connections[using], TABLES)


@receiver(post_save, sender=VendorOrderEvent, dispatch_uid="ledger.follow_event")
def follow_event(instance: VendorOrderEvent, created: bool, raw: bool = False, **kwargs: object) -> None:
    """Book an event in the transaction that writes it: the books and the timeline never part."""
    if created and not raw:
        follow(instance)
