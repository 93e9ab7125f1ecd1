"""A share as its seller sees it: only the own things, and of the buyer only what the way of delivery needs."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from cms.base.formats import day_month, day_time
from shop.aftersales.proposing import may_move_day
from shop.fulfilment.models import FulfilmentState, PaymentState, VendorOrder, VendorOrderEvent
from shop.fulfilment.queries import next_acts, state_word
from shop.fulfilment.rules import IN_HOUSE, phone_for_seller
from shop.order.models import BuyerKind, Line
from shop.partner.models import DeliveryWay
from shop.seller.ways import way_name

Code = DeliveryWay.Code
#: act in the address bar's form -> service of the room of fulfilment
ACTS = {
    "received": "mark_transfer_received",
    "making": "start_making",
    "pack": "mark_packed",
    "ship": "ship",
    "ready": "mark_ready_for_pickup",
    "delivered": "mark_delivered",
    "refunded": "mark_refunded",
    "cancel": "cancel_share",
}
_NAMES = {service: act for act, service in ACTS.items()}
_LOOKS = {"unpaid": "warn", "paid": "ok", "term_payment": "info", "delivered": "ok", "ready_for_pickup": "ok"}
#: the way needs an e-mail: the locker's operator and files are sent there
_NEEDS_EMAIL = frozenset({Code.PARCEL_LOCKER, Code.DIGITAL})


@dataclass
class SharePage:
    vo: VendorOrder

    @cached_property
    def word(self) -> tuple[str, str]:
        return state_word(self.vo)

    @property
    def look(self) -> str:
        return "error" if self.is_cancelled else _LOOKS.get(self.word[0], "info")

    @property
    def is_cancelled(self) -> bool:
        return self.vo.fulfilment_state == FulfilmentState.CANCELLED

    @property
    def lines(self) -> list[Line]:
        return self.vo.lines

    @cached_property
    def acts(self) -> list[tuple[str, str]]:
        """(act, what the button says), likeliest first, calling off left out."""
        return [
            (_NAMES[name], label) for name, label in next_acts(self.vo) if name in _NAMES and name != "cancel_share"
        ]

    @property
    def primary(self) -> tuple[str, str] | None:
        """The one act of this state: being made is optional, packing is not; on terms the money comes last."""
        later = {"making", "received"} if self.vo.payment_state == PaymentState.TERM else {"making"}
        main = [row for row in self.acts if row[0] not in later]
        return next(iter(main or self.acts), None)

    @property
    def others(self) -> list[tuple[str, str]]:
        return [row for row in self.acts if row != self.primary]

    @property
    def may_change(self) -> bool:
        """Nothing is sent yet, so the seller may propose a change."""
        return self.vo.fulfilment_state in IN_HOUSE

    @property
    def may_move_day(self) -> bool:
        return may_move_day(self.vo)

    @property
    def may_cancel(self) -> bool:
        return any(name == "cancel_share" for name, _label in next_acts(self.vo))

    @property
    def due(self) -> str:
        """What it waits for and until when, in a few words."""
        if self.is_cancelled:
            return ""
        if self.word[0] == "unpaid":
            return _("payment by %(date)s") % {"date": day_month(self.vo.hold_until)} if self.vo.hold_until else ""
        working = {FulfilmentState.NEW, FulfilmentState.IN_MAKING, FulfilmentState.PACKED}
        if self.vo.fulfilment_state in working and self.vo.dispatch_by:
            return _("send by %(date)s") % {"date": day_month(self.vo.dispatch_by)}
        return ""

    # --- the buyer ---

    @property
    def buyer(self) -> str:
        """The name to put on the parcel; for whom the account was closed it stays in papers only."""
        return _("buyer deleted") if self.vo.order.is_buyer_erased else self.vo.order.buyer_name

    @property
    def phone(self) -> str:
        return phone_for_seller(self.vo)

    @property
    def way(self) -> str:
        return way_name(self.vo.delivery_code)

    @property
    def address(self) -> list[str]:
        """The street only where somebody has to go there."""
        found = self.vo.order.shipping_address
        if found is None or self.vo.delivery_code not in DeliveryWay.NEEDS_ADDRESS:
            return []
        return [part for part in (found.line1, f"{found.postcode} {found.line4}".strip()) if part]

    @property
    def email(self) -> str:
        return self.vo.order.email if self.vo.delivery_code in _NEEDS_EMAIL else ""

    @property
    def invoice_to(self) -> list[str]:
        """Name and NIP of a buyer who is not a private person."""
        order = self.vo.order
        if order.buyer_kind == BuyerKind.CONSUMER or not order.company_name:
            return []
        return [order.company_name, *([f"NIP {order.nip}"] if order.nip else [])]

    @property
    def timeline(self) -> list[dict[str, str]]:
        events: list[VendorOrderEvent] = list(self.vo.events.all())
        return [
            {
                "label": str(event.get_kind_display()).capitalize(),
                "note": ", ".join(filter(None, [day_time(event.at), event.note])),
                "state": "done",
            }
            for event in events
        ]
