"""What the buyer is about to order, and its stamp: the proof of what was shown before the button."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import prefetch_related_objects

from shop.basket.models import Basket
from shop.basket.queries import ZERO, Part, parts_of
from shop.checkout.exceptions import NotReadyError
from shop.checkout.models import CheckoutDraft
from shop.order.models import BuyerKind
from shop.partner.areas import LOCAL, reaches
from shop.partner.models import DeliveryWay, Partner, PaymentMethod
from shop.payments.account_queries import open_methods


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
        return str(PaymentMethod(self.method).label)

    @property
    def dispatch_by(self) -> date:
        return max(item.dispatch_by for item in self.part.bought)


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
    running = open_methods(partner)
    return [
        method
        for method in partner.payment_methods
        if method in running and (method != PaymentMethod.TRANSFER_DEFERRED or on_term)
    ]


def parts_to_order(basket: Basket) -> list[Part]:
    """Parts with something to buy, and where their sellers come; one who left does not hold up the others."""
    parts = bought_parts(basket)
    _read_powiaty([way for part in parts for way in part.ways])
    return parts


def bought_parts(basket: Basket) -> list[Part]:
    return [part for part in parts_of(basket) if part.bought]


def _read_powiaty(ways: list[DeliveryWay]) -> None:
    prefetch_related_objects([way for way in ways if way.code in LOCAL], "powiats")


def is_addressed(draft: CheckoutDraft) -> bool:
    """Whether the first page of the checkout is answered in full."""
    contact = (draft.email, draft.first_name, draft.last_name, draft.phone, draft.street, draft.postcode, draft.town)
    firm = draft.buyer_kind == BuyerKind.CONSUMER or (draft.company_name and draft.nip)
    unit = draft.buyer_kind != BuyerKind.INSTITUTION or draft.recipient_name
    return all(contact) and bool(firm) and bool(unit)


def chosen_way(part: Part, draft: CheckoutDraft) -> DeliveryWay | None:
    """The way chosen for a part, if the seller still offers it to this address and all that it needs is known."""
    way = _way_named(part, draft)
    if way is not None and way.code == DeliveryWay.Code.PARCEL_LOCKER and not _answers(part, draft).get("point"):
        return None
    if way is not None and way.code in LOCAL and not reaches(way, draft.gmina):
        return None
    return way


def _way_named(part: Part, draft: CheckoutDraft) -> DeliveryWay | None:
    code = _answers(part, draft).get("code")
    return next((way for way in part.ways if way.code == code), None)


def _answers(part: Part, draft: CheckoutDraft) -> dict[str, str]:
    return draft.deliveries.get(str(part.partner.pk), {})


def first_gap(parts: list[Part], draft: CheckoutDraft) -> str:
    """The step that still lacks an answer; empty when everything is known."""
    if not parts or any(part.missing_to_minimum for part in parts):
        return "basket:view"
    if not is_addressed(draft):
        return "checkout:address"
    if any(chosen_way(part, draft) is None for part in parts):
        return "checkout:delivery"
    for part in parts:
        if draft.payments.get(str(part.partner.pk), "") not in payment_methods_for(part.partner, draft):
            return "checkout:payment"
    return ""


def summary_of(basket: Basket, draft: CheckoutDraft) -> Summary:
    """Put basket and answers together. Raises `NotReadyError` naming the step that still lacks an answer."""
    parts = bought_parts(basket)
    _read_powiaty(list(filter(None, (_way_named(part, draft) for part in parts))))
    gap = first_gap(parts, draft)
    if gap:
        raise NotReadyError(gap)
    shares = []
    for part in parts:
        key = str(part.partner.pk)
        way = chosen_way(part, draft)
        if way is None:  # never: there is no gap
            raise NotReadyError("checkout:delivery")
        shares.append(Share(part, way, draft.deliveries[key].get("point", ""), draft.payments[key]))
    return Summary(shares)
