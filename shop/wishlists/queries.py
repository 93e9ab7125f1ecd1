"""What the pages of favourites read, in a fixed number of queries however long the list is."""

from dataclasses import dataclass

from django.http import HttpRequest

from pes_profiles import queries as pes
from pes_profiles.accounts.models import User
from pes_profiles.models import Profile
from shop.catalogue import queries as catalogue
from shop.catalogue.models import Product
from shop.wishlists.models import FavouriteProfile, Line, WishList


@dataclass(frozen=True)
class FavouriteOffer:
    """One offer of the list; `offer` is empty when the public cannot see it any more."""

    line: Line
    offer: Product | None

    @property
    def title(self) -> str:
        return self.offer.title if self.offer else self.line.title

    @property
    def seller(self) -> Profile | None:
        """The PES it was of, when that can still be visited."""
        product = self.line.product
        profile = product.partner.profile if product and product.partner else None
        return profile if profile and profile.is_listed else None


@dataclass(frozen=True)
class FavouritePes:
    """One PES of the list; `shown` is empty when it has no public page now."""

    favourite: FavouriteProfile
    shown: Profile | None

    @property
    def title(self) -> str:
        return self.favourite.profile.short_name


def list_of(user: User) -> WishList | None:
    return WishList.objects.filter(owner=user).first()


def offers_on(wishlist: WishList | None) -> list[FavouriteOffer]:
    """Return the offers of a list, the last added first, each with what a card shows when it is public."""
    if wishlist is None:
        return []
    lines = list(wishlist.lines.select_related("product__partner__profile").order_by("-added_at", "-pk"))
    shown = {offer.pk: offer for offer in catalogue.cards(line.product_id for line in lines if line.product_id)}
    return [FavouriteOffer(line, shown.get(line.product_id)) for line in lines]


def profiles_on(wishlist: WishList | None) -> list[FavouritePes]:
    """Return the PES of a list, the last added first."""
    if wishlist is None:
        return []
    rows = list(wishlist.profiles.select_related("profile").order_by("-added_at", "-pk"))
    shown = {each.pk: each for each in pes.cards(row.profile_id for row in rows if row.profile.is_listed)}
    return [FavouritePes(row, shown.get(row.profile_id)) for row in rows]


def offer_to_save(pk: int) -> Product | None:
    return Product.objects.public().filter(pk=pk).first()


def profile_to_save(pk: int) -> Profile | None:
    return Profile.objects.listed().filter(pk=pk).first()


def thing_on_list(user: User, kind: str, pk: int) -> Product | Profile | None:
    """Return what is on the person's own list, public or not: it may always be taken off."""
    if kind == "offer":
        return Product.objects.filter(wishlists_lines__wishlist__owner=user, pk=pk).first()
    row = FavouriteProfile.objects.filter(wishlist__owner=user, profile=pk).select_related("profile").first()
    return row.profile if row else None


def is_saved(request: HttpRequest, *, pk: int, is_offer: bool) -> bool:
    """Say whether a thing is on the list of the person who asks; one query for all hearts of a kind on a page."""
    if not request.user.is_authenticated:
        return False
    kind = "product" if is_offer else "profile"
    kept = request.__dict__.setdefault("_favourites", {})
    if kind not in kept:
        model = Line if is_offer else FavouriteProfile
        kept[kind] = set(model.objects.filter(wishlist__owner=request.user).values_list(kind, flat=True))
    return pk in kept[kind]
