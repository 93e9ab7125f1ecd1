"""Letters about a share: who gets them, what every one of them knows, and where their button leads."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.text import capfirst

from operations import mail
from shop.fulfilment.models import VendorOrder
from shop.order.models import Order
from shop.order.tokens import opens, order_token


def tell_buyer(kind: str, vo: VendorOrder, *, about: int | None = None, **context: Any) -> None:
    """Send a letter to whoever placed the order; one whose address was erased gets none.

    A letter that a share can have more than once says in `about` which one it is.
    """
    order = vo.order
    if order.email:
        with translation.override(order.language):
            known = _about(vo)
        mail.send(
            kind,
            to=order.email,
            context={**known, "action_url": order_address(order), **context},
            dedupe_key=_key(kind, vo, about),
            language=order.language,
            reply_to=vo.seller.get("email") or None,
        )


def tell_seller(kind: str, vo: VendorOrder, *, about: int | None = None, **context: Any) -> None:
    """Send a letter to the PES."""
    address = vo.partner.profile.email or vo.seller.get("email")
    if address:
        panel = reverse("seller:order", args=[vo.partner.profile.slug, vo.number])
        mail.send(
            kind,
            to=address,
            context={**_about(vo), "action_url": settings.WAGTAILADMIN_BASE_URL + panel, **context},
            dedupe_key=_key(kind, vo, about),
        )


def order_address(order: Order) -> str:
    """Return the buyer's page of an order: in the account, or a guest's by his key."""
    if order.user_id:
        path = reverse("account:order", args=[order.number])
    else:
        token = order_token(order)
        path = reverse("checkout:status", args=[token]) if opens(token, order) else "/"
    return settings.WAGTAILADMIN_BASE_URL + path


def _key(kind: str, vo: VendorOrder, about: int | None) -> str:
    return f"{kind}:{vo.pk}" if about is None else f"{kind}:{vo.pk}:{about}"


def _about(vo: VendorOrder) -> dict[str, Any]:
    return {
        "vo": vo,
        "number": vo.number,
        "pes": vo.seller.get("short_name", ""),
        "total": vo.payable_gross,
        "lines": [
            {"quantity": line.left, "title": line.title, "sum": line.left_gross} for line in vo.lines if line.left
        ],
        "carriage": {"label": capfirst(vo.get_delivery_code_display()), "sum": vo.delivery_gross},
    }
