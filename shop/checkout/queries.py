"""What the buyer is about to order, and its stamp: the proof of what was shown before the button."""

import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings

from shop.basket.models import Basket
from shop.basket.queries import ZERO, Part, parts_of
from shop.checkout.exceptions import NotReadyError
from shop.checkout.models import CheckoutDraft
from shop.order.models import BuyerKind
from shop.partner.models import DeliveryWay, Partner, PaymentMethod

_GATEWAYS = {
    PaymentMethod.TRANSFER: "transfer",
    PaymentMethod.TRANSFER_DEFERRED: "transfer",
    PaymentMethod.SANDBOX: "sandbox",
    PaymentMethod.STRIPE: "stripe",
}


@dataclass
class Share:
    """One seller's part with the buyer's choices."""

    part: Part
    way: DeliveryWay
    point: str
    method: str

    @property
    def partner(self) -> Partner:
        return self.part.partner

    @property
    def delivery(self) -> Decimal:
        return self.part.price_of(self.way)

    @property
    def total(self) -> Decimal:
        return self.part.goods + self.delivery

    @property
    def method_name(self) -> str:
        return PaymentMethod(self.method).label


@dataclass
class Summary:
    shares: list[Share]

    @property
    def goods(self) -> Decimal:
        return sum((share.part.goods for share in self.shares), ZERO)

    @property
    def delivery(self) -> Decimal:
        return sum((share.delivery for share in self.shares), ZERO)

    @property
    def total(self) -> Decimal:
        return self.goods + self.delivery

    @property
    def stamp(self) -> str:
        """Changes whenever anything the buyer would pay for changes."""
        shown = [
            [
                share.partner.pk,
                share.way.code,
                str(share.delivery),
                share.point,
                share.method,
                [[i.line.pk, i.line.quantity, str(i.price)] for i in share.part.bought],
            ]
            for share in self.shares
        ]
        return hashlib.sha256(json.dumps(shown).encode()).hexdigest()


def payment_methods_for(partner: Partner, draft: CheckoutDraft) -> list[str]:
    """The seller's methods that the portal runs; deferred only for firms and institutions with a NIP."""
    on_term = draft.buyer_kind in {BuyerKind.BUSINESS, BuyerKind.INSTITUTION} and draft.nip
    return [
        method
        for method in partner.payment_methods
        if _GATEWAYS.get(method) in settings.OPES["PAYMENT_GATEWAYS"]
        and (method != PaymentMethod.TRANSFER_DEFERRED or on_term)
    ]


def parts_to_order(basket: Basket) -> list[Part]:
    """Parts with something to buy; a seller who left does not hold up the others."""
    return [part for part in parts_of(basket) if part.bought]


def summary_of(basket: Basket, draft: CheckoutDraft) -> Summary:
    """Put basket and answers together. Raises `NotReadyError` naming the step that still lacks an answer."""
    parts = parts_to_order(basket)
    if not parts or any(part.missing_to_minimum for part in parts):
        raise NotReadyError("basket:view")
    if not (draft.email and draft.last_name and draft.town):
        raise NotReadyError("checkout:address")
    shares = []
    for part in parts:
        key = str(part.partner.pk)
        chosen = draft.deliveries.get(key, {})
        way = next((way for way in part.ways if way.code == chosen.get("code")), None)
        if way is None:
            raise NotReadyError("checkout:delivery")
        method = draft.payments.get(key, "")
        if method not in payment_methods_for(part.partner, draft):
            raise NotReadyError("checkout:payment")
        shares.append(Share(part, way, chosen.get("point", ""), method))
    return Summary(shares)
