"""What the pages of withdrawal read: an order to choose from, a statement in full, a seller's statements."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.db.models import Count, Min, Prefetch, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from operations.clock import local_day, now, today
from pes_profiles.accounts.models import User
from shop.aftersales.models import OWING, Withdrawal, WithdrawalItem, WithdrawalShare, settle_by
from shop.aftersales.refusal_texts import TEXTS, LegalText
from shop.aftersales.rules import deadline_of, is_trader, may_choose, words_about
from shop.fulfilment.models import FulfilmentState, VendorOrder
from shop.order.models import Line, Order
from shop.partner.models import Partner
from shop.payments.models import Payment

CONFIRMED = Withdrawal.State.CONFIRMED


@dataclass
class Thing:
    """One bought thing on the page where the person chooses."""

    line: Line
    words: str
    left: int
    is_choosable: bool

    @property
    def key(self) -> str:
        return f"ile-{self.line.pk}"


@dataclass
class Part:
    """One seller's things, and how long the person has."""

    vo: VendorOrder
    things: list[Thing]

    @property
    def is_cancelled(self) -> bool:
        return self.vo.fulfilment_state == FulfilmentState.CANCELLED

    @cached_property
    def deadline(self) -> datetime | None:
        return deadline_of(self.vo)

    @property
    def last_day(self) -> date | None:
        """The day at whose end the time is over."""
        return last_day(self.deadline)

    @property
    def is_late(self) -> bool:
        return self.deadline is not None and now() >= self.deadline

    @property
    def is_trader(self) -> bool:
        return is_trader(self.vo)


def last_day(deadline: datetime | None) -> date | None:
    return None if deadline is None else local_day(deadline - timedelta(seconds=1))


def parts_of(order: Order) -> list[Part]:
    """Return an order's things by seller, each with how many pieces can still be given back."""
    gone = withdrawn(order)
    parts = []
    for vo in sorted(order.vendor_orders.all(), key=lambda row: row.pk):
        things = [_thing(line, vo, order, gone=gone[line.pk]) for line in _lines_of(vo, order)]
        parts.append(Part(vo, things))
    return parts


def _lines_of(vo: VendorOrder, order: Order) -> list[Line]:
    return [line for line in order.lines.all() if line.partner_id == vo.partner_id]


def _thing(line: Line, vo: VendorOrder, order: Order, *, gone: int) -> Thing:
    left = line.left - gone
    is_choosable = may_choose(line, order) and left > 0 and vo.fulfilment_state != FulfilmentState.CANCELLED
    words = _("You have withdrawn from it already") if left <= 0 else words_about(line, vo)
    return Thing(line, words, left, is_choosable)


def withdrawn(order: Order) -> dict[int, int]:
    """Return how many pieces of each line confirmed statements cover, beside those that were called off at once."""
    items = WithdrawalItem.objects.filter(
        share__withdrawal__order=order, share__withdrawal__state=CONFIRMED, share__called_off=False
    )
    return defaultdict(int, items.values_list("line").annotate(Sum("quantity")).order_by())


def orders_to_choose_from() -> QuerySet[Order]:
    """Orders with all that choosing needs, in a fixed number of queries."""
    shares = VendorOrder.objects.select_related("order").prefetch_related("shipments").order_by("pk")
    return Order.objects.select_related("user").prefetch_related(Prefetch("vendor_orders", queryset=shares), "lines")


def orders_of(user: User) -> QuerySet[Order]:
    """A person's orders of which something was not cancelled, the newest first."""
    running = VendorOrder.objects.exclude(fulfilment_state=FulfilmentState.CANCELLED)
    shares = VendorOrder.objects.order_by("pk")
    return (
        Order.objects.filter(user=user, vendor_orders__in=running)
        .distinct()
        .prefetch_related(Prefetch("vendor_orders", queryset=shares))
        .order_by("-date_placed", "-pk")
    )


