"""An order as its buyer sees it, guest or signed in: a part for each seller, what is still to be paid first."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Model, Prefetch, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cms.base.templatetags.opes import day_month, day_time, money, nrb, phone
from cms.media.models import crops_of
from shop.aftersales.rules import may_withdraw
from shop.cases.queries import cases
from shop.checkout.review import delivery_words
from shop.checkout.terms import terms_address
from shop.fulfilment.models import FulfilmentState, PaymentState, VendorOrder, VendorOrderEvent
from shop.fulfilment.queries import buyer_may_cancel, order_word, state_word
from shop.order.models import BuyerKind, Line, Order
from shop.order.withdrawal import trader_words, withdrawal_words
from shop.partner.models import DeliveryWay, PaymentMethod
from shop.payments.transfer import qr_payload, transfer_title

Kind = VendorOrderEvent.Kind
_WORKING = (FulfilmentState.NEW, FulfilmentState.IN_MAKING)
_LOOKS = {
    "unpaid": "warn",
    "term_payment": "info",
    "delivered": "ok",
    "ready_for_pickup": "ok",
    "cancelled_unpaid": "error",
    "cancelled_buyer": "error",
    "cancelled_seller": "error",
    "cancelled_rops": "error",
}
_TOLD = frozenset(Kind) - {Kind.LATE_MONEY}
#: what a page shows of a share and few shares have
RARE = (
    *("cancelled_items", "money_back", "proposals__line", "withdrawal_shares__withdrawal", "shipments", "documents"),
    *("payments", "cases"),
)


@dataclass
class SharePart:
    """One seller's share for its buyer."""

    vo: VendorOrder
    buyer_kind: str
    #: which of `RARE` there is at all, in this or another part of the order
    rare: frozenset[str] = frozenset()

    @cached_property
    def word(self) -> tuple[str, str]:
        return state_word(self.vo)

    @property
    def look(self) -> str:
        return _LOOKS.get(self.word[0], "info")

    @property
    def state(self) -> str:
        if self.is_to_pay and self.vo.hold_until:
            return _("To pay by %(date)s") % {"date": day_month(self.vo.hold_until)}
        return self.word[1]

    @property
    def is_cancelled(self) -> bool:
        return self.vo.fulfilment_state == FulfilmentState.CANCELLED

    @property
    def is_never_paid(self) -> bool:
        """No money came for it, so none goes back."""
        return self.vo.payment_state in {PaymentState.UNPAID, PaymentState.TERM, PaymentState.EXPIRED}

    @property
    def is_to_pay(self) -> bool:
        return self.vo.payment_state == PaymentState.UNPAID and not self.is_cancelled

    @property
    def is_on_term(self) -> bool:
        return self.vo.payment_state == PaymentState.TERM and not self.is_cancelled

    @property
    def is_transfer(self) -> bool:
        return self.vo.payment_method == PaymentMethod.TRANSFER

    @property
    def title(self) -> str:
        return transfer_title(self.vo)

    @property
    def anchor(self) -> str:
        """Where on the page of the order this part begins."""
        return f"czesc-{self.vo.number}"

    @property
    def account(self) -> str:
        """The account number in groups that may wrap on a narrow screen."""
        return nrb(self.vo.seller.get("nrb", "")).replace("\u00a0", " ")

    @cached_property
    def has_code(self) -> bool:
        return qr_payload(self.vo) is not None

    @property
    def may_cancel(self) -> bool:
        return buyer_may_cancel(self.vo)

    @property
    def lines(self) -> list[Line]:
        return self.vo.lines

    @property
    def delivery(self) -> str:
        return delivery_words(self.vo.delivery_code, point=self.vo.delivery_point, hours=self.vo.delivery_hours)

    @property
    def payment(self) -> str:
        name = str(PaymentMethod(self.vo.payment_method).label)
        return name[:1].upper() + name[1:]

    @property
    def seller_words(self) -> str:
        seller = self.vo.seller
        parts = [seller["legal_name"], seller["address"], f"NIP {seller['nip']}" if seller["nip"] else ""]
        return ", ".join(filter(None, parts))

    @property
    def trader(self) -> str:
        return trader_words(bool(self.vo.seller.get("is_trader")))

    @property
    def withdrawals(self) -> list[tuple[str, str]]:
        """(thing, sentence) for each thing; one row when the sentence is the same for all."""
        rows = [
            (
                line.title,
                withdrawal_words(
                    line.withdrawal, buyer_kind=self.buyer_kind, is_trader=bool(self.vo.seller.get("is_trader"))
                ),
            )
            for line in self.lines
        ]
        return [("", rows[0][1])] if len({words for _title, words in rows}) == 1 else rows

    @property
    def timeline(self) -> list[dict[str, str]]:
        """What happened, what happens now, what comes next."""
        events = [event for event in self.vo.events.all() if event.kind in _TOLD]
        rows = [{"label": self.label(event.kind), "note": self.note(event), "state": "done"} for event in events]
        if self.is_cancelled or self.vo.fulfilment_state == FulfilmentState.DELIVERED:
            return rows
        if self.is_to_pay:
            rows.append({"label": self.waiting_words, "note": self.waiting_note, "state": "now"})
        elif rows:
            rows[-1]["state"] = "now"
        return rows + self.ahead()

    def label(self, kind: str) -> str:
        if kind == Kind.PAID:
            return _("Paid %(amount)s") % {"amount": money(self.paid_gross)}
        words = str(Kind(kind).label)
        return words[:1].upper() + words[1:]

    @property
    def paid_gross(self) -> Decimal:
        """What the share cost when it was paid: later cancellations went back on their own."""
        paid_at = self.vo.paid_at
        items = self.vo.cancelled_items.all() if self.vo.cancelled_gross and paid_at else []
        return self.vo.total_gross - sum((item.worth for item in items if item.at < paid_at), Decimal(0))

    @property
    def may_cancel_pieces(self) -> bool:
        """There is more than one piece to choose from."""
        return self.may_cancel and sum(line.left for line in self.lines) > 1

    def note(self, event: VendorOrderEvent) -> str:
        moment = day_time(event.at)
        if event.kind == Kind.CANCELLED and self.vo.cancel_reason:
            return f"{moment}: {self.vo.cancel_reason}"
        return f"{moment}: {event.note}" if event.note else moment

    @property
    def waiting_words(self) -> str:
        return _("Waiting for the transfer") if self.is_transfer else _("Waiting for payment")

    @property
    def waiting_note(self) -> str:
        if not self.vo.hold_until:
            return ""
        return _("The seller waits for the payment until %(date)s") % {"date": day_month(self.vo.hold_until)}

    def ahead(self) -> list[dict[str, str]]:
        """The steps still to come, as far as this way of delivery has them."""
        state, code = self.vo.fulfilment_state, self.vo.delivery_code
        by = _("by %(date)s") % {"date": day_month(self.vo.dispatch_by)} if self.vo.dispatch_by else ""
        rows: list[tuple[str, str]] = []
        if code == DeliveryWay.Code.ON_SITE:
            rows.append((pgettext("order step", "The work at your place"), by))
        elif code == DeliveryWay.Code.PICKUP:
            if state in (*_WORKING, FulfilmentState.PACKED):
                rows.append((pgettext("order step", "Ready for pickup"), by))
            rows.append(
                (
                    pgettext("order step", "Pickup"),
                    ", ".join(filter(None, [self.vo.delivery_point, self.vo.delivery_hours])),
                )
            )
        else:
            if state in _WORKING and code != DeliveryWay.Code.DIGITAL:
                rows.append((pgettext("order step", "Packing"), ""))
            if state in (*_WORKING, FulfilmentState.PACKED):
                rows.append((pgettext("order step", "Sending"), by))
            rows.append((pgettext("order step", "Delivery"), self.vo.delivery_point))
        return [{"label": label, "note": note, "state": "next"} for label, note in rows]


