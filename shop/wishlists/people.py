"""What this room knows of a person: told to the room of accounts."""

from typing import Any

from pes_profiles.accounts.models import User
from pes_profiles.accounts.services import erases, exports
from shop.wishlists.models import FavouriteProfile, Line, WishList


@exports("favourites")
def favourites_as_data(user: User) -> dict[str, list[dict[str, Any]]]:
    """A person's favourite offers and PES as plain values."""
    lines = Line.objects.filter(wishlist__owner=user).order_by("pk")
    profiles = FavouriteProfile.objects.filter(wishlist__owner=user).select_related("profile").order_by("pk")
    return {
        "offers": [{"title": line.title, "note": line.note, "added_at": line.added_at.isoformat()} for line in lines],
        "entities": [
            {"name": row.profile.short_name, "note": row.note, "added_at": row.added_at.isoformat()} for row in profiles
        ],
    }


@erases
def forget_favourites(user: User) -> None:
    """Forget the list; a link that was given to somebody opens nothing any more."""
    WishList.objects.filter(owner=user).delete()
