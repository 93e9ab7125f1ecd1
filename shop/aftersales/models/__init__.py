"""What may follow a purchase, as rows: statements of withdrawal and money that goes back."""

from shop.aftersales.models.money import MoneyBack
from shop.aftersales.models.statements import (
    OWING,
    SETTLE_DAYS,
    Withdrawal,
    WithdrawalItem,
    WithdrawalShare,
    settle_by,
)

__all__ = [
    "OWING",
    "SETTLE_DAYS",
    "MoneyBack",
    "Withdrawal",
    "WithdrawalItem",
    "WithdrawalShare",
    "settle_by",
]