class OrderPage:
    """An order with its parts; `token` is the key that a guest showed, empty for the signed-in owner."""

    def __init__(self, order: Order, *, token: str = "") -> None:
        self.order, self.token = order, token
        rows = sorted(order.vendor_orders.all(), key=lambda vo: vo.pk)
        rare = read_rare(rows)
        parts = [SharePart(vo, order.buyer_kind, rare) for vo in rows]
        self.parts = sorted(parts, key=lambda part: (not part.is_to_pay, part.is_cancelled))

    @cached_property
    def word(self) -> tuple[str, str]:
        return order_word(self.order)

    @property
    def look(self) -> str:
        return {"waiting": "warn", "done": "ok", "cancelled": "error"}.get(self.word[0], "info")

    @property
    def unpaid(self) -> list[SharePart]:
        return [part for part in self.parts if part.is_to_pay]

    @property
    def is_institution(self) -> bool:
        return self.order.buyer_kind == BuyerKind.INSTITUTION

    @cached_property
    def terms_url(self) -> str:
        """The terms that the buyer accepted, also when newer ones are in force by now."""
        return terms_address(self.order)

    @property
    def withdraw_url(self) -> str:
        """Where the buyer withdraws; empty without the right or when its time is over."""
        if not may_withdraw(self.order):
            return ""
        if self.token:
            return reverse("aftersales:link", args=[self.token])
        return reverse("aftersales:order", args=[self.order.number])

    @property
    def bill(self) -> list[tuple[str, Any]]:
        """The buyer's data as they go to the sellers."""
        order, address = self.order, self.order.shipping_address
        rows = [
            (pgettext("person", "Name"), order.buyer_name),
            (_("Address"), f"{address.line1}, {address.postcode} {address.line4}" if address else ""),
            (_("Contact"), ", ".join(filter(None, [order.email, phone(order.buyer_phone)]))),
            (_("For the invoice"), f"{order.company_name}, NIP {order.nip}" if order.company_name else ""),
            (
                _("Receiving unit"),
                ", ".join(filter(None, [order.recipient.get("name", ""), order.recipient.get("address", "")])),
            ),
            (_("Your purchase order number"), order.purchase_order_no),
        ]
        return [(name, value) for name, value in rows if value]


