"""A review belongs to a purchase; the seller may answer once."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from oscar.apps.catalogue.reviews.abstract_models import AbstractProductReview


class ProductReview(AbstractProductReview):
    """Written by somebody who received the goods: `order_line_id` proves it. One for a thing bought, not for a person."""

    class HeldFor(models.TextChoices):
        """Why it waits for ROPS before anybody sees it."""

        ALL = "ALL", _("every review is checked first")
        LINK = "LINK", _("a web address")
        EMAIL = "EMAIL", _("an e-mail address")
        PHONE = "PHONE", _("a phone number")
        WORD = "WORD", _("an offensive word")
        MENDED = "MENDED", _("changed after it was hidden")

    #: id of the `order.Line` bought; a number, because orders are a room above the catalogue
    order_line_id = models.PositiveBigIntegerField(_("purchase"), null=True, blank=True, unique=True)
    bought_on = models.DateField(pgettext_lazy("review", "bought on"), null=True, blank=True)
    edited_at = models.DateTimeField(_("changed at"), null=True, blank=True)
    held_for = models.CharField(_("waits because of"), max_length=8, choices=HeldFor, blank=True)
    #: when somebody of the seller marked it as read or answered it
    seen_at = models.DateTimeField(null=True, blank=True)
    reply = models.TextField(_("seller's reply"), blank=True)
    replied_at = models.DateTimeField(_("replied at"), null=True, blank=True)
    #: taken off the page by ROPS; the seller cannot change it any more
    reply_hidden_at = models.DateTimeField(null=True, blank=True)
    demo_key = models.CharField(max_length=40, blank=True, editable=False)

    class Meta(AbstractProductReview.Meta):
        abstract = False
        ordering = ["-date_created", "-pk"]
        unique_together = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(score__gte=1, score__lte=5), name="a_review_has_one_to_five_stars"
            ),
        ]
        indexes = [
            models.Index(fields=["product", "status", "-date_created"], name="reviews_of_an_offer"),
            models.Index(fields=["status", "date_created"], name="reviews_that_wait"),
        ]

    @property
    def shown_reply(self) -> str:
        return "" if self.reply_hidden_at else self.reply


from oscar.apps.catalogue.reviews.models import *
