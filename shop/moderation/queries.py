"""What a moderator sees: who waits, what has changed, who sells, what was decided before."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from operations.clock import today
from pes_profiles.models import Certificate, ProfileSuspension
from shop.catalogue.legal_answers import rows
from shop.catalogue.models import OfferRevision, Product, ReviewState, RevisionPicture, Withdrawal
from shop.catalogue.variants import variant_words
from shop.moderation.models import OfferDecision, OfferSuspension
from shop.partner.models import Partner, StockRecord

_WORD = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True)
class Waiting:
    """How much work there is, for the front page of the back office."""

    new: int
    changed: int
    oldest: datetime | None
    suspended: int

    @property
    def total(self) -> int:
        return self.new + self.changed


@dataclass(frozen=True)
class Piece:
    """A stretch of text: kept, taken out or put in."""

    text: str
    kind: str = "same"


@dataclass(frozen=True)
class Row:
    """One fact of the offer as it is on sale and as it is proposed."""

    label: str
    before: str
    after: str
    #: only for a changed text: the proposal with what was taken out and put in
    pieces: list[Piece] = field(default_factory=list)

    @property
    def change(self) -> str:
        """Say in a word what happened, empty when nothing did."""
        if self.before == self.after:
            return ""
        if not self.before:
            return _("added")
        return _("changed") if self.after else _("removed")


@dataclass(frozen=True)
class Event:
    """One decision on the offer, whatever its kind."""

    at: datetime
    what: str
    by: str
    why: str = ""
    reason: str = ""


def waiting() -> QuerySet[OfferRevision]:
    """Return the versions that wait for ROPS, oldest first, with what the list shows."""
    return OfferRevision.objects.awaiting_review().select_related("product__partner__profile", "category")


def waiting_counts() -> Waiting:
    counted = OfferRevision.objects.filter(review_state=ReviewState.SUBMITTED).aggregate(
        new=Count("pk", filter=Q(product__approved_revision__isnull=True)),
        changed=Count("pk", filter=Q(product__approved_revision__isnull=False)),
        oldest=Min("submitted_at"),
    )
    return Waiting(suspended=OfferSuspension.objects.filter(lifted_at__isnull=True).count(), **counted)


def next_waiting(*, after: OfferRevision) -> OfferRevision | None:
    """Return the version that waits longest, other than this one."""
    return OfferRevision.objects.awaiting_review().exclude(pk=after.pk).first()


def offers_for_rops(*, words: str = "", only: str = "") -> QuerySet[Product]:
    """Return offers that ROPS has seen at least once, by words of title or seller; `only` public or suspended ones."""
    down = OfferSuspension.objects.filter(product=OuterRef("pk"), lifted_at__isnull=True)
    offers = (
        Product.objects.offers()
        .filter(approved_revision__isnull=False)
        .annotate(is_suspended=Exists(down))
        .select_related("partner__profile")
        .prefetch_related("categories")
        .order_by("-published_at", "-pk")
    )
    for word in words.split()[:6]:
        offers = offers.filter(Q(title__icontains=word) | Q(partner__profile__short_name__icontains=word))
    if only == "suspended":
        offers = offers.filter(is_suspended=True)
    elif only == "public":
        offers = offers.filter(is_public=True, partner__profile__is_listed=True)
    return offers


def reviewed_revision(pk: int) -> OfferRevision | None:
    """Return one version with the approved one beside it, in a fixed number of queries."""
    pictures = Prefetch(
        "pictures", RevisionPicture.objects.select_related("image").prefetch_related("image__renditions")
    )
    approved = Prefetch(
        "product__approved_revision", OfferRevision.objects.select_related("category").prefetch_related(pictures)
    )
    return (
        OfferRevision.objects.select_related(
            "category", "decided_by", "created_by", "product__partner__profile__legal_entity"
        )
        .prefetch_related(pictures, approved)
        .filter(pk=pk)
        .first()
    )


def revision_to_show(product: Product) -> OfferRevision | None:
    """Return the version of an offer that ROPS looks at: the waiting one, or what is on sale."""
    found = OfferRevision.objects.filter(product=product, review_state=ReviewState.SUBMITTED).first()
    return found or product.approved_revision


def compare(revision: OfferRevision) -> list[Row]:
    """Return every reviewed fact: as on sale now, as proposed."""
    before = approved_before(revision)
    facts_before = dict(_facts(before)) if before else {}
    facts_after = dict(_facts(revision))
    labels = list(facts_after) + [label for label in facts_before if label not in facts_after]
    return [
        _row(label, facts_before.get(label, ""), facts_after.get(label, ""), compared=before is not None)
        for label in labels
    ]


def approved_before(revision: OfferRevision) -> OfferRevision | None:
    """Return what the version is compared with: what is on sale, unless it is this very one."""
    approved = revision.product.approved_revision
    return approved if approved is not None and approved.pk != revision.pk else None


def pictures_differ(before: OfferRevision, after: OfferRevision) -> bool:
    """Say whether pictures, their words or their order differ."""
    old, new = ([(each.image_id, each.alt) for each in version.pictures.all()] for version in (before, after))
    return old != new


def terms_of(product: Product) -> tuple[list[tuple[str, str]], list[StockRecord]]:
    """Return the terms of sale as label and text, and the priced things (the offer's own, or its variants')."""
    records = list(
        StockRecord.objects.filter(Q(product=product) | Q(product__parent=product))
        .select_related("product")
        .order_by("product__pk")
    )
    terms = [
        (_("Sale mode"), product.get_sale_mode_display()),
        (_("VAT"), _vat_words(product)),
        (_("Unit"), product.unit),
        (_("Sold in steps of"), str(product.step) if product.step > 1 else ""),
        (_("Smallest quantity"), str(product.min_quantity) if product.min_quantity > 1 else ""),
        (_("Smallest order"), product.min_order_note),
        (_("Availability"), product.get_availability_display()),
        (_("Capacity a month"), str(product.capacity_per_month or "")),
        (_("Lead time (working days)"), str(product.lead_days)),
        (_("Season (months)"), ", ".join(map(str, product.season_months))),
        (_("Area served"), product.area_note),
        (
            _("Delivery"),
            ", ".join(str(way) for way in product.partner.delivery_ways.all() if way.is_active) or _("none"),
        ),
    ]
    return [(label, text) for label, text in terms if text], records


def standing_of(partner: Partner) -> list[tuple[str, str]]:
    """Return what ROPS knows about the seller, as label and text."""
    profile = partner.profile
    entity = profile.legal_entity
    decisions = OfferDecision.objects.filter(product__partner=partner).aggregate(
        approved=Count("pk", filter=Q(outcome=OfferDecision.Outcome.APPROVED)),
        sent_back=Count("pk", filter=Q(outcome=OfferDecision.Outcome.SENT_BACK)),
    )
    certificate = Certificate.objects.filter(profile=profile, granted_on__lte=today(), valid_to__gte=today()).first()
    suspended = ProfileSuspension.objects.filter(profile=profile, lifted_at__isnull=True).exists()
    trader = {True: _("declares to be a trader"), False: _("declares not to be a trader"), None: _("not declared")}
    facts = [
        (_("Verification"), profile.get_verification_state_display()),
        (_("Suspension"), _("the PES is suspended") if suspended else ""),
        (_("Kind"), profile.get_kind_display()),
        (_("Contract party"), f"{entity.name}, NIP {entity.nip}" if entity else _("none")),
        (_("Seller's VAT"), entity.get_vat_status_display() if entity else ""),
        (_("Trader"), trader[profile.trader_declared]),
        (_("Mark"), f"{certificate.mark} {certificate.number}" if certificate else ""),
        (_("Offers on sale"), str(Product.objects.offers().filter(partner=partner, is_public=True).count())),
        (_("Earlier decisions"), _("approved: %(approved)s, sent back: %(sent_back)s") % decisions),
    ]
    return [(label, text) for label, text in facts if text]


def history_of(product: Product) -> list[Event]:
    """Return all decisions on the offer, newest first."""
    events = [
        Event(
            each.decided_at,
            each.get_outcome_display(),
            _name(each.decided_by),
            str(each.get_reason_code_display()) if each.reason_code else "",
            each.reason,
        )
        for each in OfferDecision.objects.filter(product=product).select_related("decided_by")
    ]
    events += [  # versions brought in from elsewhere, decided on before this log began
        Event(
            each.decided_at,
            each.get_review_state_display(),
            _name(each.decided_by),
            each.get_reason_code_display(),
            each.reason,
        )
        for each in OfferRevision.objects.filter(
            product=product, decisions__isnull=True, decided_at__isnull=False
        ).select_related("decided_by")
    ]
    for each in OfferSuspension.objects.filter(product=product).select_related("suspended_by", "lifted_by"):
        events.append(Event(each.since, _("taken off sale"), _name(each.suspended_by), each.legal_basis, each.reason))
        if each.lifted_at:
            events.append(Event(each.lifted_at, _("suspension lifted"), _name(each.lifted_by)))
    return sorted(events, key=lambda event: event.at, reverse=True)


def open_suspension(product: Product) -> OfferSuspension | None:
    return OfferSuspension.objects.filter(product=product, lifted_at__isnull=True).first()


def _facts(revision: OfferRevision) -> Iterable[tuple[str, str]]:
    yield _("Title"), revision.title
    yield _("Category"), revision.category.name if revision.category else ""
    yield _("Description"), revision.description
    yield _("Withdrawal"), str(dict(Withdrawal.choices).get(revision.withdrawal, revision.withdrawal))
    yield _("Personalisation"), revision.personalisation
    yield _("Signs that fit"), str(revision.personalisation_signs or "")
    yield _("File from the buyer"), _("yes") if revision.takes_file else ""
    yield _("Made from words or file only"), _("yes") if revision.personalisation_required else ""
    amount = revision.net_quantity
    yield _("Amount for the unit price"), f"{amount.get('amount', '')} {amount.get('unit', '')}".strip()
    yield _("Variants"), variant_words(revision)
    yield _("Facts"), "\n".join(f"{each.get('name', '')}: {each.get('value', '')}" for each in revision.facts)
    yield _("Search words"), ", ".join(map(str, revision.tags))
    required = revision.category.required_legal if revision.category else []
    for _key, label, answer in rows(revision.legal, required):
        yield _("Law: %(field)s") % {"field": label}, answer


def _row(label: str, before: str, after: str, *, compared: bool) -> Row:
    if not compared:
        return Row(label, after, after)
    return Row(label, before, after, _pieces(before, after) if before != after and before and after else [])


def _pieces(before: str, after: str) -> list[Piece]:
    old, new = _WORD.findall(before)[:4000], _WORD.findall(after)[:4000]
    pieces = []
    for kind, i, j, k, end in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("".join(new[k:end])))
            continue
        if i < j:
            pieces.append(Piece("".join(old[i:j]), "out"))
        if k < end:
            pieces.append(Piece("".join(new[k:end]), "in"))
    return pieces


def _vat_words(product: Product) -> str:
    if product.partner.is_vat_exempt:
        return _("exempt seller") + (f" ({product.vat_basis})" if product.vat_basis else "")
    parts = ", ".join(f"{each.get('title', '')} {each.get('rate', '')}" for each in product.vat_parts)
    extra = parts or product.vat_basis
    return f"{product.get_vat_code_display()}" + (f" ({extra})" if extra else "")


def _name(user: Any) -> str:
    if user is None:
        return _("the portal")
    return user.get_full_name() or user.email
