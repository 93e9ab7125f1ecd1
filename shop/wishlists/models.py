"""What a person wants to find again: offers on Oscar's list, PES beside them. One list for each person."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from oscar.apps.wishlists.abstract_models import AbstractLine, AbstractWishList

from operations.clock import now

NOTE_LENGTH = 200


class WishList(AbstractWishList):
    """A person's favourites. Shared while `is_shared`; every renewal of the link makes the former one worthless."""

    is_shared = models.BooleanField(_("shared by a link"), default=False)
    share_version = models.PositiveIntegerField(default=0, editable=False)

    class Meta(AbstractWishList.Meta):
        constraints = [models.UniqueConstraint(fields=["owner"], name="one_list_of_favourites_per_person")]


class Line(AbstractLine):
    """One offer on the list. The title stays when the offer goes."""

    note = models.CharField(_("note"), max_length=NOTE_LENGTH, blank=True)
    added_at = models.DateTimeField(default=now, editable=False)


class FavouriteProfile(models.Model):
    """One PES on the list."""

    wishlist = models.ForeignKey("wishlists.WishList", on_delete=models.CASCADE, related_name="profiles")
    profile = models.ForeignKey("pes_profiles.Profile", on_delete=models.CASCADE, related_name="+")
    note = models.CharField(_("note"), max_length=NOTE_LENGTH, blank=True)
    added_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("favourite PES")
        verbose_name_plural = _("favourite PES")
        constraints = [models.UniqueConstraint(fields=["wishlist", "profile"], name="a_pes_is_a_favourite_once")]

    def __str__(self) -> str:
        return str(self.profile)


from oscar.apps.wishlists.models import *
