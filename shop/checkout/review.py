"""What the buyer reads before the button: for each seller all that the law wants (consumer rights act, art. 12 and 17)."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from shop.checkout.models import CheckoutDraft
from shop.checkout.queries import Share, Summary
from shop.checkout.services import seller_snapshot
from shop.order.models import BuyerKind
from shop.order.withdrawal import trader_words, withdrawal_words
from shop.partner.models import DeliveryWay, PaymentMethod


@dataclass
class ReviewRow:
    """One seller's share as it is shown before the button."""

    share: Share
    seller: dict[str, Any]
    buyer_kind: str
    note: str

    @property
    def trader(self) -> str:
        return trader_words(self.seller["is_trader"])

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [
            {
                "item": item,
                "withdrawal": withdrawal_words(
                    item.withdrawal, buyer_kind=self.buyer_kind, is_trader=self.seller["is_trader"]
                ),
            }
            for item in self.share.part.bought
        ]

    @property
    def delivery(self) -> str:
        return delivery_words(
            self.share.way.code,
            point=self.share.way.place if self.share.way.code == DeliveryWay.Code.PICKUP else self.share.point,
            hours=self.share.way.hours,
        )

    @property
    def payment(self) -> str:
        return payment_words(self.share.method, days=self.share.partner.deferred_days)


def delivery_words(code: str, *, point: str = "", hours: str = "") -> str:
    """How the goods come, with the locker or the place and its hours."""
    name = str(DeliveryWay.Code(code).label)
    name = name[:1].upper() + name[1:]
    words = f"{name} {point}" if code == DeliveryWay.Code.PARCEL_LOCKER else ", ".join(filter(None, [name, point]))
    return f"{words} ({hours})" if hours and code == DeliveryWay.Code.PICKUP else words


def payment_words(method: str, *, days: int | None = None) -> str:
    """How this seller is paid."""
    if method == PaymentMethod.TRANSFER:
        return _("Bank transfer, details after you order")
    if method == PaymentMethod.TRANSFER_DEFERRED and days:
        return _("Transfer within %(days)s days of the invoice") % {"days": days}
    name = str(PaymentMethod(method).label)
    return name[:1].upper() + name[1:]


def review_rows(summary: Summary, draft: CheckoutDraft) -> list[ReviewRow]:
    kind = BuyerKind(draft.buyer_kind)
    return [
        ReviewRow(share, seller_snapshot(share.partner), kind, draft.notes.get(str(share.partner.pk), ""))
        for share in summary.shares
    ]
