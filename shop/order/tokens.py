"""A guest's key to an order: made when it is needed, kept nowhere; the row holds its hash."""

import hashlib

from django.utils.crypto import constant_time_compare, salted_hmac

from shop.order.models import Order


def order_token(order: Order) -> str:
    """The guest's secret, 256 bits, made from the order's own one-time key and the portal's secret.

    It is stored nowhere: the row holds its hash, the letter and the buyer's session the token. `key_version` makes it
    another one, see `shop.checkout.keys`.
    """
    said = f"{order.number}:{order.placement_key}" + (f":{order.key_version}" if order.key_version else "")
    return salted_hmac("opes.order", said, algorithm="sha256").hexdigest()


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def opens(token: str, order: Order) -> bool:
    """Say whether a token is this order's key, in the same time whatever it is."""
    return bool(token and order.token_hash) and constant_time_compare(hash_of(token), order.token_hash)
