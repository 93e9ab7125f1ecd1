"""Buyers' questions about offers, and the seller's answers: for owners only."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from shop.catalogue.models import Question
from shop.seller import queries
from shop.seller.forms.questions import AnswerForm
from shop.seller.views.base import PER_PAGE, UNPROCESSABLE, PanelView
from shop.voices import questions
from shop.voices.models import QuestionFile
from shop.voices.question_files import FileLink, file_response, links

Side = QuestionFile.Side
MOST_DIGITS = 18


class QuestionsView(PanelView):
    """Those that wait first; ?stan=odpowiedziane shows the answered ones."""

    tab = "more"
    owner_only = True

    def get(self, request: HttpRequest, pes: str) -> HttpResponse:
        return self.answer()

    def post(self, request: HttpRequest, pes: str) -> HttpResponse:
        question = self.question(request.POST.get("question", ""))
        form = AnswerForm(
            request.POST, request.FILES, prefix=f"q{question.pk}", has_file=bool(self.files_of(question, Side.SELLER))
        )
        if not form.is_valid():
            return self.answer(form, status=UNPROCESSABLE)

        given = form.cleaned_data
        questions.answer(
            question,
            by=request.user,
            text=given["answer"],
            is_public=given["is_public"],
            files=given["files"],
            drop_files=given.get("drop_files", False),
        )
        messages.success(request, _("The answer is saved. Whoever asked gets it by e-mail once."))
        return redirect("seller:questions", pes=pes)

    def question(self, number: str) -> Question:
        if not number.isascii() or not number.isdigit() or len(number) > MOST_DIGITS:
            raise Http404
        found = Question.objects.of(self.partner).filter(pk=int(number)).first()
        if found is None:
            raise Http404
        return found

    def answer(self, bound: forms.Form | None = None, *, status: int = 200) -> HttpResponse:
        answered = self.request.GET.get("stan") == "odpowiedziane"
        found = queries.answered_questions(self.partner) if answered else queries.waiting_questions(self.partner)
        page = Paginator(found, PER_PAGE).get_page(self.request.GET.get("strona"))
        rows = [self.row(question, bound) for question in page]
        return self.page("seller/questions.html", status=status, page=page, rows=rows, answered=answered, bound=bound)

    def form_of(self, question: Question, bound: forms.Form | None) -> forms.Form:
        prefix = f"q{question.pk}"
        if bound is not None and bound.prefix == prefix:
            return bound
        initial = {"answer": question.answer, "is_public": question.is_public or not question.answer}
        return AnswerForm(prefix=prefix, initial=initial, has_file=bool(self.files_of(question, Side.SELLER)))

    def row(self, question: Question, bound: forms.Form | None) -> dict[str, Any]:
        return {
            "question": question,
            "form": self.form_of(question, bound),
            "files": self.files_of(question, Side.ASKER),
            "answer_files": self.files_of(question, Side.SELLER),
        }

    def files_of(self, question: Question, side: str) -> list[FileLink]:
        return links(
            question, side, lambda pk: reverse("seller:question-file", args=[self.profile.slug, question.pk, pk])
        )


class QuestionFileView(PanelView):
    """A file of one of the seller's questions."""

    owner_only = True
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, pes: str, question: int, file: int) -> HttpResponseBase:
        return file_response(get_object_or_404(Question.objects.of(self.partner), pk=question), file)
