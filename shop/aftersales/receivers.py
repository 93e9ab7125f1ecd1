"""What this room does when something happens to a share."""

from django.db.models.signals import post_save
from django.dispatch import receiver

from operations.clock import local_day
from shop.aftersales.refunds import (
    close_made,
    give_up_returns,
    note_all_returned,
    note_refusals,
    owe_what_waits,
)
from shop.fulfilment.models import VendorOrderEvent

Kind = VendorOrderEvent.Kind


@receiver(post_save, sender=VendorOrderEvent, dispatch_uid="aftersales.follow_event")
def follow_event(instance: VendorOrderEvent, created: bool, raw: bool = False, **kwargs: object) -> None:
    """Make money that waits at the seller's a task with a date, and close the task when the money went back."""
    if not created or raw:
        return
    if instance.kind in {Kind.REFUND_DUE, Kind.REFUND_FAILED}:
        note_refusals(instance.vendor_order)
        owe_what_waits(instance.vendor_order, key=f"event:{instance.pk}")
    elif instance.kind == Kind.DISPUTE_LOST:
        give_up_returns(instance.vendor_order)
    elif instance.kind == Kind.REFUNDED and instance.by_id:
        note_all_returned(instance.vendor_order, by=instance.by, on=local_day(instance.at))
    elif instance.kind == Kind.REFUNDED:
        close_made(instance.vendor_order)
