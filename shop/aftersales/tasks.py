"""Letters about a statement, and forgetting what was never confirmed."""

from datetime import timedelta

from operations import outbox, schedules
from operations.models import OutboxEntry
from shop.aftersales import letters, services
from shop.aftersales.queries import statements_in_full


@outbox.handler("mail.withdrawal")
def tell_of_withdrawal(entry: OutboxEntry) -> None:
    """Send the receipt to the address of the order, and each seller its own part."""
    statement = statements_in_full().get(pk=entry.ref)
    letters.tell_buyer(statement)
    for share in statement.shares.all():
        letters.tell_seller(share)


@schedules.periodic("aftersales.forget_drafts", every=timedelta(hours=6))
def forget_drafts() -> None:
    services.forget_drafts()
