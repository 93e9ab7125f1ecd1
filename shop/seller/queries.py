"""What a seller sees of the own shop. Every read starts from one partner or one person."""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Min, Prefetch, QuerySet, Sum
from django.urls import reverse
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.base.formats import day_month, day_time, money
from operations.clock import today
from pes_profiles.accounts.models import User
from pes_profiles.models import Profile
from shop.aftersales import queries as statements
from shop.aftersales.money_queries import money_waiting
from shop.booking.queries import coming_soon
from shop.cases import queries as cases
from shop.catalogue.models import OfferRevision, Product, Question, ReviewState, RevisionPicture
from shop.fulfilment import queries as shares
from shop.fulfilment.models import FulfilmentState, VendorOrder
from shop.partner.models import Partner, StockRecord
from shop.payments.queries import disputes_of
from shop.voices.queries import new_reviews

#: an offer with so few pieces left is named on the first page
FEW = 3


@dataclass(frozen=True)
class Todo:
    """One count that is a door."""

    number: int
    words: str
    note: str
    url: str


def profiles_of(user: User) -> QuerySet[Profile]:
    """Return the PES that a person works for, in any role."""
    return Profile.objects.for_member(user).select_related("gmina").order_by("short_name", "pk")


def todo(partner: Partner, *, is_owner: bool) -> list[Todo]:
    """Return what waits, without what does not; a packer sees orders only."""
    slug = partner.profile.slug
    numbers = shares.counts(partner)
    orders = reverse("seller:orders", args=[slug])
    own = VendorOrder.objects.filter(partner=partner)
    rows = []
    if numbers["to_pack"]:
        first = shares.to_pack(own).aggregate(day=Min("dispatch_by"))["day"]
        rows.append(
            Todo(
                numbers["to_pack"],
                ngettext("order to pack", "orders to pack", numbers["to_pack"]),
                _("the earliest by %(date)s") % {"date": day_month(first)} if first else "",
                f"{orders}?stan=do-spakowania",
            )
        )
    if numbers["to_pay"]:
        due = shares.to_pay(own).aggregate(sum=Sum(F("total_gross") - F("cancelled_gross")))["sum"]
        rows.append(
            Todo(
                numbers["to_pay"],
                ngettext("order waits for payment", "orders wait for payment", numbers["to_pay"]),
                _("%(amount)s, check your account") % {"amount": money(due)},
                f"{orders}?stan=do-zaplaty",
            )
        )
    owed, by_day = money_waiting(partner) if is_owner else (0, None)
    if owed:
        rows.append(
            Todo(
                owed,
                ngettext("refund to send", "refunds to send", owed),
                _("the first one by %(date)s") % {"date": day_month(by_day)},
                reverse("aftersales_panel:money", args=[slug]),
            )
        )
    elif numbers["to_refund"]:
        rows.append(
            Todo(
                numbers["to_refund"],
                ngettext("refund to send", "refunds to send", numbers["to_refund"]),
                _("the order was cancelled after the transfer came"),
                f"{orders}?stan=do-zwrotu",
            )
        )
    withdrawn, due_on = statements.waiting(partner)
    if withdrawn:
        rows.append(
            Todo(
                withdrawn,
                ngettext("withdrawal to settle", "withdrawals to settle", withdrawn),
                _("the first refund by %(date)s") % {"date": day_month(due_on)},
                reverse("aftersales_panel:statements", args=[slug]),
            )
        )
    rows += _case_todo(partner, slug)
    return rows + (_owner_todo(partner, slug) if is_owner else [])


def _case_todo(partner: Partner, slug: str) -> list[Todo]:
    waiting, rows = cases.waiting(partner), []
    if waiting.complaints:
        rows.append(
            Todo(
                waiting.complaints,
                ngettext("complaint waits for your answer", "complaints wait for your answer", waiting.complaints),
                _answer_by(waiting.first),
                reverse("cases_panel:complaints", args=[slug]),
            )
        )
    if waiting.messages:
        rows.append(
            Todo(
                waiting.messages,
                ngettext("thread with new messages", "threads with new messages", waiting.messages),
                _("buyers wait for a word"),
                reverse("cases_panel:messages", args=[slug]),
            )
        )
    return rows


def _answer_by(day: date | None) -> str:
    if day is None:
        return _("the buyer wrote after your answer")
    words = _("the first was due on %(date)s") if day < today() else _("the first answer by %(date)s")
    return words % {"date": day_month(day)}


