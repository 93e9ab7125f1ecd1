"""The secret link of a shared list: made when it is needed, kept nowhere."""

from django.core.signing import BadSignature, Signer

from shop.wishlists.models import WishList

_signer = Signer(salt="opes.favourites", sep=".")


def share_token(wishlist: WishList) -> str:
    """Return the key of the list as it is shared now: its number and version, signed with 256 bits."""
    return _signer.sign(f"{wishlist.pk}-{wishlist.share_version}")


def shared_list(token: str) -> WishList | None:
    """Return the list that a key opens now, or nothing."""
    try:
        number, _dash, version = _signer.unsign(token).partition("-")
    except BadSignature:
        return None
    return WishList.objects.filter(pk=number, share_version=version, is_shared=True).first()
