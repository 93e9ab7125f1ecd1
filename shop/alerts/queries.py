"""Who waits for what, and what has come back."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet

from operations.clock import today
from pes_profiles.accounts.models import User
from pes_profiles.models import Profile
from shop.alerts.choices import elsewhere
from shop.alerts.models import Alert, LetterKind, RefusedLetter
from shop.catalogue.capacity import full_ones
from shop.catalogue.models import Product, SaleMode, SaleState
from shop.catalogue.queries import cards

Kind, State = Alert.Kind, Alert.State
OPEN = (State.UNCONFIRMED, State.WAITING)


def alerts_of(user: User) -> list[Alert]:
    """What a person waits for, the newest first."""
    own = Alert.objects.filter(user=user, state=State.WAITING)
    return list(own.select_related("product__parent", "profile"))


def waiting(kind: Alert.Kind) -> QuerySet[Alert]:
    """Alerts of a kind whose person wants such letters."""
    refused = RefusedLetter.objects.filter(user=OuterRef("user"), kind=OuterRef("kind"))
    return Alert.objects.filter(~Exists(refused), kind=kind, state=State.WAITING)


def letters_of(user: User) -> list[tuple[str, str, bool]]:
    """(value, label, wanted) of each kind of letters that one may do without."""
    refused = set(RefusedLetter.objects.filter(user=user).values_list("kind", flat=True))
    own = [(kind.value, str(kind.label), kind.value not in refused) for kind in LetterKind]
    return own + [(choice.value, str(choice.label), choice.wanted(user)) for choice in elsewhere()]


def wants_letter(user: User, kind: LetterKind) -> bool:
    """Say whether a person gets letters of this kind."""
    return not RefusedLetter.objects.filter(user=user, kind=kind).exists()


def offers_back(products: Iterable[Product]) -> set[int]:
    """Return which of these things and variants can be had now, in a fixed number of queries."""
    wanted = {product.pk: product.parent_id or product.pk for product in products}
    offers = {offer.pk: offer for offer in cards(set(wanted.values()))}
    for full in full_ones(offers.values()):
        del offers[full]
    return {pk for pk, number in wanted.items() if number in offers and can_be_had(offers[number], pk)}


def can_be_had(offer: Product, pk: int) -> bool:
    """Say whether an offer, or the variant with this key, can be had now: the offer has what cards show."""
    if offer.sale_state != SaleState.ACTIVE or offer.is_on_break or offer.is_out_of_season:
        return False
    if offer.sale_mode != SaleMode.BUY_NOW:
        return True
    records = offer.records if pk == offer.pk else [record for record in offer.records if record.product_id == pk]
    return any(record.price is not None and (record.free is None or record.free > 0) for record in records)


def left_of(offer: Product, pk: int) -> int | None:
    """Return how many pieces can be had; None when nothing is counted."""
    free = [record.free for record in offer.records if pk in {offer.pk, record.product_id}]
    return None if not free or None in free else sum(max(0, number) for number in free if number is not None)


def is_on_break(profile: Profile) -> bool:
    day = today()
    if profile.break_from is None or profile.break_from > day:
        return False
    return profile.break_until is None or day <= profile.break_until
