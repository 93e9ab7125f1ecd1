"""An offer in the seller's list: one word for its state, another for what is under way."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from pes_profiles.queries import folded
from shop.catalogue.models import OfferRevision, Product, ReviewState, SaleState
from shop.moderation.models import OfferSuspension
from shop.partner.models import Partner, StockRecord
from shop.seller.queries import with_open_version

#: key in the address -> label, condition
FILTERS: dict[str, tuple[Any, Q]] = {
    "": (pgettext_lazy("offers", "All"), ~Q(sale_state=SaleState.ARCHIVED)),
    "w-sprzedazy": (
        pgettext_lazy("offers", "On sale"),
        Q(is_public=True, sale_state=SaleState.ACTIVE),
    ),
    "szkice": (pgettext_lazy("offers", "Drafts"), Q(version_state=ReviewState.DRAFT)),
    "czekaja": (pgettext_lazy("offers", "Waiting for ROPS"), Q(version_state=ReviewState.SUBMITTED)),
    "do-poprawy": (pgettext_lazy("offers", "To correct"), Q(version_state=ReviewState.SENT_BACK)),
    "wstrzymane": (pgettext_lazy("offers", "Paused"), Q(sale_state=SaleState.PAUSED)),
    "ukryte": (pgettext_lazy("offers", "Hidden by ROPS"), Q(is_hidden=True)),
    "archiwum": (pgettext_lazy("offers", "Archive"), Q(sale_state=SaleState.ARCHIVED)),
}


@dataclass
class OfferRow:
    product: Product

    @property
    def version(self) -> OfferRevision | None:
        return next(iter(self.product.open_versions), None)

    @property
    def title(self) -> str:
        first = self.version if self.product.approved_revision_id is None else None
        return (first.title if first else self.product.title) or _("Offer without a title")

    @property
    def picture(self) -> Any:
        shown = sorted(self.product.images.all(), key=lambda each: (each.display_order, each.pk))
        if not shown and self.version:
            shown = list(self.version.pictures.all())
        return shown[0].image if shown else None

    @property
    def word(self) -> tuple[str, str]:
        """(look of the badge, word) of what buyers see now."""
        product = self.product
        if product.open_suspensions:
            return "error", _("Hidden by ROPS")
        if product.sale_state == SaleState.ARCHIVED:
            return "info", _("In the archive")
        if product.approved_revision_id is None:
            return self.version_word or ("info", _("Draft"))
        if product.sale_state == SaleState.PAUSED:
            return "warn", _("Paused")
        if not product.partner.profile.is_listed:
            return "info", _("Approved, shown after the entity's verification")
        return "ok", _("On sale")

    @property
    def version_word(self) -> tuple[str, str] | None:
        version = self.version
        if version is None:
            return None
        return {
            ReviewState.DRAFT: ("info", _("Draft")),
            ReviewState.SUBMITTED: ("info", _("Waiting for ROPS")),
            ReviewState.SENT_BACK: ("error", _("To correct")),
        }[ReviewState(version.review_state)]

    @property
    def pending(self) -> str:
        """What is under way beside an approved version."""
        if self.product.approved_revision_id is None or self.version is None:
            return ""
        return {
            ReviewState.DRAFT: _("changes not sent yet"),
            ReviewState.SUBMITTED: _("changes wait for ROPS"),
            ReviewState.SENT_BACK: _("changes to correct"),
        }[ReviewState(self.version.review_state)]

    @property
    def left(self) -> int | None:
        """Pieces free to sell, variants together; None when nothing is counted."""
        parent = self.product.is_parent
        things = [each for each in self.product.children.all() if not each.removed_at] if parent else [self.product]
        records = [record for thing in things for record in thing.stockrecords.all()]
        numbers = [record.free for record in records if record.free is not None]
        return sum(numbers) if numbers else None


def offers_of(partner: Partner, *, state: str = "", query: str = "") -> QuerySet[Product]:
    """Return a seller's offers, the newest first, with what a row shows; words are compared without accents."""
    hidden = OfferSuspension.objects.filter(product=OuterRef("pk"), lifted_at__isnull=True)
    versions = OfferRevision.objects.open().filter(product=OuterRef("pk"))
    found = Product.objects.of_partner(partner).annotate(
        is_hidden=Exists(hidden),
        version_state=versions.values("review_state")[:1],
        version_title=versions.values("title")[:1],
    )
    found = found.filter(FILTERS.get(state, FILTERS[""])[1])
    words = folded(query.strip())
    if words:
        names = found.values_list("pk", "title", "version_title")
        found = found.filter(pk__in=[pk for pk, *titles in names if words in folded(" ".join(filter(None, titles)))])
    return with_open_version(found).prefetch_related(_suspensions()).order_by("-pk")


def offer_of(partner: Partner, pk: int) -> Product | None:
    """Return one of the seller's own offers, whatever its state."""
    if pk >= 2**63:
        return None
    own = Product.objects.of_partner(partner).filter(pk=pk)
    return with_open_version(own).select_related("approved_revision").prefetch_related(_suspensions()).first()


def records_on_sale(partner: Partner) -> QuerySet[StockRecord]:
    """Return prices and stock of the approved offers that are not in the archive, in the order of their titles."""
    found = StockRecord.objects.filter(partner=partner, product__removed_at__isnull=True)
    approved = Q(product__approved_revision__isnull=False) | Q(product__parent__approved_revision__isnull=False)
    archived = Q(product__sale_state=SaleState.ARCHIVED) | Q(product__parent__sale_state=SaleState.ARCHIVED)
    title = Coalesce("product__parent__title", "product__title")
    return found.filter(approved).exclude(archived).select_related("product__parent").order_by(title, "product_id")


def _suspensions() -> Prefetch:
    return Prefetch(
        "suspensions", queryset=OfferSuspension.objects.filter(lifted_at__isnull=True), to_attr="open_suspensions"
    )
