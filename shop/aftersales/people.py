"""What this room knows of a person: told to the room of accounts."""

from typing import Any

from pes_profiles.accounts.models import User
from pes_profiles.accounts.services import erases, exports
from shop.aftersales.models import OWING, Withdrawal, WithdrawalShare
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


@erases
def forget_account_numbers(user: User) -> None:
    """Forget drafts, and account numbers to which no money has to go any more. The statements prove the contracts."""
    own = Withdrawal.objects.filter(order__user=user)
    own.filter(state=Withdrawal.State.DRAFT).delete()
    waiting = WithdrawalShare.objects.filter(refunded_on=None, vendor_order__payment_state__in=OWING)
    own.exclude(shares__in=waiting).update(account="")
