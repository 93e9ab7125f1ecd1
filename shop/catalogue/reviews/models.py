"""A review belongs to a purchase; the seller may answer once."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from oscar.apps.catalogue.reviews.abstract_models import AbstractProductReview


class ProductReview(AbstractProductReview):
    """Written by somebody who received the goods: `order_line_id` proves it."""

    #: id of the `order.Line` bought; a number, because orders are a room above the catalogue
    order_line_id = models.PositiveBigIntegerField(_("purchase"), null=True, blank=True, unique=True)
    reply = models.TextField(_("seller's reply"), blank=True)
    replied_at = models.DateTimeField(_("replied at"), null=True, blank=True)
    demo_key = models.CharField(max_length=40, blank=True, editable=False)


from oscar.apps.catalogue.reviews.models import *
