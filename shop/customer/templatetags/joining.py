"""The box that offers to take a guest's orders into the account."""

from django import template

from shop.customer.services import guest_orders_of

register = template.Library()


@register.inclusion_tag("customer/parts/join.html", takes_context=True)
def join_box(context: template.Context) -> dict:
    """Show how many orders wait to be joined; nothing when there are none."""
    user = context["request"].user
    return {"number": guest_orders_of(user).count(), "csrf_token": context.get("csrf_token")}
