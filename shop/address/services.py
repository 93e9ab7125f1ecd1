"""A person's own addresses: kept for the next order, never more than a handful, one of them the usual one."""

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from pes_profiles.accounts.models import User
from shop.address.models import Country, UserAddress

MOST = 10


class TooManyAddressesError(Exception):
    """There are as many as are kept."""


class SameAddressError(Exception):
    """The person has this very address already."""


def poland() -> Country:
    """Return the one country that sellers send to."""
    country, _made = Country.objects.get_or_create(
        iso_3166_1_a2="PL", defaults={"printable_name": "Polska", "name": "Polska"}
    )
    return country


def addresses_of(user: User) -> QuerySet:
    """Return a person's addresses, the usual one first."""
    return UserAddress.objects.filter(user=user).order_by("-is_default_for_shipping", "pk")


def usual_address(user: User) -> UserAddress | None:
    """Return the address that a new order begins with, or None."""
    return addresses_of(user).filter(is_default_for_shipping=True).first()


@transaction.atomic
def keep_address(
    user: User, *, first_name: str, last_name: str, street: str, postcode: str, town: str, pk: int | None = None
) -> UserAddress:
    """Keep a new address or change one; the first becomes the usual one."""
    User.objects.filter(pk=user.pk).update(last_login=F("last_login"))  # two tabs follow one another
    own = addresses_of(user)
    row = own.filter(pk=pk).first() if pk is not None else None
    if row is None:
        if own.count() >= MOST:
            raise TooManyAddressesError
        row = UserAddress(user=user, is_default_for_shipping=not own.exists())
    row.country = poland()
    row.first_name, row.last_name, row.line1, row.postcode, row.line4 = first_name, last_name, street, postcode, town
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise SameAddressError from error
    return row


@transaction.atomic
def make_usual(user: User, pk: int) -> None:
    """Have new orders begin with this address."""
    own = addresses_of(user)
    if own.filter(pk=pk).exists():
        own.exclude(pk=pk).update(is_default_for_shipping=False)
        own.filter(pk=pk).update(is_default_for_shipping=True)


@transaction.atomic
def remove_address(user: User, pk: int) -> None:
    """Forget an address; another becomes the usual one when that one goes. Orders keep their own copy."""
    addresses_of(user).filter(pk=pk).delete()
    if not usual_address(user):
        left = addresses_of(user).first()
        if left:
            make_usual(user, left.pk)
