"""How long contracts name somebody who closed the account: as long as something can be claimed from them, no longer."""

from datetime import date

from django.db import transaction
from django.db.models import Max, QuerySet
from django.db.models.functions import Coalesce, Greatest

from operations import audit
from operations.clock import local_day, start_of_day, today
from pes_profiles.accounts.models import ERASED, User
from shop.cases.rules import kept_since, kept_until
from shop.order.models import Order, ShippingAddress

#: what a contract says of its buyer; papers with a number stay with the seller, whose books they are
NOBODY = {"buyer_name": "", "company_name": "", "nip": "", "recipient": {}, "purchase_order_no": ""}
NOWHERE = dict.fromkeys(
    [
        "title",
        "first_name",
        "last_name",
        "line1",
        "line2",
        "line3",
        "line4",
        "state",
        "postcode",
        "search_text",
        "notes",
    ],
    "",
)


def contracts_kept_until(user: User) -> date | None:
    """Return the last day until which contracts name this buyer; None without orders."""
    last = _with_last_event(Order.objects.filter(user=user)).aggregate(last=Max("last_event"))["last"]
    return kept_until(local_day(last)) if last else None


@transaction.atomic
def forget_old_contracts() -> int:
    """Take names and addresses out of the contracts of closed accounts from which nothing can be claimed any more."""
    closed = Order.objects.filter(user__is_active=False, user__email__endswith=ERASED).exclude(buyer_name="")
    old = _with_last_event(closed).filter(last_event__lt=start_of_day(kept_since(today())))
    orders = list(old.only("number", "shipping_address_id"))
    for order in orders:
        ShippingAddress.objects.filter(pk=order.shipping_address_id).update(**NOWHERE)
        Order.objects.filter(pk=order.pk).update(**NOBODY)
        audit.log("customer.contract.forget", order, by=None)
    return len(orders)


def _with_last_event(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Add when something last happened to an order: placed, a seller's step, a word in a thread."""
    return orders.annotate(
        last_event=Greatest(
            "date_placed",
            Coalesce(Max("vendor_orders__events__at"), "date_placed"),
            Coalesce(Max("vendor_orders__cases__last_entry_at"), "date_placed"),
        )
    )
