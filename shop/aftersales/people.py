"""What this room knows of a person: told to the room of accounts."""

from typing import Any

from operations.money import to_zloty
from pes_profiles.accounts.models import User
from pes_profiles.accounts.services import erases, exports
from shop.aftersales.models import OWING, MoneyBack, Withdrawal, WithdrawalShare
from shop.aftersales.money_queries import proposals_in_full, returns_in_full
from shop.aftersales.queries import statements_in_full


@exports("withdrawals")
def withdrawals_as_data(user: User) -> list[dict[str, Any]]:
    """All statements about a person's orders as plain values."""
    return [
        {
            "number": statement.number or "",
            "order": statement.order.number if statement.order else "",
            "submitted_at": statement.submitted_at.isoformat(),
            "name": statement.buyer_name,
            "email": statement.email,
            "account": statement.account,
            "words": statement.text,
            "things": [
                {"title": item.line.title, "quantity": item.quantity}
                for share in statement.shares.all()
                for item in share.items.all()
            ],
        }
        for statement in statements_in_full().filter(order__user=user, state=Withdrawal.State.CONFIRMED)
    ]


@exports("money_back")
def returns_as_data(user: User) -> list[dict[str, Any]]:
    """All returns of money of a person's orders as plain values; amounts in zł."""
    return [
        {
            "share": back.vendor_order.number,
            "amount": str(to_zloty(back.amount)),
            "account": back.account,
            "due_by": back.due_by.isoformat(),
            "returned_on": back.returned_on.isoformat() if back.returned_on else "",
            "note": back.note,
        }
        for back in returns_in_full().filter(vendor_order__order__user=user)
    ]


@exports("proposals")
def proposals_as_data(user: User) -> list[dict[str, Any]]:
    """What sellers proposed about a person's orders, and the answers."""
    return [
        {
            "share": proposal.vendor_order.number,
            "kind": proposal.kind,
            "state": proposal.state,
            "words": proposal.text,
            "asked_at": proposal.asked_at.isoformat(),
        }
        for proposal in proposals_in_full().filter(vendor_order__order__user=user)
    ]


@erases
def forget_account_numbers(user: User) -> None:
    """Forget drafts, and account numbers to which no money has to go any more. The statements prove the contracts."""
    own = Withdrawal.objects.filter(order__user=user)
    own.filter(state=Withdrawal.State.DRAFT).delete()
    waiting = WithdrawalShare.objects.filter(refunded_on=None, vendor_order__payment_state__in=OWING)
    own.exclude(shares__in=waiting).update(account="")
    MoneyBack.objects.filter(vendor_order__order__user=user, state=MoneyBack.State.RETURNED).update(account="")
