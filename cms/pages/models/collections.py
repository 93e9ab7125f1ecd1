"""Dated collections: offers for Christmas, for a harvest festival, for a month. Editors choose them or give a rule."""

from typing import Any

from anyascii import anyascii
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from operations.clock import today


class CollectionQuerySet(models.QuerySet):
    def begun(self) -> "CollectionQuerySet":
        """Those whose first day has come: they have a page, also when they are over."""
        return self.filter(shown_from__lte=today())

    def in_force(self) -> "CollectionQuerySet":
        """Those of today."""
        return self.begun().filter(shown_until__gte=today())


class OfferCollection(ClusterableModel):
    """Offers under one heading, from a day until a day, both included. Its rule adds to what was chosen by hand."""

    title = models.CharField(_("title"), max_length=80)
    slug = models.SlugField(_("address"), max_length=80, unique=True, blank=True)
    lead = models.CharField(_("one sentence"), max_length=300)
    picture = models.ForeignKey(
        "cms_media.Image",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )
    shown_from = models.DateField(_("from"))
    shown_until = models.DateField(_("until"))
    category = models.ForeignKey(
        "catalogue.Category",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("with all offers of a category"),
    )
    words = models.CharField(
        _("with all offers of these tags"),
        max_length=200,
        blank=True,
        help_text=_("Separated by commas, for example: wreath, gift basket"),
    )
    demo = models.BooleanField(_("example data"), default=False, editable=False)

    objects = CollectionQuerySet.as_manager()

    class Meta:
        ordering = ["shown_until", "pk"]
        verbose_name = _("collection of offers")
        verbose_name_plural = _("collections of offers")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(shown_until__gte=models.F("shown_from")), name="a_collection_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("collections:collection", args=[self.slug])

    def clean(self) -> None:
        if self.shown_from and self.shown_until and self.shown_until < self.shown_from:
            raise ValidationError({"shown_until": _("The last day is before the first one")})
        if not self.slug:
            self.slug = slugify(anyascii(self.title))[:80]
        if not self.title:
            return  # the title is asked for first, an address comes of it
        if not self.slug or OfferCollection.objects.filter(slug=self.slug).exclude(pk=self.pk).exists():
            raise ValidationError({"slug": _("Another collection has this address; write another one")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Make the address out of the title when nobody wrote one."""
        self.slug = self.slug or slugify(anyascii(self.title))[:80]
        super().save(*args, **kwargs)

    @property
    def tags(self) -> list[str]:
        return [word.strip().lower() for word in self.words.split(",") if word.strip()]

    @property
    def is_in_force(self) -> bool:
        return self.shown_from <= today() <= self.shown_until


class ChosenOffer(Orderable):
    """An offer that an editor put into a collection, in the editor's order."""

    collection = ParentalKey("cms_pages.OfferCollection", on_delete=models.CASCADE, related_name="chosen")
    offer = models.ForeignKey("catalogue.Product", on_delete=models.CASCADE, related_name="+", verbose_name=_("offer"))

    class Meta(Orderable.Meta):
        verbose_name = _("chosen offer")
        verbose_name_plural = _("chosen offers")
        constraints = [models.UniqueConstraint(fields=["collection", "offer"], name="an_offer_is_chosen_once")]

    def __str__(self) -> str:
        return str(self.offer)
