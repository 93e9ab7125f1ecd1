"""A new key to an order: the buyer withdraws the old link, for example after forwarding the letter to somebody."""

from django.db import transaction

from operations import audit, outbox
from pes_profiles.accounts.models import User
from shop.checkout.exceptions import KeyGoneError
from shop.order.models import Order
from shop.order.tokens import hash_of, order_token


@transaction.atomic
def renew_key(order: Order, *, by: User | None) -> None:
    """Make the order's key worthless and send the way to the order to the address given with it.

    The new key is in that letter only: whoever found the old link must not be led on to the new one.
    """
    old = order.token_hash
    order.key_version += 1
    order.token_hash = hash_of(order_token(order))
    renewed = Order.objects.filter(pk=order.pk, token_hash=old).update(
        key_version=order.key_version, token_hash=order.token_hash
    )
    if not renewed:
        raise KeyGoneError(order.number)

    audit.log("checkout.key.renew", order, by=by, version=order.key_version)
    outbox.put("mail.order_link_new", order, dedupe_key=f"mail.order_link_new:{order.pk}:{order.key_version}")
