"""A seller's papers in the panel: how they are made, one share's papers, the register, the yearly figures."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views import View

from operations.clock import today
from pes_profiles.access import ProfileScopedMixin
from shop.documents import papers, queries, services
from shop.documents.exceptions import (
    AlreadyIssuedError,
    DocumentError,
    KsefError,
    MissingBasisError,
    NothingToCorrectError,
    NumberTakenError,
    SeriesRunningError,
)
from shop.documents.forms import CorrectionForm, KsefForm, PaperForm, SettingsForm
from shop.documents.ksef import has_file, invoice_xml
from shop.documents.models import Document
from shop.documents.responses import XML, paper
from shop.documents.views import body_of, whole_share
from shop.fulfilment.models import VendorOrder
from shop.partner.models import Partner
from shop.partner.services import partner_of

PER_PAGE = 20
UNPROCESSABLE = 422


class PapersPanelView(ProfileScopedMixin, View):
    """Whatever is looked up is looked up among the papers of `self.partner`. Money is the owners' business."""

    owner_only = True
    request: HttpRequest

    @cached_property
    def partner(self) -> Partner:
        return partner_of(self.profile)

    def page(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        return render(self.request, template, self.scope_context() | {"tab": "orders"} | context, status=status)

    def share(self, number: str) -> VendorOrder:
        return get_object_or_404(VendorOrder, partner=self.partner, number=number)

    def document(self, pk: int) -> Document:
        return get_object_or_404(queries.register(self.partner), pk=pk)

    def back(self, vo: VendorOrder) -> HttpResponse:
        response = redirect("seller:order", pes=self.profile.slug, number=vo.number)
        response["Location"] += "#dokumenty"
        return response


class PapersView(PapersPanelView):
    """How papers are made, and all that were."""

    def get(self, request: HttpRequest, pes: str) -> HttpResponse:
        return self.show(self.form())

    def post(self, request: HttpRequest, pes: str) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form)
        try:
            services.save_settings(form.save(commit=False), by=request.user)
        except SeriesRunningError:
            form.add_error("first_number", _("Numbers of this year were given out already. The series goes on."))
            return self.show(form)
        messages.success(request, _("Saved. It holds for the papers you issue from now on."))
        return redirect("documents_panel:papers", pes=pes)

    def form(self, data: Any = None) -> SettingsForm:
        settings = services.settings_of(self.partner)
        kind = Document.Kind.INVOICE if not self.partner.is_vat_exempt else settings.exempt_paper
        is_running = services.is_running(self.partner, today().year)
        shown = services.next_number(settings, kind)
        if is_running and data is not None:
            data = data.copy()
            data["first_number"] = settings.first_number if settings.first_year == today().year else 1
        return SettingsForm(
            data,
            instance=settings,
            initial={"first_number": shown},
            is_vat_payer=not self.partner.is_vat_exempt,
        )

    def show(self, form: SettingsForm) -> HttpResponse:
        page = Paginator(queries.register(self.partner), PER_PAGE).get_page(self.request.GET.get("strona"))
        return self.page(
            "documents/panel/papers.html",
            form=form,
            page=page,
            rows=[queries.Paper(document) for document in page],
            is_running=services.is_running(self.partner, today().year),
            next_number=form.initial["first_number"],
            status=UNPROCESSABLE if form.errors else 200,
        )


class FileView(PapersPanelView):
    def get(self, request: HttpRequest, pes: str, pk: int) -> HttpResponse:
        found = self.document(pk)
        return paper(body_of(found), found.number)


class KsefFileView(PapersPanelView):
    """The FA(3) file; what the schema refuses is told and not handed out."""

    def get(self, request: HttpRequest, pes: str, pk: int) -> HttpResponse:
        found = self.document(pk)
        if not has_file(found):
            raise Http404
        try:
            body = invoice_xml(found)
        except KsefError:
            messages.error(
                request,
                _(
                    "No KSeF file can be made of this paper: the NIP of the seller or buyer, or an address, is not whole."
                ),
            )
            return self.back(found.vendor_order)
        return paper(body, f"ksef {found.number}", XML)


