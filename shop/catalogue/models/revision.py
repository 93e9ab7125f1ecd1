"""A version of an offer's words, pictures and category, on its way through review.

Price, stock, lead time and the sale switch are not part of it: they change at once and are logged.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shop.catalogue.managers import OfferRevisionQuerySet


class ReviewState(models.TextChoices):
    DRAFT = "DRAFT", _("draft")
    SUBMITTED = "SUBMITTED", _("waiting for ROPS")
    APPROVED = "APPROVED", _("approved")
    SENT_BACK = "SENT_BACK", _("sent back")


class OfferRevision(models.Model):
    """One version. At most one is open (draft, submitted or sent back) for an offer at a time."""

    class ReasonCode(models.TextChoices):
        PICTURES = "PICTURES", _("pictures do not show what is sold")
        DESCRIPTION = "DESCRIPTION", _("description is unclear or incomplete")
        LEGAL = "LEGAL", _("information required by law is missing")
        CATEGORY = "CATEGORY", _("wrong category")
        PRICE = "PRICE", _("price or VAT looks wrong")
        FORBIDDEN = "FORBIDDEN", _("may not be sold here")
        OTHER = "OTHER", _("another reason")

    OPEN = (ReviewState.DRAFT, ReviewState.SUBMITTED, ReviewState.SENT_BACK)

    product = models.ForeignKey("catalogue.Product", on_delete=models.CASCADE, related_name="revisions")
    review_state = models.CharField(max_length=10, choices=ReviewState, default=ReviewState.DRAFT, db_index=True)
    title = models.CharField(_("title"), max_length=120, blank=True)
    description = models.TextField(_("description"), blank=True)
    category = models.ForeignKey(
        "catalogue.Category", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    facts = models.JSONField(default=list, blank=True)
    tags = models.JSONField(default=list, blank=True)
    legal = models.JSONField(default=dict, blank=True)
    withdrawal = models.CharField(_("withdrawal"), max_length=20, default="ALLOWED")
    personalisation = models.CharField(_("personalisation"), max_length=200, blank=True)
    personalisation_signs = models.PositiveSmallIntegerField(_("signs that fit"), null=True, blank=True)
    takes_file = models.BooleanField(_("file from the buyer"), default=False)
    personalisation_required = models.BooleanField(_("made from words or file only"), default=False)
    net_quantity = models.JSONField(default=dict, blank=True)
    variant_axis = models.CharField(_("variants differ by"), max_length=40, blank=True)
    #: rows as in `shop.catalogue.variants`; None: as they are on sale
    variants = models.JSONField(null=True, blank=True)
    #: the form that began the offer: a second sending of it finds the first draft
    form_key = models.UUIDField(unique=True, null=True, blank=True, editable=False)

    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    #: raised by every save of the form; a stale form is told so instead of overwriting
    version = models.PositiveIntegerField(default=1)
    submitted_at = models.DateTimeField(null=True, blank=True, db_index=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason_code = models.CharField(max_length=12, choices=ReasonCode, blank=True)
    reason = models.TextField(blank=True)

    objects = OfferRevisionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("version of an offer")
        verbose_name_plural = _("versions of offers")
        constraints = [
            models.UniqueConstraint(
                fields=["product"],
                condition=~Q(review_state="APPROVED"),
                name="one_open_revision_per_offer",
            ),
            models.CheckConstraint(
                condition=~Q(review_state="SUBMITTED") | Q(submitted_at__isnull=False),
                name="submitted_revision_has_a_date",
            ),
            models.CheckConstraint(
                condition=~Q(review_state="SENT_BACK") | ~Q(reason=""),
                name="sent_back_revision_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class RevisionPicture(models.Model):
    """A picture of one version, in the seller's order; the first is the cover."""

    revision = models.ForeignKey(OfferRevision, on_delete=models.CASCADE, related_name="pictures")
    image = models.ForeignKey("cms_media.Image", on_delete=models.PROTECT, related_name="+")
    alt = models.CharField(_("alternative text"), max_length=255, blank=True)
    display_order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["display_order", "pk"]
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def __str__(self) -> str:
        return self.alt
