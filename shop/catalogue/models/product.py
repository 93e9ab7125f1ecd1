"""An offer is Oscar's parent (or standalone) product; a variant is a child with its own stock record.

Three states, independent of each other:
`OfferRevision.review_state` for the words and pictures, `sale_state` for the seller's switch,
`moderation.OfferSuspension` rows for what ROPS took down. `is_public` is the services' summary of
the first and the last; the database refuses it without an approved revision.
"""

from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from oscar.apps.catalogue.abstract_models import AbstractProduct, AbstractProductImage

from operations.clock import today
from operations.working_days import add_working_days
from shop.catalogue.cards import CardFacts
from shop.catalogue.managers import ProductQuerySet
from shop.partner.vat import VatCode


class Structure(models.TextChoices):
    """Oscar's three structures, named."""

    STANDALONE = "standalone", _("one thing")
    PARENT = "parent", _("thing with variants")
    CHILD = "child", _("variant")


class SaleState(models.TextChoices):
    """The seller's switch. Paused stays visible, not for sale."""

    ACTIVE = "ACTIVE", _("on sale")
    PAUSED = "PAUSED", _("paused")
    ARCHIVED = "ARCHIVED", _("archived")


class SaleMode(models.TextChoices):
    BUY_NOW = "BUY_NOW", _("buy now")
    QUOTE = "QUOTE", _("on quotation")
    BOOKING = "BOOKING", _("on booking")


class Availability(models.TextChoices):
    STOCK = "STOCK", _("from stock")
    MADE_TO_ORDER = "MADE_TO_ORDER", _("made to order")
    CAPACITY = "CAPACITY", _("limited each month")


class Withdrawal(models.TextChoices):
    """Whether a consumer may withdraw (consumer rights act of 30 May 2014, art. 27 and 38)."""

    ALLOWED = "ALLOWED", _("14 days to change your mind")
    CUSTOM_MADE = "CUSTOM_MADE", _("no withdrawal: made to your specification")
    PERISHABLE = "PERISHABLE", _("no withdrawal: perishable")
    SEALED_HYGIENE = "SEALED_HYGIENE", _("no withdrawal once the seal is broken")
    DATED_SERVICE = "DATED_SERVICE", _("no withdrawal: service for a given day")
    SERVICE_DONE = "SERVICE_DONE", _("no withdrawal once the service is fully done")
    URGENT_REPAIR = "URGENT_REPAIR", _("no withdrawal: urgent repair you asked for")


