"""Letters that follow an order, each sent once however often it is asked for; forgetting what became no order."""

from datetime import timedelta

from operations import outbox, schedules
from operations.models import OutboxEntry
from shop.checkout.forgetting import forget_baskets
from shop.checkout.letters import confirm_order, send_link, send_new_link, tell_seller_of_order
from shop.checkout.order_page import orders_in_full
from shop.fulfilment.models import VendorOrder
from shop.order.models import Order


@outbox.handler("mail.order_confirmation")
def confirm(entry: OutboxEntry) -> None:
    order = orders_in_full().filter(pk=entry.ref).first()
    if order:
        confirm_order(order)


@outbox.handler("mail.order_link")
def send_link_again(entry: OutboxEntry) -> None:
    order = Order.objects.select_related("user").filter(pk=entry.ref).first()
    if order:
        send_link(order, asked=entry.pk)


@outbox.handler("mail.order_link_new")
def send_the_new_link(entry: OutboxEntry) -> None:
    order = Order.objects.select_related("user").filter(pk=entry.ref).first()
    if order:
        send_new_link(order)


@outbox.handler("mail.new_order_seller")
def tell_seller(entry: OutboxEntry) -> None:
    vo = (
        VendorOrder.objects.select_related("order__shipping_address", "order__user", "partner__profile")
        .prefetch_related("order__lines")
        .filter(pk=entry.ref)
        .first()
    )
    if vo:
        tell_seller_of_order(vo)


@schedules.periodic("checkout.forget_baskets", every=timedelta(hours=6))
def forget_old_baskets() -> None:
    forget_baskets()
