"""Letters about statements and money, asking operators for returns, and forgetting what was never confirmed."""

from datetime import timedelta

from operations import outbox, schedules
from operations.models import OutboxEntry
from shop.aftersales import letters, refunds, services
from shop.aftersales.money_queries import proposals_in_full, returns_in_full
from shop.aftersales.queries import shares_in_full, statements_in_full


@outbox.handler("mail.withdrawal")
def tell_of_withdrawal(entry: OutboxEntry) -> None:
    """Send the receipt to the address of the order, and each seller its own part."""
    statement = statements_in_full().get(pk=entry.ref)
    letters.tell_buyer(statement)
    for share in statement.shares.all():
        letters.tell_seller(share)


@outbox.handler("mail.withdrawal_refused")
def tell_of_refusal(entry: OutboxEntry) -> None:
    """Send the reason of the law, unless the seller thought better of it meanwhile."""
    share = shares_in_full().get(pk=entry.ref)
    if share.is_refused:
        letters.tell_of_decision("withdrawal_refused", share, key=f"withdrawal_refused:{entry.pk}")


@outbox.handler("mail.withdrawal_accepted")
def tell_of_acceptance(entry: OutboxEntry) -> None:
    share = shares_in_full().get(pk=entry.ref)
    if not share.is_refused:
        letters.tell_of_decision("withdrawal_accepted", share, key=f"withdrawal_accepted:{entry.pk}")


@outbox.handler("mail.change_asked")
def ask_for_change(entry: OutboxEntry) -> None:
    """Ask the buyer, unless the seller took it back while the letter waited."""
    proposal = proposals_in_full().get(pk=entry.ref)
    if proposal.is_open:
        letters.ask_for_change(proposal)


@outbox.handler("mail.change_answered")
def tell_of_answer(entry: OutboxEntry) -> None:
    letters.tell_of_answer(proposals_in_full().get(pk=entry.ref))


@schedules.periodic("aftersales.forget_drafts", every=timedelta(hours=6))
def forget_drafts() -> None:
    services.forget_drafts()


@outbox.handler("aftersales.return")
def return_money(entry: OutboxEntry) -> None:
    refunds.ask_operator(returns_in_full().get(pk=entry.ref))


@outbox.handler("mail.money_back")
def tell_of_money(entry: OutboxEntry) -> None:
    letters.tell_of_money(returns_in_full().get(pk=entry.ref))


@outbox.handler("mail.refund_refused")
def tell_of_refused_refund(entry: OutboxEntry) -> None:
    """Tell the seller, unless the operator was asked again or the money went back while the letter waited."""
    back = returns_in_full().get(pk=entry.ref)
    if back.is_refused:
        letters.tell_of_refused_refund(back, key=f"refund_refused:{entry.pk}")


@outbox.handler("mail.money_late")
def tell_of_delay(entry: OutboxEntry) -> None:
    """Tell the buyer, unless the money went back while the letter waited."""
    back = returns_in_full().get(pk=entry.ref)
    if back.is_open:
        letters.tell_of_delay(back)


@outbox.handler("mail.money_back_reminder")
def remind_of_money(entry: OutboxEntry) -> None:
    """Ask for the transfer, unless it was made while the letter waited."""
    back = returns_in_full().get(pk=entry.ref)
    if back.is_due:
        letters.remind_of_money(back)


@schedules.periodic("aftersales.remind_of_returns", every=timedelta(hours=1))
def remind_of_returns() -> None:
    refunds.remind_of_returns()