class Product(CardFacts, AbstractProduct):
    """What the public, the API, feeds and search see: the approved version of an offer."""

    partner = models.ForeignKey(
        "partner.Partner",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="offers",
        verbose_name=_("seller"),
    )
    approved_revision = models.OneToOneField(
        "catalogue.OfferRevision",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    sale_state = models.CharField(_("sale"), max_length=10, choices=SaleState, default=SaleState.ACTIVE)
    sale_mode = models.CharField(_("sale mode"), max_length=10, choices=SaleMode, default=SaleMode.BUY_NOW)
    availability = models.CharField(_("availability"), max_length=14, choices=Availability, default=Availability.STOCK)
    capacity_per_month = models.PositiveIntegerField(_("capacity a month"), null=True, blank=True)
    lead_days = models.PositiveSmallIntegerField(_("lead time, working days"), default=3)
    unit = models.CharField(_("unit"), max_length=30, default="szt.")
    step = models.PositiveIntegerField(_("sold in steps of"), default=1)
    min_quantity = models.PositiveIntegerField(_("smallest quantity"), default=1)
    min_order_note = models.CharField(_("smallest order, in words"), max_length=60, blank=True)
    vat_code = models.CharField(_("VAT"), max_length=5, choices=VatCode, default=VatCode.R23)
    vat_basis = models.CharField(_("ground for exemption"), max_length=120, blank=True)
    #: for MIXED: [{"title", "rate", "gross"}], sum of gross = price
    vat_parts = models.JSONField(default=list, blank=True)
    withdrawal = models.CharField(_("withdrawal"), max_length=20, choices=Withdrawal, default=Withdrawal.ALLOWED)
    #: answers to `Category.required_legal`, keyed as in `shop.catalogue.legal_fields`
    legal = models.JSONField(default=dict, blank=True)
    #: [{"name", "value"}] shown as facts
    facts = models.JSONField(default=list, blank=True)
    tags = models.JSONField(default=list, blank=True)
    #: {"amount": "330.00", "unit": "g"}; the price per kg or litre is counted from it
    net_quantity = models.JSONField(default=dict, blank=True)
    season_months = models.JSONField(_("season"), default=list, blank=True)
    personalisation = models.CharField(_("personalisation"), max_length=200, blank=True)
    #: so many signs fit on it; None: as many as the line of an order holds
    personalisation_signs = models.PositiveSmallIntegerField(_("signs that fit"), null=True, blank=True)
    #: the buyer may send a picture or PDF after which the thing is made
    takes_file = models.BooleanField(_("file from the buyer"), default=False)
    #: it cannot be made without the buyer's words or file
    personalisation_required = models.BooleanField(_("made from words or file only"), default=False)
    area_note = models.CharField(_("area served"), max_length=200, blank=True)
    variant_axis = models.CharField(_("variants differ by"), max_length=40, blank=True)
    #: lowest current gross price of the thing or its variants, kept by `set_price`
    from_price = models.DecimalField(
        max_digits=12, decimal_places=2, null=True, blank=True, editable=False, db_index=True
    )
    published_at = models.DateTimeField(null=True, blank=True, db_index=True)
    #: of a variant: since when it is not on sale any more; the row stays for what was bought
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    demo_key = models.CharField(max_length=60, blank=True, editable=False, db_index=True)

    objects = ProductQuerySet.as_manager()

    class Meta(AbstractProduct.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                condition=Q(structure="child")
                | Q(is_public=False)
                | (Q(approved_revision__isnull=False) & ~Q(sale_state="ARCHIVED")),
                name="public_implies_approved_revision",
            ),
            models.CheckConstraint(
                condition=(Q(structure="child") & Q(partner__isnull=True))
                | (~Q(structure="child") & Q(partner__isnull=False)),
                name="offer_belongs_to_one_partner",
            ),
            models.CheckConstraint(condition=Q(step__gte=1) & Q(min_quantity__gte=1), name="steps_are_positive"),
        ]
        indexes = [
            models.Index(
                fields=["-published_at"],
                condition=Q(is_public=True) & ~Q(structure="child"),
                name="public_offers_by_newest",
            ),
            models.Index(
                fields=["from_price"],
                condition=Q(is_public=True) & ~Q(structure="child"),
                name="public_offers_by_price",
            ),
        ]

    def get_absolute_url(self) -> str:
        offer = self.offer
        return reverse("shop:offer", kwargs={"slug": offer.slug, "pk": offer.pk})

    @property
    def offer(self) -> "Product":
        """The parent of a variant, or the thing itself."""
        return self.parent if self.is_child else self

    @property
    def effective_vat_code(self) -> str:
        """The rate that applies: an exempt seller is ZW throughout."""
        offer = self.offer
        return VatCode.ZW if offer.partner.is_vat_exempt else offer.vat_code

    @property
    def is_limited(self) -> bool:
        """Whether only so much can be made in a month."""
        return self.availability == Availability.CAPACITY and bool(self.capacity_per_month)

    @property
    def dispatch_month(self) -> date:
        """The first day of the month in which what is ordered today leaves the seller."""
        return add_working_days(today(), self.lead_days).replace(day=1)

    @property
    def is_out_of_season(self) -> bool:
        months = self.offer.season_months
        return bool(months) and today().month not in months

    @cached_property
    def can_be_bought_now(self) -> bool:
        """Public, switched on, in season, of a listed seller not on a break, sold at a fixed price.

        Stock is another question.
        """
        offer = self.offer
        profile = offer.partner.profile
        day = today()
        on_break = profile.break_from is not None and (
            profile.break_from <= day and (profile.break_until is None or day <= profile.break_until)
        )
        return (
            offer.is_public
            and profile.is_listed
            and offer.sale_state == SaleState.ACTIVE
            and offer.sale_mode == SaleMode.BUY_NOW
            and self.removed_at is None
            and not self.is_out_of_season
            and not on_break
        )

    @property
    def is_personal(self) -> bool:
        """Whether the buyer may have own words or an own picture on it."""
        return bool(self.personalisation) or self.takes_file

    def withdrawal_of(self, *, personal: bool) -> str:
        """Return the rule for one thing: with the buyer's words or file it is made to order (act, art. 38(1)(3)).

        That exception is for goods; a service stays what it is.
        """
        goods = {Withdrawal.ALLOWED, Withdrawal.SEALED_HYGIENE}
        return str(Withdrawal.CUSTOM_MADE) if personal and self.withdrawal in goods else self.withdrawal

    @property
    def needs_personal(self) -> bool:
        """Whether it is never sold without the buyer's words or file."""
        return self.is_personal and self.personalisation_required

    @property
    def is_made_for_buyer(self) -> bool:
        """Whether own words or an own file would take away the right to withdraw."""
        return self.is_personal and self.withdrawal_of(personal=True) == Withdrawal.CUSTOM_MADE

    @property
    def is_shipping_required(self) -> bool:
        return True

    @property
    def price(self) -> Decimal | None:
        """Gross price of this thing or variant, from its only stock record."""
        record = next(iter(self.stockrecords.all()), None)
        return None if record is None else record.price


class ProductImage(AbstractProductImage):
    """A picture of the approved version. The file belongs to the media room."""

    original = None
    image = models.ForeignKey("cms_media.Image", on_delete=models.PROTECT, related_name="+")
    alt = models.CharField(_("alternative text"), max_length=255, blank=True)

    class Meta(AbstractProductImage.Meta):
        abstract = False

    def __str__(self) -> str:
        return self.alt