class KsefNumberView(PapersPanelView):
    """Note the number that KSeF gave."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pes: str, pk: int) -> HttpResponse:
        found = self.document(pk)
        form = KsefForm(request.POST)
        if not form.is_valid():
            messages.error(request, form.errors["ksef_number"][0])
            return self.back(found.vendor_order)
        try:
            services.note_ksef_number(found, form.cleaned_data["ksef_number"], by=request.user)
        except AlreadyIssuedError:
            messages.info(request, _("This paper has its KSeF number already."))
        except NumberTakenError:
            messages.error(request, _("Another document has this KSeF number."))
        else:
            messages.success(request, _("KSeF number saved"))
        return self.back(found.vendor_order)


class IssueView(PapersPanelView):
    """Have the portal print the invoice or bill of a share."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pes: str, number: str) -> HttpResponse:
        vo = self.share(number)
        try:
            made = services.issue_invoice(vo, by=request.user, split_payment=request.POST.get("mpp") == "1")
        except AlreadyIssuedError:
            messages.info(request, _("This order has its document already."))
        except MissingBasisError:
            messages.error(request, _("First enter the legal basis of the exemption from VAT in the settings."))
        except NumberTakenError:
            messages.error(request, _("A document has this number already. Change the pattern in the settings."))
        except DocumentError:
            messages.warning(request, _("No document can be issued for this order now."))
        else:
            messages.success(
                request, _("Issued: number %(number)s. The buyer will get a letter.") % {"number": made.number}
            )
        return self.back(vo)


class CorrectView(PapersPanelView):
    """Correct the last paper to what the books say."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pes: str, number: str) -> HttpResponse:
        vo = self.share(number)
        form = CorrectionForm(request.POST)
        if not form.is_valid():
            messages.error(request, form.errors["reason"][0])
            return self.back(vo)
        try:
            made = services.issue_correction(vo, reason=form.cleaned_data["reason"], by=request.user)
        except NothingToCorrectError:
            messages.info(request, _("There is nothing to correct: the document says what the settlements say."))
        except NumberTakenError:
            messages.error(request, _("A document has this number already. Change the pattern in the settings."))
        else:
            messages.success(
                request, _("Issued: number %(number)s. The buyer will get a letter.") % {"number": made.number}
            )
        return self.back(vo)


class AddView(PapersPanelView):
    """Add a paper made elsewhere: the first is the invoice, every further one a correction."""

    def get(self, request: HttpRequest, pes: str, number: str) -> HttpResponse:
        return self.show(self.share(number), PaperForm(initial={"issued_on": today()}))

    def post(self, request: HttpRequest, pes: str, number: str) -> HttpResponse:
        vo = self.share(number)
        form = PaperForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(vo, form)
        answers = form.cleaned_data
        try:
            made, is_new = services.add_paper(
                vo,
                answers["file"],
                number=answers["number"],
                issued_on=answers["issued_on"],
                ksef_number=answers["ksef_number"],
                by=request.user,
            )
        except NumberTakenError:
            form.add_error("ksef_number", _("Another document has this KSeF number."))
            return self.show(vo, form)
        if is_new:
            messages.success(
                request, _("Added: number %(number)s. The buyer will get a letter.") % {"number": made.number}
            )
        else:
            messages.info(request, _("This file was added before. Nothing has changed."))
        return self.back(vo)

    def show(self, vo: VendorOrder, form: Form) -> HttpResponse:
        desk = queries.ShareDesk(vo)
        return self.page(
            "documents/panel/add.html", vo=vo, desk=desk, form=form, status=UNPROCESSABLE if form.errors else 200
        )


class PackingView(PapersPanelView):
    """The packing list as PDF, for everybody who packs."""

    owner_only = False

    def get(self, request: HttpRequest, pes: str, number: str) -> HttpResponse:
        vo = self.share(number)
        return paper(papers.packing_list_pdf(whole_share(vo.pk)), f"pakowanie {vo.number}")
