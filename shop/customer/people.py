"""What this room knows of a person: told to the room of accounts, which knows nothing of orders."""

from typing import Any

from django.utils.translation import gettext as _

from cms.base.formats import day_full
from operations.models import MailMessage, MailState
from pes_profiles.accounts.models import User
from pes_profiles.accounts.services import erases, exports, keeps_account, keeps_data
from shop.address.services import addresses_of
from shop.basket.models import Basket
from shop.basket.personal_files import drop_of_baskets
from shop.checkout.models import CheckoutDraft
from shop.customer.keeping import contracts_kept_until, drop_of_orders
from shop.customer.queries import open_orders, orders_of
from shop.fulfilment.models import VendorOrder
from shop.order.models import Order


@exports("orders")
def orders_as_data(user: User) -> list[dict[str, Any]]:
    """All of a person's orders as plain values."""
    return [
        {
            "number": order.number,
            "placed_at": order.date_placed.isoformat(),
            "total": str(order.total_incl_tax),
            "name": order.buyer_name,
            "phone": order.buyer_phone,
            "email": order.email,
            "company": order.company_name,
            "nip": order.nip,
            "address": order.shipping_address.summary if order.shipping_address else "",
            "things": [
                {
                    "title": line.title,
                    "quantity": line.quantity,
                    "sum": str(line.line_price_incl_tax),
                    "words": line.personalisation,
                    "file": line.personal_file_name,
                }
                for line in order.lines.all()
            ],
            "sellers": [
                {"number": vo.number, "seller": vo.seller.get("legal_name", ""), "note": vo.buyer_note}
                for vo in order.vendor_orders.all()
            ],
        }
        for order in orders_of(user).select_related("shipping_address").prefetch_related("lines")
    ]


@exports("addresses")
def addresses_as_data(user: User) -> list[dict[str, Any]]:
    """A person's own addresses as plain values."""
    rows = addresses_of(user).values("first_name", "last_name", "line1", "postcode", "line4", "is_default_for_shipping")
    return [
        {
            "name": f"{row['first_name']} {row['last_name']}".strip(),
            "address": f"{row['line1']}, {row['postcode']} {row['line4']}",
            "is_usual": row["is_default_for_shipping"],
        }
        for row in rows
    ]


@keeps_account
def open_orders_keep(user: User) -> list[str]:
    numbers = open_orders(user)
    if not numbers:
        return []
    return [_("Orders are still open: %(numbers)s") % {"numbers": ", ".join(numbers)}]


@keeps_data
def contracts_stay(user: User) -> list[str]:
    """Say until which day the contracts name the buyer, and what comes then."""
    last = contracts_kept_until(user)
    if last is None:
        return []
    return [
        _(
            "Your name and address stay in the contracts of your orders until %(day)s, when nothing can be claimed from "
            "them any more. Then we delete them."
        )
        % {"day": day_full(last)}
    ]


@erases
def forget_buyer(user: User) -> None:
    """Forget what no law makes us keep: baskets, answers of the checkout, phone numbers, notes, names in old letters.

    What the sellers' books need (names, addresses, sums of contracts) stays until the term for it ends.
    """
    addresses_of(user).delete()
    CheckoutDraft.objects.filter(basket__owner=user).delete()
    drop_of_baskets(Basket.objects.filter(owner=user))
    Basket.objects.filter(owner=user, status=Basket.OPEN).delete()
    orders = Order.objects.filter(user=user)
    drop_of_orders(orders)
    VendorOrder.objects.filter(order__in=orders).update(buyer_note="")
    for name in set(orders.exclude(buyer_name="").values_list("buyer_name", flat=True)):
        MailMessage.objects.filter(state=MailState.SENT, subject__contains=name).update(subject="")
    orders.update(buyer_phone="")
