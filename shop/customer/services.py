"""What a buyer does to the account's orders."""

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Lower

from operations import audit
from pes_profiles.accounts.models import User
from shop.order.models import Order


def guest_orders_of(user: User) -> QuerySet[Order]:
    """Orders placed without an account with an address that this person has proven; nobody else's are among them."""
    addresses = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    proven = [address.lower() for address in addresses]
    return Order.objects.annotate(address=Lower("guest_email")).filter(user=None, address__in=proven)


@transaction.atomic
def join_guest_orders(user: User) -> int:
    """Give the person these orders at their wish; return how many. An order moves once, and from nobody only."""
    joined = 0
    for order in guest_orders_of(user):
        if Order.objects.filter(pk=order.pk, user=None).update(user=user):
            audit.log("customer.order.join", order, by=user)
            joined += 1
    return joined
