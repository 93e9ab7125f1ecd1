"""Paying for a whole order: what each seller's share waits for, and which one is next. One part of the order's page."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cms.base.templatetags.opes import day_month, money
from shop.checkout.order_page import SharePart
from shop.fulfilment.models import PaymentState
from shop.partner.models import PaymentMethod
from shop.payments.models import Payment

#: payment states in which the buyer's money for a share came
_PAID = frozenset({PaymentState.PAID, PaymentState.PART_REFUNDED})
_OPEN = frozenset({Payment.State.CREATED, Payment.State.SESSION_OPEN})
#: so many times the page asks again by itself whether the money of a buyer who came back is there
MOST_ASKS = 8
_WORDS: dict[str, tuple[str | Promise, str]] = {
    "paid": (pgettext_lazy("share", "Paid"), "ok"),
    "returned": (pgettext_lazy("share", "Money returned"), ""),
    "processing": (gettext_lazy("The bank is processing it"), "info"),
    "checking": (gettext_lazy("We are checking the payment"), "info"),
    "failed": (gettext_lazy("The payment did not go through"), "error"),
    "over": (gettext_lazy("The time for this payment is over"), "warn"),
    "to_pay": (pgettext_lazy("share", "To pay"), "warn"),
    "transfer": (gettext_lazy("Waiting for the transfer"), "warn"),
    "term": (gettext_lazy("After delivery, on the date of the invoice"), "info"),
    "expired": (gettext_lazy("Not paid in time, the goods went back on sale"), "error"),
    "cancelled": (pgettext_lazy("share", "Cancelled"), ""),
}


@dataclass
class PaymentRow:
    """One seller's share as something to be paid."""

    part: SharePart
    has_returned: bool
    is_next: bool = False

    @cached_property
    def last(self) -> Payment | None:
        """The newest attempt; prefetch `payments`."""
        return max(self.part.vo.payments.all(), key=lambda payment: payment.attempt, default=None)

    @cached_property
    def state(self) -> str:
        vo = self.part.vo
        if vo.payment_state in _PAID:
            return "paid"
        if vo.payment_state == PaymentState.REFUNDED:
            return "returned"
        if vo.payment_state == PaymentState.EXPIRED:
            return "expired"
        if self.part.is_cancelled:
            return "cancelled"
        if vo.payment_state == PaymentState.TERM:
            return "term"
        if vo.payment_method == PaymentMethod.TRANSFER:
            return "transfer"
        return self._online_state()

    def _online_state(self) -> str:
        state = self.last.state if self.last is not None else ""
        if state in _OPEN:
            return "checking" if self.has_returned else "to_pay"
        ends = {Payment.State.PROCESSING: "processing", Payment.State.FAILED: "failed", Payment.State.EXPIRED: "over"}
        return ends.get(state, "to_pay")

    @property
    def words(self) -> str:
        return str(_WORDS[self.state][0])

    @property
    def look(self) -> str:
        return _WORDS[self.state][1]

    @property
    def is_counted(self) -> bool:
        """Whether it belongs to "1 of 3": not what nobody has to pay here."""
        return self.state not in {"term", "expired", "cancelled", "returned"}

    @property
    def may_pay(self) -> bool:
        """Whether a button leads to the operator."""
        return self.state in {"to_pay", "failed", "over", "checking"}

    @property
    def button(self) -> str:
        words = {
            "failed": _("Pay again"),
            "over": _("Pay again"),
            "checking": _("Return to the payment"),
        }
        return words.get(self.state) or _("Pay")

    @property
    def until(self) -> str:
        is_waiting = self.may_pay or self.state == "transfer"
        hold = self.part.vo.hold_until
        return _("by %(date)s") % {"date": day_month(hold)} if is_waiting and hold else ""


class PaymentPart:
    """The part of the order's page about paying. `returned` names the share whose buyer has just come back."""

    def __init__(self, parts: list[SharePart], *, returned: str = "", asked: str = "") -> None:
        in_order = sorted(parts, key=lambda part: part.vo.pk)
        self.rows = [PaymentRow(part, has_returned=part.vo.number == returned) for part in in_order]
        self.returned = returned
        self.asked = int(asked) if asked.isdecimal() and len(asked) < 3 else 0
        waiting = [row for row in self.rows if row.state in {"failed", "over", "to_pay"}]
        if waiting:
            waiting[0].is_next = True

    @property
    def is_shown(self) -> bool:
        """With several sellers, or when there is more to say than the button of the only share says."""
        own = [row for row in self.rows if row.is_counted]
        return len(own) > 1 or any(row.state in {"processing", "checking", "failed", "over"} for row in own)

    @property
    def paid(self) -> int:
        return sum(row.state == "paid" for row in self.rows)

    @property
    def total(self) -> int:
        return sum(row.is_counted for row in self.rows)

    @property
    def is_settled(self) -> bool:
        """Everything was paid, so a list of it would only stand in the way of where the things are."""
        return {row.state for row in self.rows} <= {"paid", "returned"}

    @property
    def next(self) -> PaymentRow | None:
        return next((row for row in self.rows if row.is_next), None)

    @property
    def lead(self) -> str:
        """What to do now."""
        states = {row.state for row in self.rows}
        if self.next is not None:
            vo = self.next.part.vo
            return _("Now: %(name)s, %(amount)s.") % {
                "name": vo.seller["short_name"],
                "amount": money(vo.payable_gross),
            }
        if "checking" in states:
            return _("The operator usually answers within a few seconds.")
        if "processing" in states:
            return _("The bank confirms it later. We will write to you; you have nothing to do.")
        if "transfer" in states:
            if not self.paid:
                return _("Each seller's data for the transfer are below.")
            return _("Only the transfer is left. Its data are below.")
        return _("Everything is paid. Thank you.")

    @property
    def look_again(self) -> str:
        """The address at which the page is looked at again: always another one, or a browser would only scroll."""
        return "?" + urlencode({"zaplata": self.returned, "raz": (self.asked + 1) % 99})

    @property
    def asks_again(self) -> str:
        """The address at which the page looks again by itself; empty when there is nothing to wait for."""
        is_waiting = any(row.state == "checking" for row in self.rows)
        return self.look_again if is_waiting and self.asked < MOST_ASKS else ""
