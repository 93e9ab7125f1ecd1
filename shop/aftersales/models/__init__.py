"""What may follow a purchase, as rows: statements of withdrawal, proposals of changes, money that goes back."""

from shop.aftersales.models.money import MoneyBack
from shop.aftersales.models.proposals import Proposal
from shop.aftersales.models.statements import (
    OWING,
    SETTLE_DAYS,
    RefusalCode,
    Withdrawal,
    WithdrawalItem,
    WithdrawalShare,
    settle_by,
)

__all__ = [
    "OWING",
    "SETTLE_DAYS",
    "MoneyBack",
    "Proposal",
    "RefusalCode",
    "Withdrawal",
    "WithdrawalItem",
    "WithdrawalShare",
    "settle_by",
]
