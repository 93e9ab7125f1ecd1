"""What a buyer's own pages read."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from pes_profiles.accounts.models import User
from pes_profiles.models import Profile
from shop.fulfilment.models import FulfilmentState, PaymentState, VendorOrder
from shop.fulfilment.queries import order_word
from shop.order.models import Line, Order

_ENDED = (FulfilmentState.DELIVERED, FulfilmentState.CANCELLED)
MOST_PICTURES = 3


@dataclass
class OrderRow:
    """One order in a list."""

    order: Order

    @property
    def word(self) -> tuple[str, str]:
        return order_word(self.order)

    @property
    def look(self) -> str:
        return {"waiting": "warn", "done": "ok", "cancelled": "error"}.get(self.word[0], "info")

    @property
    def things(self) -> list[tuple[Line, dict[str, Any]]]:
        """The first things with the snapshot of their sellers, enough to know the order by its pictures."""
        sellers = {vo.partner_id: vo.seller for vo in self.order.vendor_orders.all()}
        return [(line, sellers.get(line.partner_id, {})) for line in self.order.lines.all()[:MOST_PICTURES]]

    @property
    def sellers(self) -> str:
        return ", ".join(vo.seller["short_name"] for vo in self.order.vendor_orders.all())


def orders_of(user: User) -> QuerySet[Order]:
    """A person's orders, the newest first, with what a list shows."""
    shares = VendorOrder.objects.order_by("pk")
    return (
        Order.objects.filter(user=user)
        .prefetch_related(
            Prefetch("vendor_orders", queryset=shares),
            Prefetch("lines", queryset=Line.objects.select_related("image").order_by("pk")),
            "lines__image__renditions",
        )
        .order_by("-date_placed", "-pk")
    )


def to_pay(user: User) -> list[VendorOrder]:
    """Shares that wait for this person's money, the most urgent first."""
    unpaid = VendorOrder.objects.filter(
        order__user=user, payment_state=PaymentState.UNPAID, fulfilment_state=FulfilmentState.NEW
    )
    return list(unpaid.select_related("order").order_by("hold_until", "pk")[:5])


def ready_for_pickup(user: User) -> list[VendorOrder]:
    waiting = VendorOrder.objects.filter(order__user=user, fulfilment_state=FulfilmentState.READY_FOR_PICKUP)
    return list(waiting.select_related("order").order_by("pk")[:5])


def open_orders(user: User) -> list[str]:
    """Numbers of orders of which something is still to be paid, sent or received."""
    running = VendorOrder.objects.filter(order__user=user).exclude(fulfilment_state__in=_ENDED)
    return sorted(set(running.values_list("order__number", flat=True)))


def panels_of(user: User) -> list[Profile]:
    """The PES that this person works for."""
    return list(Profile.objects.for_member(user).order_by("short_name"))
