"""The vocabulary of offers."""

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch
from oscar.apps.catalogue.managers import ProductQuerySet as OscarProductQuerySet


class ProductQuerySet(OscarProductQuerySet):
    """Reads of offers. An offer is a parent or standalone product; variants are reached through it."""

    def offers(self) -> "ProductQuerySet":
        """Everything but variants."""
        return self.exclude(structure="child")

    def public(self) -> "ProductQuerySet":
        """What anybody may see: approved, not archived, nothing suspended, of a listed PES."""
        return self.offers().filter(is_public=True, partner__profile__is_listed=True)

    def of_partner(self, partner) -> "ProductQuerySet":
        return self.offers().filter(partner=partner)

    def with_seller(self) -> "ProductQuerySet":
        """With the seller, for `queries.bring_card_facts`, which brings the rest."""
        from shop.partner.models import DeliveryWay

        ways = DeliveryWay.objects.filter(partner=OuterRef("partner"), is_active=True)
        seller = ("product_class", "partner__profile__legal_entity", "partner__profile__gmina__powiat")
        return self.select_related(*seller).annotate(
            is_brought=Exists(ways.filter(code__in=DeliveryWay.FREE_FROM)),
            is_picked_up=Exists(ways.filter(code=DeliveryWay.Code.PICKUP)),
        )

    def for_cards(self) -> "ProductQuerySet":
        """With everything a card shows: a fixed number of queries, whatever the number of cards."""
        from shop.catalogue.models import ProductImage
        from shop.partner.models import StockRecord

        stock = StockRecord.objects.prefetch_related("price_log")
        return self.with_seller().prefetch_related(
            Prefetch("stockrecords", queryset=stock),
            Prefetch("children__stockrecords", queryset=stock),
            Prefetch(
                "images",
                queryset=ProductImage.objects.select_related("image").prefetch_related("image__renditions"),
            ),
            "categories",
        )


class OfferRevisionQuerySet(models.QuerySet):
    def awaiting_review(self) -> "OfferRevisionQuerySet":
        """Oldest first."""
        return self.filter(review_state="SUBMITTED").order_by("submitted_at", "pk")

    def open(self) -> "OfferRevisionQuerySet":
        return self.exclude(review_state="APPROVED")
