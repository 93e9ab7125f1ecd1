"""Asking a seller: about an offer, or a PES as such. No account is needed; a guest confirms by a letter."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_http_methods

from operations import limits
from pes_profiles.models import Profile
from shop.catalogue.models import Product
from shop.voices import questions
from shop.voices.forms import LONGEST_QUESTION, QuestionForm

UNPROCESSABLE = 422
QUESTIONS, PER_HOUR = 10, timedelta(hours=1)
LETTERS, PER_DAY = 5, timedelta(days=1)


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
        form = QuestionForm(request.POST, is_guest=person is None)
        if not form.is_valid():
            return self.answer(about, form, status=UNPROCESSABLE)
        given = form.cleaned_data
        if not self.may_ask(person.pk if person else given["email"].lower()):
            return limits.refused(request, PER_HOUR)
        questions.ask(
            about,
            text=given["text"],
            by=person,
            name=person.first_name if person else given["name"],
            email=given.get("email", ""),
        )
        if person:
            messages.success(request, _("Your question is on its way. The answer will come by e-mail."))
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
    found = questions.question_by(token)
    if found is None:
        raise Http404
    if request.method == "POST":
        questions.confirm(found)
        return redirect(reverse("voices:question", args=[token]))
    context = {"question": found, "profile": questions.profile_of(found), "offer": found.product}
    response = render(request, "voices/question.html", context)
    response["Referrer-Policy"] = "no-referrer"
    return response