def order_typed(number: str, email: str) -> tuple[Order | None, str]:
    """Return the order whose number (or a part's) and e-mail these are, and the part's number if it was one."""
    found = (
        Order.objects.filter(Q(number=number) | Q(vendor_orders__number=number))
        .select_related("user")
        .distinct()
        .first()
    )
    if found is None or not found.email or found.email.casefold() != email.casefold():
        return None, ""
    return found, number if number != found.number else ""


# --- Statements ---


def statements_in_full() -> QuerySet[Withdrawal]:
    return Withdrawal.objects.select_related("order__user").prefetch_related(
        Prefetch(
            "shares",
            queryset=WithdrawalShare.objects.select_related(
                "vendor_order__order", "vendor_order__partner__profile"
            ).order_by("pk"),
        ),
        "shares__items__line",
    )


def shares_in_full() -> QuerySet[WithdrawalShare]:
    return WithdrawalShare.objects.select_related(
        "withdrawal", "vendor_order__order__user", "vendor_order__partner__profile", "back"
    ).prefetch_related("items__line")


def statements_of(partner: Partner) -> QuerySet[WithdrawalShare]:
    """A seller's parts of confirmed statements, the newest first."""
    own = WithdrawalShare.objects.filter(vendor_order__partner=partner, withdrawal__state=CONFIRMED)
    return (
        own.select_related("withdrawal", "back", "vendor_order__order__user", "vendor_order__partner")
        .prefetch_related("items__line")
        .order_by("-withdrawal__submitted_at", "-pk")
    )


def to_settle(partner: Partner) -> QuerySet[WithdrawalShare]:
    """Statements after which the buyer still waits for money."""
    return statements_of(partner).filter(
        refunded_on__isnull=True,
        back__isnull=True,
        called_off=False,
        refused_code="",
        vendor_order__payment_state__in=OWING,
    )


def waiting(partner: Partner) -> tuple[int, date | None]:
    """Return after how many statements a buyer waits for money, and the day the first of it is due, in one query."""
    found = to_settle(partner).order_by().aggregate(number=Count("pk"), first=Min("withdrawal__submitted_at"))
    return found["number"], settle_by(found["first"]) if found["first"] else None


@dataclass
class StatementRow:
    """One seller's part of a statement, as its seller reads it."""

    share: WithdrawalShare

    @property
    def statement(self) -> Withdrawal:
        return self.share.withdrawal

    @property
    def settle_by(self) -> date:
        return self.statement.settle_by

    @property
    def waits(self) -> bool:
        return self.is_for_the_seller and self.share.is_paid and not self.share.is_refunded

    @property
    def is_for_the_seller(self) -> bool:
        """The seller still has to return the money or to refuse."""
        share = self.share
        return not (share.called_off or share.is_refused or share.is_asked)

    @property
    def may_refuse(self) -> bool:
        return self.is_for_the_seller and not self.share.is_refunded

    @property
    def by_operator(self) -> bool:
        """The money came through an operator, which returns it at one click."""
        return any(
            payment.state == Payment.State.PAID and payment.gateway != "transfer"
            for payment in self.share.vendor_order.payments.all()
        )

    @property
    def refusal(self) -> LegalText | None:
        return TEXTS.get(self.share.refused_code)

    @property
    def is_overdue(self) -> bool:
        return self.waits and today() > self.settle_by

    @property
    def look(self) -> str:
        if self.is_overdue or self.share.is_refused:
            return "error"
        return "warn" if self.waits else "ok"

    @property
    def last_day(self) -> date | None:
        return last_day(self.share.deadline)

    @property
    def is_unsent(self) -> bool:
        """The things are still at the seller's: they are better not sent at all."""
        return self.share.vendor_order.fulfilment_state in {
            FulfilmentState.NEW,
            FulfilmentState.IN_MAKING,
            FulfilmentState.PACKED,
            FulfilmentState.READY_FOR_PICKUP,
        }


def things_in_words(items: Iterable[WithdrawalItem]) -> str:
    return ", ".join(f"{item.quantity} × {item.line.title}" for item in items)
