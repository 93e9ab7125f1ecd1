"""Reviews and public questions before ROPS: what waits, what sellers reported, one of them, and the decision."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from shop.catalogue.reviews.models import ProductReview
from shop.voices import decisions, queries
from shop.voices.exceptions import AlreadyDecidedError
from shop.voices.models import QuestionFile
from shop.voices.question_files import file_response, links
from shop.voices.review_forms import HideForm, KeepForm

PER_PAGE = 50
Side = QuestionFile.Side
UNPROCESSABLE, CONFLICT = 422, 409
LISTS = {"zgloszone": "reported", "ukryte": "hidden", "wszystkie": "all"}


class OfficeMixin(PermissionRequiredMixin):
    permission_required = "voices.decide"
    raise_exception = True


class ReviewsView(OfficeMixin, View):
    """Reviews that wait, oldest first; `?stan=` shows the reported, the hidden, or all."""

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("stan", "")
        found = queries.reviews_for_rops(only=LISTS.get(asked, "waiting"))
        context = {
            "page_obj": Paginator(found, PER_PAGE).get_page(request.GET.get("strona")),
            "state": asked if asked in LISTS else "",
            "counts": queries.waiting_counts(),
        }
        return render(request, "voices/office/reviews.html", context)


class ReviewView(OfficeMixin, View):
    """One review with its reply, its reports and decisions, and what ROPS can do."""

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.pk = kwargs["pk"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.answer(self.load(), HideForm(), KeepForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        acts = {"publish": self.publish, "hide": self.hide, "hide_reply": self.hide_reply, "keep": self.keep}
        chosen = [act for name, act in acts.items() if name in request.POST]
        if len(chosen) != 1:
            raise Http404
        review = self.load()
        if request.POST.get("stamp") != queries.stamp_of(review):
            messages.warning(request, _("The review was changed meanwhile. Read it again."))
            return self.answer(review, HideForm(), KeepForm(), status=CONFLICT)
        try:
            return chosen[0](review)
        except AlreadyDecidedError:
            messages.info(request, _("Someone else has already decided on it"))
            return redirect("voices_admin:review", review.pk)

    def publish(self, review: ProductReview) -> HttpResponse:
        decisions.publish(review, by=self.request.user)
        return self.done(_("The review is shown. The buyer will get a letter."))

    def hide(self, review: ProductReview) -> HttpResponse:
        form = HideForm(self.request.POST)
        if not form.is_valid():
            return self.answer(review, form, KeepForm(), status=UNPROCESSABLE)
        decisions.hide(review, by=self.request.user, **form.cleaned_data)
        return self.done(_("The review is hidden. The buyer will get the reasons."))

    def hide_reply(self, review: ProductReview) -> HttpResponse:
        form = HideForm(self.request.POST)
        if not form.is_valid():
            return self.answer(review, form, KeepForm(), status=UNPROCESSABLE)
        decisions.hide_reply(review, by=self.request.user, **form.cleaned_data)
        return self.done(_("The reply is hidden. The seller will get the reasons."))

    def keep(self, review: ProductReview) -> HttpResponse:
        form = KeepForm(self.request.POST)
        if not form.is_valid():
            return self.answer(review, HideForm(), form, status=UNPROCESSABLE)
        decisions.keep(review, by=self.request.user, **form.cleaned_data)
        return self.done(_("The review stays. The seller will get the answer."))

    def done(self, words: str) -> HttpResponse:
        messages.success(self.request, words)
        following = (
            queries.reviews_for_rops(only="waiting").first() or queries.reviews_for_rops(only="reported").first()
        )
        return redirect("voices_admin:review", following.pk) if following else redirect("voices_admin:reviews")

    def load(self) -> ProductReview:
        review = queries.review_for_rops(self.pk)
        if review is None:
            raise Http404
        return review

    def answer(self, review: ProductReview, hide: HideForm, keep: KeepForm, *, status: int = 200) -> HttpResponse:
        context = {
            "review": review,
            "stamp": queries.stamp_of(review),
            "hide": hide,
            "keep": keep,
            "reports": [report for report in review.reports.all() if report.closed_at is None],
            "is_shown": review.status == ProductReview.APPROVED,
            "is_hidden": review.status == ProductReview.REJECTED,
        }
        return render(self.request, "voices/office/review.html", context, status=status)


class QuestionsView(OfficeMixin, View):
    """Questions that sellers made public."""

    def get(self, request: HttpRequest) -> HttpResponse:
        page = Paginator(queries.questions_for_rops(), PER_PAGE).get_page(request.GET.get("strona"))
        return render(request, "voices/office/questions.html", {"page_obj": page})


class QuestionView(OfficeMixin, View):
    """One public question: hide it, with reasons to the seller."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.answer(request, pk, HideForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = HideForm(request.POST)
        if not form.is_valid():
            return self.answer(request, pk, form, status=UNPROCESSABLE)
        question = get_object_or_404(queries.questions_for_rops(), pk=pk)
        try:
            decisions.hide_question(question, by=request.user, **form.cleaned_data)
        except AlreadyDecidedError:
            messages.info(request, _("Someone else has already decided on it"))
        else:
            messages.success(request, _("The question is hidden. The seller will get the reasons."))
        return redirect("voices_admin:questions")

    def answer(self, request: HttpRequest, pk: int, form: HideForm, *, status: int = 200) -> HttpResponse:
        question = get_object_or_404(queries.questions_for_rops(), pk=pk)
        profile = question.profile or question.product.offer.partner.profile
        address = partial(_file_address, question.pk)
        context = {
            "question": question,
            "profile": profile,
            "form": form,
            "decisions": question.decisions.all(),
            "files": links(question, Side.ASKER, address) + links(question, Side.SELLER, address),
        }
        return render(request, "voices/office/question.html", context, status=status)


class QuestionFileView(OfficeMixin, View):
    """A file of a public question: ROPS decides on the whole of it."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, question: int, pk: int) -> HttpResponseBase:
        return file_response(get_object_or_404(queries.questions_for_rops(), pk=question), pk)


def _file_address(question: int, pk: int) -> str:
    return reverse("voices_admin:question-file", args=[question, pk])
