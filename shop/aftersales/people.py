"""What this room knows of a person: told to the room of accounts."""

from typing import Any

from pes_profiles.accounts.models import User
from pes_profiles.accounts.services import exports
from shop.aftersales.models import Withdrawal
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
