"""Synonyms in the back office: a list, and a page for each where the effect can be seen before it is saved."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views import View

from search import editing
from search.engines.base import EngineError
from search.preview import effect
from search.synonym_forms import SynonymForm
from search.vocabulary import Synonym

PER_PAGE = 50
UNPROCESSABLE = 422
LONGEST = 80


class WordsMixin(PermissionRequiredMixin):
    permission_required = "portal_search.edit_words"
    raise_exception = True


class SynonymsView(WordsMixin, View):
    """All synonyms, or those with a word in them."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        wanted = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
        rows = list(Synonym.objects.select_related("category", "changed_by").order_by("-changed_at", "pk"))
        if wanted:
            # The words are JSON: on SQLite its letters are escaped, so the few hundred rows are looked through here.
            rows = [row for row in rows if wanted.casefold() in f"{row} {row.note}".casefold()]
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("strona"))
        return render(request, "search/admin/synonyms.html", {"page_obj": page, "wanted": wanted})


class SynonymView(WordsMixin, View):
    """One synonym, new or known: tried, saved."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        synonym = self.load(pk)
        phrase = request.GET.get("fraza", "").replace("\x00", "").strip()[:LONGEST]
        if synonym is None and phrase:
            form = SynonymForm(initial={"kind": Synonym.Kind.ONE_WAY, "terms": phrase, "try_on": phrase})
        else:
            form = SynonymForm(synonym=synonym)
        return self.page(synonym, form)

    def post(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        synonym = self.load(pk)
        form = SynonymForm(request.POST, synonym=synonym)
        if not form.is_valid():
            return self.page(synonym, form, status=UNPROCESSABLE)
        if "try" in request.POST:
            tried = Synonym(kind=form.cleaned_data["kind"], terms=form.cleaned_data["terms"])
            tried.targets = form.cleaned_data["targets"]
            try:
                shown = effect(form.question(), instead_of=synonym, wanted=[tried])
            except EngineError:
                messages.error(request, _("The search does not answer now. You can save without trying."))
                return self.page(synonym, form)
            return self.page(synonym, form, effect=shown)
        saved = editing.save_synonym(synonym, **form.kept(), by=request.user)
        messages.success(request, _("Saved and in force: %(synonym)s") % {"synonym": saved})
        return redirect("search_admin:synonyms")

    def load(self, pk: int | None) -> Synonym | None:
        return get_object_or_404(Synonym, pk=pk) if pk else None

    def page(self, synonym: Synonym | None, form: SynonymForm, status: int = 200, **more: Any) -> HttpResponse:
        for wrong in list(form.errors)[:1]:  # the keyboard is where the mistake is
            if wrong in form.fields:
                form.fields[wrong].widget.attrs["autofocus"] = True
        return render(
            self.request, "search/admin/synonym.html", {"synonym": synonym, "form": form, **more}, status=status
        )


class DeleteSynonymView(WordsMixin, View):
    """Asks once, then deletes."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return render(request, "search/admin/synonym_delete.html", {"synonym": get_object_or_404(Synonym, pk=pk)})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        editing.delete_synonym(get_object_or_404(Synonym, pk=pk), by=request.user)
        messages.success(request, _("Deleted."))
        return redirect("search_admin:synonyms")