def orders_in_full():
    """Orders with what every one has, in a fixed number of queries; `read_rare` reads the rest for a page."""
    shares = VendorOrder.objects.prefetch_related("events").order_by("pk")
    lines = Line.objects.select_related("image").prefetch_related(crops_of("image", "thumb"))
    return Order.objects.select_related("shipping_address", "user").prefetch_related(
        Prefetch("vendor_orders", queryset=shares), Prefetch("lines", queryset=lines)
    )


def read_rare(shares: list[VendorOrder]) -> frozenset[str]:
    """Read what few shares have and name it. One statement says which of it there is at all: of a new order nothing."""
    names = [path.split("__")[0] for path in RARE]
    models = {name: VendorOrder._meta.get_field(name).related_model for name in names}
    there = _there(models, [vo.pk for vo in shares])
    wanted = [path for path, name in zip(RARE, names, strict=True) if name in there]
    prefetch_related_objects(shares, *(Prefetch(path, cases()) if path == "cases" else path for path in wanted))
    for name in models.keys() - there:
        nothing = models[name]._default_manager.none()
        nothing._result_cache = []  # read, as a prefetch leaves it: nobody builds a statement to find nothing
        for vo in shares:
            vo._prefetched_objects_cache[name] = nothing
    return frozenset(there)


def _there(models: dict[str, type[Model]], shares: list[int]) -> set[str]:
    """Name the tables in which any of these shares has a row. Written by hand: the ORM takes longer to write it than to ask."""
    if not shares:
        return set()
    quoted, marks = connection.ops.quote_name, ", ".join(["%s"] * len(shares))
    asked = [
        f"SELECT '{name}' FROM {quoted(model._meta.db_table)} WHERE vendor_order_id IN ({marks})"  # noqa: S608 -- names of our models
        for name, model in models.items()
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ".join(asked), shares * len(asked))
        return {name for (name,) in cursor.fetchall()}
