"""Changes of a person's favourites. Each may be repeated: what is there stays, what is gone stays gone."""

from django.db import transaction
from django.db.models import F

from operations import audit
from pes_profiles.accounts.models import User
from pes_profiles.models import Profile
from shop.catalogue.models import Product
from shop.wishlists.exceptions import ListFullError
from shop.wishlists.models import NOTE_LENGTH, FavouriteProfile, Line, WishList

#: of each kind; a list that grows for ever is no list, and a robot's is none either
MOST = 300

Favourite = Line | FavouriteProfile


@transaction.atomic
def save_favourite(user: User, thing: Product | Profile, *, note: str = "") -> Favourite:
    """Put an offer or a PES on the person's list, once. Raises `ListFullError`."""
    wishlist, _made = WishList.objects.get_or_create(owner=user)
    defaults = {"note": note[:NOTE_LENGTH]}
    if isinstance(thing, Product):
        _leave_room(Line, wishlist, product=thing)
        return Line.objects.get_or_create(
            wishlist=wishlist, product=thing, defaults=defaults | {"title": thing.title[:255]}
        )[0]
    _leave_room(FavouriteProfile, wishlist, profile=thing)
    return FavouriteProfile.objects.get_or_create(wishlist=wishlist, profile=thing, defaults=defaults)[0]


def forget_favourite(user: User, thing: Product | Profile) -> str:
    """Take an offer or a PES off the list; return the note that stood by it, so that the act can be undone."""
    if isinstance(thing, Product):
        found = Line.objects.filter(wishlist__owner=user, product=thing)
    else:
        found = FavouriteProfile.objects.filter(wishlist__owner=user, profile=thing)
    note = found.values_list("note", flat=True).first() or ""
    found.delete()
    return note


def forget_line(line: Line) -> None:
    """Take off a line whose offer is no longer in the database."""
    line.delete()


def write_note(favourite: Favourite, note: str) -> None:
    """Keep the person's own words by a favourite."""
    type(favourite).objects.filter(pk=favourite.pk).update(note=note[:NOTE_LENGTH])


@transaction.atomic
def share_list(user: User) -> WishList:
    """Open the list to whoever has the link; a link from before, open or closed, opens nothing any more."""
    wishlist, _made = WishList.objects.get_or_create(owner=user)
    WishList.objects.filter(pk=wishlist.pk).update(is_shared=True, share_version=F("share_version") + 1)
    audit.log("wishlists.list.share", wishlist, by=user)
    wishlist.refresh_from_db()
    return wishlist


@transaction.atomic
def close_list(user: User) -> None:
    """Close the list to everybody else."""
    wishlist = WishList.objects.filter(owner=user, is_shared=True).first()
    if wishlist and WishList.objects.filter(pk=wishlist.pk, is_shared=True).update(is_shared=False):
        audit.log("wishlists.list.close", wishlist, by=user)


def _leave_room(model: type[Favourite], wishlist: WishList, **thing: Product | Profile) -> None:
    own = model.objects.filter(wishlist=wishlist)
    if own.count() >= MOST and not own.filter(**thing).exists():
        raise ListFullError