def _dispute_todo(partner: Partner, slug: str) -> list[Todo]:
    to_answer, to_call_off = disputes_of(partner)
    rows = []
    if to_answer:
        rows.append(
            Todo(
                len(to_answer),
                ngettext("disputed payment to answer", "disputed payments to answer", len(to_answer)),
                _("the operator's panel says until when"),
                reverse("seller:order", args=[slug, to_answer[0].number]),
            )
        )
    if to_call_off:
        rows.append(
            Todo(
                len(to_call_off),
                ngettext("order whose money the bank took", "orders whose money the bank took", len(to_call_off)),
                _("do not send it; call it off or agree with the buyer"),
                reverse("seller:order", args=[slug, to_call_off[0].number]),
            )
        )
    return rows


def _owner_todo(partner: Partner, slug: str) -> list[Todo]:
    rows = _dispute_todo(partner, slug)
    booked, first = coming_soon(partner)
    if booked:
        rows.append(
            Todo(
                booked,
                ngettext("booking in the next seven days", "bookings in the next seven days", booked),
                _("the first one: %(when)s") % {"when": day_time(first)},
                reverse("booking_panel:bookings", args=[slug]),
            )
        )
    asked = waiting_questions(partner).count()
    if asked:
        rows.append(
            Todo(
                asked,
                ngettext("question without an answer", "questions without an answer", asked),
                _("buyers read the answers on the offer's page"),
                reverse("seller:questions", args=[slug]),
            )
        )
    said = new_reviews(partner)
    if said:
        rows.append(
            Todo(
                said,
                ngettext("new review", "new reviews", said),
                _("you may reply once to each"),
                reverse("voices_panel:reviews", args=[slug]) + "?stan=nowe",
            )
        )
    back = OfferRevision.objects.filter(product__partner=partner, review_state=ReviewState.SENT_BACK)
    number = back.count()
    if number:
        rows.append(
            Todo(
                number,
                ngettext("offer to correct", "offers to correct", number),
                _("ROPS says what to change"),
                reverse("seller:offers", args=[slug]) + "?stan=do-poprawy",
            )
        )
    return rows


def this_month(partner: Partner) -> dict[str, Any]:
    """Return the day the month began and what was ordered since, cancelled shares left out."""
    first = today().replace(day=1)
    since = datetime.combine(first, time.min, tzinfo=get_current_timezone())
    own = VendorOrder.objects.filter(partner=partner, placed_at__gte=since)
    sums = own.exclude(fulfilment_state=FulfilmentState.CANCELLED).aggregate(
        orders=Count("pk"), gross=Sum("total_gross")
    )
    return {
        "first": first,
        "orders": sums["orders"],
        "gross": sums["gross"] or Decimal(0),
        "offers": Product.objects.of_partner(partner).filter(is_public=True, sale_state="ACTIVE").count(),
    }


def running_out(partner: Partner, limit: int = 5) -> list[StockRecord]:
    """Return public things of which few are left, the fewest first."""
    records = (
        StockRecord.objects.filter(partner=partner, product__is_public=True, num_in_stock__isnull=False)
        .exclude(product__sale_state="ARCHIVED")
        .annotate(left=F("num_in_stock") - F("num_allocated"))
        .filter(left__lte=FEW)
        .select_related("product__parent")
        .order_by("left", "pk")
    )
    return list(records[:limit])


def waiting_questions(partner: Partner) -> QuerySet[Question]:
    """Return questions that nobody has answered, the longest waiting first."""
    own = Question.objects.of(partner).filter(answer="")
    return own.select_related("product").prefetch_related("files").order_by("asked_at", "pk")


def answered_questions(partner: Partner) -> QuerySet[Question]:
    own = Question.objects.of(partner).exclude(answer="")
    return own.select_related("product").prefetch_related("files").order_by("-answered_at", "-pk")


def pictures_of(revision: OfferRevision) -> list[RevisionPicture]:
    """Return a version's pictures in their order, with what showing them needs."""
    rows = revision.pictures.select_related("image").prefetch_related("image__renditions")
    return list(rows.order_by("display_order", "pk"))


def with_open_version(offers: Any) -> Any:
    """Add to offers what their rows in the panel show: a fixed number of queries for any number of them."""
    pictures = RevisionPicture.objects.select_related("image").prefetch_related("image__renditions")
    versions = OfferRevision.objects.open().prefetch_related(Prefetch("pictures", queryset=pictures))
    return offers.for_cards().prefetch_related(Prefetch("revisions", queryset=versions, to_attr="open_versions"))
