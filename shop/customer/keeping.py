"""How long contracts name somebody who closed the account: as long as something can be claimed from them, no longer."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest

from operations import audit
from operations.clock import local_day, now, start_of_day, today
from pes_profiles.accounts.models import ERASED, User
from shop.basket import personal_files
from shop.basket.models import PersonalFile
from shop.cases.rules import kept_since, kept_until
from shop.fulfilment.models import VendorOrder
from shop.order.models import Line, Order, ShippingAddress

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

#: a seller answers for two years for what a thing is like (consumer rights act, art. 43c); its file is kept as long
JUDGED = timedelta(days=731)
CALLED_OFF = timedelta(days=30)


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


def drop_of_orders(orders: QuerySet[Order]) -> None:
    """Delete files after which things of these orders were made, and their names."""
    personal_files.drop(PersonalFile.objects.filter(order_lines__order__in=orders))
    Line.objects.filter(order__in=orders).exclude(personal_file_name="").update(personal_file_name="")


def forget_old_files() -> int:
    """Delete files of things that arrived or were called off so long ago that nobody makes or judges them by the file."""
    over = VendorOrder.objects.filter(
        Q(delivered_at__lt=now() - JUDGED) | Q(cancelled_at__lt=now() - CALLED_OFF),
        order=OuterRef("order_lines__order"),
        partner=OuterRef("order_lines__partner"),
    )
    return personal_files.drop(PersonalFile.objects.filter(Exists(over)))


def _with_last_event(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Add when something last happened to an order: placed, a seller's step, a word in a thread."""
    return orders.annotate(
        last_event=Greatest(
            "date_placed",
            Coalesce(Max("vendor_orders__events__at"), "date_placed"),
            Coalesce(Max("vendor_orders__cases__last_entry_at"), "date_placed"),
        )
    )
