"""Offers before ROPS: who waits, one version beside what is on sale, and the decisions."""

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views import View

from shop.catalogue.models import OfferRevision, Product, ReviewState
from shop.moderation import queries
from shop.moderation.exceptions import AlreadySuspendedError, NotAwaitingReviewError, NotSuspendedError
from shop.moderation.forms import SendBackForm, SuspendForm, VersionForm
from shop.moderation.services import approve_revision, lift_suspension, send_back_revision, suspend_offer

PER_PAGE = 50
UNPROCESSABLE, CONFLICT = 422, 409


class OfficeMixin(PermissionRequiredMixin):
    permission_required = "moderation.decide_offers"
    raise_exception = True


class InboxView(OfficeMixin, View):
    """Versions that wait, oldest first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(
            request,
            "moderation/inbox.html",
            {
                "page_obj": Paginator(queries.waiting(), PER_PAGE).get_page(request.GET.get("strona")),
                "counts": queries.waiting_counts(),
            },
        )


class OffersView(OfficeMixin, View):
    """All offers that were ever approved: to find one that must go, or come back."""

    def get(self, request: HttpRequest) -> HttpResponse:
        words = request.GET.get("q", "").replace("\x00", "")[:80]
        only = {"ukryte": "suspended", "w-sprzedazy": "public"}.get(request.GET.get("stan", ""), "")
        offers = queries.offers_for_rops(words=words, only=only)
        return render(
            request,
            "moderation/offers.html",
            {
                "page_obj": Paginator(offers, PER_PAGE).get_page(request.GET.get("strona")),
                "words": words,
                "only": only,
            },
        )


class OfferView(OfficeMixin, View):
    """The short way to an offer: its waiting version, or what is on sale; and its suspension."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        product = get_object_or_404(Product.objects.offers().select_related("approved_revision"), pk=pk)
        revision = queries.revision_to_show(product)
        if revision is None:
            raise Http404
        return redirect("moderation_admin:revision", revision.pk)


class RevisionView(OfficeMixin, View):
    """One version, and what ROPS can do about it."""

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.pk = kwargs["pk"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        revision = self.load()
        if revision.review_state == ReviewState.DRAFT:
            messages.info(request, _("The seller is working on this version. It will come back to the queue."))
            return redirect("moderation_admin:inbox")
        return self.answer(revision, SendBackForm(), SuspendForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        acts = {"approve": self.approve, "send_back": self.send_back, "suspend": self.suspend, "lift": self.lift}
        chosen = [act for name, act in acts.items() if name in request.POST]
        if len(chosen) != 1:
            raise Http404
        return chosen[0](self.load())

    # --- what ROPS can do ---

    def approve(self, revision: OfferRevision) -> HttpResponse:
        revision.version = self.seen_version()
        try:
            approve_revision(revision, by=self.request.user)
        except NotAwaitingReviewError:
            return self.too_late(revision, SendBackForm())
        listed = revision.product.partner.profile.is_listed
        messages.success(
            self.request,
            _("“%(title)s” is approved. The seller will get a letter.") % {"title": revision.title}
            + ("" if listed else " " + _("It appears in the shop once the PES is verified.")),
        )
        return self.go_on(revision)

    def send_back(self, revision: OfferRevision) -> HttpResponse:
        form = SendBackForm(self.request.POST)
        if not form.is_valid():
            return self.answer(revision, form, SuspendForm(), status=UNPROCESSABLE)
        revision.version = self.seen_version()
        try:
            send_back_revision(revision, by=self.request.user, **form.cleaned_data)
        except NotAwaitingReviewError:
            return self.too_late(revision, form)
        messages.success(
            self.request, _("“%(title)s” went back. The seller will get a letter.") % {"title": revision.title}
        )
        return self.go_on(revision)

    def suspend(self, revision: OfferRevision) -> HttpResponse:
        form = SuspendForm(self.request.POST)
        if not form.is_valid():
            return self.answer(revision, SendBackForm(), form, status=UNPROCESSABLE)
        try:
            suspend_offer(revision.product, by=self.request.user, **form.cleaned_data)
        except AlreadySuspendedError:
            messages.warning(self.request, _("Somebody has suspended this offer already."))
        else:
            messages.success(self.request, _("The offer is hidden. The seller will get the reasons by e-mail."))
        return redirect("moderation_admin:revision", revision.pk)

    def lift(self, revision: OfferRevision) -> HttpResponse:
        try:
            lift_suspension(revision.product, by=self.request.user)
        except NotSuspendedError:
            messages.warning(self.request, _("This offer is not suspended any more."))
        else:
            messages.success(self.request, _("The offer is back as it was. The seller will get a letter."))
        return redirect("moderation_admin:revision", revision.pk)

    # --- the page ---

    def load(self) -> OfferRevision:
        revision = queries.reviewed_revision(self.pk)
        if revision is None:
            raise Http404
        return revision

    def seen_version(self) -> int:
        """Return the version that was on the screen; a form without it decides on nothing."""
        form = VersionForm(self.request.POST)
        return form.cleaned_data["version"] if form.is_valid() else 0

    def too_late(self, revision: OfferRevision, form: SendBackForm) -> HttpResponse:
        """Say calmly what happened instead; what was written stays in the form while it may still be needed."""
        fresh = self.load()
        if fresh.review_state == ReviewState.SUBMITTED:
            messages.warning(self.request, _("The seller has sent a newer version meanwhile. Please look at it again."))
            return self.answer(fresh, form, SuspendForm(), status=CONFLICT)
        if fresh.review_state == ReviewState.DRAFT:
            messages.warning(self.request, _("The seller took this version back to change it. It will come again."))
            return redirect("moderation_admin:inbox")
        messages.info(self.request, _("Someone else has already decided on this offer"))
        return redirect("moderation_admin:revision", fresh.pk)

    def go_on(self, revision: OfferRevision) -> HttpResponse:
        """After a decision comes the next version that waits."""
        following = queries.next_waiting(after=revision)
        if following is None:
            return redirect("moderation_admin:inbox")
        return redirect("moderation_admin:revision", following.pk)

    def answer(self, revision: OfferRevision, back: SendBackForm, down: SuspendForm, status: int = 200) -> HttpResponse:
        product = revision.product
        before = queries.approved_before(revision)
        terms, records = queries.terms_of(product)
        return render(
            self.request,
            "moderation/revision.html",
            {
                "revision": revision,
                "product": product,
                "profile": product.partner.profile,
                "before": before,
                "rows": queries.compare(revision),
                "pictures_changed": before is not None and queries.pictures_differ(before, revision),
                "terms": terms,
                "records": records,
                "standing": queries.standing_of(product.partner),
                "history": queries.history_of(product),
                "suspension": queries.open_suspension(product),
                "back": back,
                "down": down,
                "waits": revision.review_state == ReviewState.SUBMITTED,
                "is_current": product.approved_revision_id == revision.pk,
                "following": queries.next_waiting(after=revision),
            },
            status=status,
        )
