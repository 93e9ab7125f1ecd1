"""Letters about statements and money, asking operators for returns, and forgetting what was never confirmed."""

from datetime import timedelta

from operations import outbox, schedules
from operations.models import OutboxEntry
from shop.aftersales import letters, refunds, services
from shop.aftersales.queries import returns_in_full, statements_in_full


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


@outbox.handler("aftersales.return")
def return_money(entry: OutboxEntry) -> None:
    refunds.ask_operator(returns_in_full().get(pk=entry.ref))


@outbox.handler("mail.money_back")
def tell_of_money(entry: OutboxEntry) -> None:
    letters.tell_of_money(returns_in_full().get(pk=entry.ref))


@outbox.handler("mail.money_back_reminder")
def remind_of_money(entry: OutboxEntry) -> None:
    """Ask for the transfer, unless it was made while the letter waited."""
    back = returns_in_full().get(pk=entry.ref)
    if back.is_due:
        letters.remind_of_money(back)


@schedules.periodic("aftersales.remind_of_returns", every=timedelta(hours=1))
def remind_of_returns() -> None:
    refunds.remind_of_returns()
