"""Asking a seller: about an offer, or a PES as such. No account is needed; a guest confirms by a letter."""

from collections.abc import Callable
from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_http_methods, require_safe

from operations import limits
from pes_profiles.models import Profile
from shop.catalogue.models import Product, Question
from shop.voices import question_files, questions
from shop.voices.forms import LONGEST_QUESTION, QuestionForm
from shop.voices.models import QuestionFile

UNPROCESSABLE = 422
Side = QuestionFile.Side
QUESTIONS, PER_HOUR = 10, timedelta(hours=1)
LETTERS, PER_DAY = 5, timedelta(days=1)
#: forms with files from one network: reading pictures is dear, so these are counted before anything is read
WITH_FILES = 20


class AskView(View):
    """The form, and what becomes of it; `?tekst=` begins it with words from elsewhere, as from an empty search."""

    http_method_names = ["get", "head", "options", "post"]

    def about(self, **address: object) -> Product | Profile:
        raise NotImplementedError  # each subclass says its own

    def get(self, request: HttpRequest, **address: object) -> HttpResponse:
        text = request.GET.get("tekst", "").replace("\x00", "")[:LONGEST_QUESTION]
        form = QuestionForm(is_guest=not request.user.is_authenticated, initial={"text": text})
        return self.answer(self.about(**address), form)

    def post(self, request: HttpRequest, **address: object) -> HttpResponse:
        about = self.about(**address)
        person = request.user if request.user.is_authenticated else None
        network = request.META.get("REMOTE_ADDR", "")
        if request.FILES and not limits.allow(f"question-files:{network}", WITH_FILES, PER_HOUR):
            return limits.refused(request, PER_HOUR)
        form = QuestionForm(request.POST, request.FILES, is_guest=person is None)
        if not form.is_valid():
            return self.answer(about, form, status=UNPROCESSABLE)
        given = form.cleaned_data
        if not self.may_ask(person.pk if person else given["email"].lower()):
            return limits.refused(request, PER_HOUR)
        asked = questions.ask(
            about,
            text=given["text"],
            by=person,
            name=person.first_name if person else given["name"],
            email=given.get("email", ""),
            files=given["files"],
        )
        if person:
            messages.success(request, _("Your question is on its way. The answer will come by e-mail."))
            if given["files"]:
                return redirect("voices:own-question", asked.pk)
            return redirect(about.get_absolute_url() + "#pytania")
        return redirect("voices:sent")

    def may_ask(self, who: object) -> bool:
        """Count the network of who asks, and the person or mailbox."""
        network = self.request.META.get("REMOTE_ADDR", "")
        return limits.allow(f"question:{network}", QUESTIONS, PER_HOUR) and limits.allow(
            f"question-of:{who}", LETTERS, PER_DAY
        )

    def answer(self, about: Product | Profile, form: QuestionForm, *, status: int = 200) -> HttpResponse:
        offer = about if isinstance(about, Product) else None
        profile = offer.partner.profile if offer else about
        context = {"offer": offer, "profile": profile, "form": form}
        return render(self.request, "voices/ask.html", context, status=status)


class AskAboutOfferView(AskView):
    def about(self, **address: object) -> Product:
        offers = Product.objects.public().with_seller()
        return get_object_or_404(offers, pk=address["pk"], slug=address["slug"])


class AskProfileView(AskView):
    def about(self, **address: object) -> Profile:
        return get_object_or_404(Profile.objects.listed().select_related("gmina__powiat"), slug=address["slug"])


def sent(request: HttpRequest) -> HttpResponse:
    """Say that a letter is on its way, and nothing about whether anybody has an account."""
    return render(request, "voices/sent.html")


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, token: str) -> HttpResponse:
    """A guest's own question: confirm it, later read the answer."""
    found = _by_token(token)
    if request.method == "POST":
        questions.confirm(found)
        return redirect(reverse("voices:question", args=[token]))
    response = _page(request, found, lambda pk: reverse("voices:question-file", args=[token, pk]))
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_safe
def question_file(request: HttpRequest, token: str, pk: int) -> HttpResponseBase:
    """A file of a guest's question, or of its answer."""
    return question_files.file_response(_by_token(token), pk)


@require_safe
@login_required
def own_question(request: HttpRequest, pk: int) -> HttpResponse:
    """A person's own question with its files and its answer."""
    return _page(request, _own(request, pk), lambda file: reverse("voices:own-question-file", args=[pk, file]))


@require_safe
@login_required
def own_question_file(request: HttpRequest, question: int, pk: int) -> HttpResponseBase:
    return question_files.file_response(_own(request, question), pk)


def _by_token(token: str) -> Question:
    found = questions.question_by(token)
    if found is None:
        raise Http404
    return found


def _own(request: HttpRequest, pk: int) -> Question:
    found = questions.question_of(request.user, pk)
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, found: Question, file_address: Callable[[int], str]) -> HttpResponse:
    context = {
        "question": found,
        "profile": questions.profile_of(found),
        "offer": found.product,
        "files": question_files.links(found, Side.ASKER, file_address),
        "answer_files": question_files.links(found, Side.SELLER, file_address),
    }
    return render(request, "voices/question.html", context)
