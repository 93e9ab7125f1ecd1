"""A seller's reviews: read, answer once in public, report to ROPS. For owners only: a packer gets 404."""

from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View

from pes_profiles.access import ProfileScopedMixin
from shop.catalogue.reviews.models import ProductReview
from shop.catalogue.reviews.queries import rating_of_seller
from shop.partner.models import Partner
from shop.partner.services import partner_of
from shop.voices import reviews
from shop.voices.exceptions import AlreadyReportedError, ReplyClosedError
from shop.voices.queries import reviews_of_seller
from shop.voices.review_forms import ReplyForm, ReportForm

PER_PAGE = 20
UNPROCESSABLE = 422
FILTERS = {"nowe": "new", "bez-odpowiedzi": "unanswered"}
MOST_DIGITS = 18


class ReviewsView(ProfileScopedMixin, View):
    """Those of the seller's offers that are shown; `?stan=nowe` and `?stan=bez-odpowiedzi` narrow the list."""

    owner_only = True
    request: HttpRequest

    @cached_property
    def partner(self) -> Partner:
        return partner_of(self.profile)

    def get(self, request: HttpRequest, pes: str) -> HttpResponse:
        return self.answer()

    def post(self, request: HttpRequest, pes: str) -> HttpResponse:
        acts = {"reply": self.reply, "report": self.report, "seen": self.seen}
        act = acts.get(request.POST.get("act", ""))
        if act is None:
            return HttpResponseBadRequest(_("There is no such step"))
        return act(self.review(request.POST.get("review", "")))

    def reply(self, review: ProductReview) -> HttpResponse:
        form = ReplyForm(self.request.POST, prefix=f"o{review.pk}")
        if not form.is_valid():
            return self.answer(form, status=UNPROCESSABLE)
        try:
            reviews.reply(review, text=form.cleaned_data["reply"], by=self.request.user)
        except ReplyClosedError:
            messages.warning(self.request, _("This review cannot be answered any more."))
        else:
            messages.success(self.request, _("The reply is on the page of the offer."))
        return self.back(review)

    def report(self, review: ProductReview) -> HttpResponse:
        form = ReportForm(self.request.POST, prefix=f"z{review.pk}")
        if not form.is_valid():
            return self.answer(form, status=UNPROCESSABLE)
        try:
            reviews.report(review, by=self.request.user, **form.cleaned_data)
        except AlreadyReportedError:
            messages.info(self.request, _("ROPS has a report of this review already."))
        else:
            messages.success(self.request, _("ROPS will read the report. You will get an e-mail with the answer."))
        return self.back(review)

    def seen(self, review: ProductReview) -> HttpResponse:
        reviews.mark_seen(review)
        return self.back(review)

    def review(self, number: str) -> ProductReview:
        if not number.isascii() or not number.isdigit() or len(number) > MOST_DIGITS:
            raise Http404
        found = reviews_of_seller(self.partner).filter(pk=int(number)).first()
        if found is None:
            raise Http404
        return found

    def back(self, review: ProductReview) -> HttpResponse:
        response = redirect("voices_panel:reviews", pes=self.profile.slug)
        asked = self.request.GET.get("stan", "")
        response["Location"] += (f"?stan={asked}" if asked in FILTERS else "") + f"#opinia-{review.pk}"
        return response

    def answer(self, bound: forms.Form | None = None, *, status: int = 200) -> HttpResponse:
        asked = self.request.GET.get("stan", "")
        found = reviews_of_seller(self.partner, only=FILTERS.get(asked, ""))
        page = Paginator(found, PER_PAGE).get_page(self.request.GET.get("strona"))
        average, number = rating_of_seller(self.profile)
        context: dict[str, Any] = {
            "tab": "more",
            "page": page,
            "rows": [self.row(review, bound) for review in page],
            "state": asked if asked in FILTERS else "",
            "average": average,
            "number": number,
            "bound": bound,
        }
        return render(self.request, "voices/panel/reviews.html", self.scope_context() | context, status=status)

    def row(self, review: ProductReview, bound: forms.Form | None) -> dict[str, Any]:
        """A review with its forms; the one that was sent with faults is shown as it was typed."""
        reply: forms.Form = ReplyForm(prefix=f"o{review.pk}", initial={"reply": review.reply})
        report: forms.Form = ReportForm(prefix=f"z{review.pk}")
        if bound is not None and bound.prefix == reply.prefix:
            reply = bound
        if bound is not None and bound.prefix == report.prefix:
            report = bound
        return {"review": review, "reply": reply, "report": report}
