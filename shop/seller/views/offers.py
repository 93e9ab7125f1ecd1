"""A seller's offers: the list, the form, the preview, the switch. For owners only: a packer gets 404."""

from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.catalogue.exceptions import NotADraftError, NotEditableError, StaleRevisionError
from shop.catalogue.models import OfferRevision, Product, SaleState
from shop.catalogue.services import open_revision, set_sale_state
from shop.seller.offer_begin import begun_offer, key_of, with_variant_act
from shop.seller.offer_desk import OfferDesk, save_terms
from shop.seller.offer_rows import FILTERS, OfferRow, offer_of, offers_of
from shop.seller.preview import preview_of
from shop.seller.views.base import CONFLICT, PER_PAGE, UNPROCESSABLE, PanelView
from shop.seller.ways import way_name

LONGEST_QUERY = 100
SWITCH = {
    "pause": (SaleState.PAUSED, gettext_lazy("The offer is paused: visible, not for sale.")),
    "resume": (SaleState.ACTIVE, gettext_lazy("The offer is back on.")),
    "archive": (SaleState.ARCHIVED, gettext_lazy("The offer is in the archive and gone from the shop.")),
}


class OwnersView(PanelView):
    tab = "offers"
    owner_only = True

    def offer(self, pk: int) -> Product:
        found = offer_of(self.partner, pk)
        if found is None:
            raise Http404
        return found


class OffersView(OwnersView):
    def get(self, request: HttpRequest, pes: str) -> HttpResponse:
        state = request.GET.get("stan", "")
        state = state if state in FILTERS else ""
        query = request.GET.get("q", "")[:LONGEST_QUERY]
        page = Paginator(offers_of(self.partner, state=state, query=query), PER_PAGE).get_page(
            request.GET.get("strona")
        )
        return self.page(
            "seller/offers.html",
            page=page,
            rows=[OfferRow(product) for product in page],
            filters=[(key, label) for key, (label, _condition) in FILTERS.items()],
            state=state,
            query=query,
        )


class OfferFormView(OwnersView):
    """What adding and editing share."""

    @cached_property
    def ways(self) -> list[tuple[str, Decimal]]:
        """The names and prices of the ways that hold for every offer."""
        return [(way_name(way.code), way.gross) for way in self.partner.delivery_ways.filter(is_active=True)]

    def answer(self, desk: OfferDesk, *, status: int = 200, stale: bool = False, terms: Any = None) -> HttpResponse:
        return self.page(
            "seller/offer_form.html",
            status=status,
            desk=desk,
            words=desk.words,
            terms=terms or desk.terms,
            photos=desk.photos,
            variants=desk.variants,
            form_key=self.request.POST.get("form_key") or uuid4(),
            product=desk.product,
            row=OfferRow(offer_of(self.partner, desk.product.pk)) if desk.product else None,
            revision=desk.revision,
            version=desk.revision.version if desk.revision else 0,
            ways=self.ways,
            stale=stale,
        )

    def finish(self, desk: OfferDesk, act: str) -> HttpResponse:
        """Send it when asked to, and lead on; with faults show the form again with everything typed."""
        by, slug = self.request.user, self.profile.slug
        if desk.has_errors:
            return self.answer(desk, status=UNPROCESSABLE)
        if act == "submit":
            try:
                if not desk.submit(by=by):
                    return self.answer(desk, status=UNPROCESSABLE)
            except (StaleRevisionError, NotADraftError):
                return self.moved_on(desk.product)
            messages.success(self.request, _("Sent to ROPS. You will get an e-mail with the answer."))
            return redirect("seller:offers", pes=slug)

        if act == "preview":
            return redirect("seller:offer-preview", pes=slug, pk=desk.product.pk)
        messages.success(self.request, _("The draft is saved."))
        place = {"category": "#prawo", "photos": "#zdjecia", "variants": "#warianty"}.get(act, "")
        return redirect(reverse("seller:offer-edit", args=[slug, desk.product.pk]) + place)

    def moved_on(self, product: Product) -> HttpResponse:
        messages.warning(self.request, _("ROPS has decided on this version meanwhile. Below is how it is now."))
        return redirect("seller:offer-edit", pes=self.profile.slug, pk=product.pk)


class OfferAddView(OfferFormView):
    def get(self, request: HttpRequest, pes: str) -> HttpResponse:
        return self.answer(OfferDesk(self.partner, None, None))

    def post(self, request: HttpRequest, pes: str) -> HttpResponse:
        data, act = with_variant_act(request.POST)
        desk = OfferDesk(self.partner, None, None, data)
        key = key_of(request.POST)
        begun = begun_offer(self.partner, key)
        if begun is None:
            try:
                desk.create(by=request.user, form_key=key)
            except IntegrityError:
                begun = begun_offer(self.partner, key)
                if begun is None:  # the key is somebody else's
                    desk.create(by=request.user)
        if begun is not None:
            messages.info(request, _("This form has been sent already. Below is what is saved."))
            return redirect("seller:offer-edit", pes=pes, pk=begun.product_id)
        desk.save_photos(request.FILES, by=request.user)
        return self.finish(desk, act)


class OfferEditView(OfferFormView):
    """One offer. An approved one has two parts: terms that hold at once, and a new version once it is opened."""

    def get(self, request: HttpRequest, pes: str, pk: int) -> HttpResponse:
        product = self.offer(pk)
        return self.answer(OfferDesk(self.partner, self.version(product), product))

    def post(self, request: HttpRequest, pes: str, pk: int) -> HttpResponse:
        product = self.offer(pk)
        data, act = with_variant_act(request.POST)
        if act == "open":
            open_revision(product, by=request.user)
            return redirect(reverse("seller:offer-edit", args=[pes, pk]) + "#opis")
        if act == "terms":
            return self.save_terms(product)
        revision = self.version(product)
        if revision is None:
            return self.moved_on(product)
        try:
            return self.save_words(OfferDesk(self.partner, revision, product, data), act)
        except NotEditableError:
            return self.moved_on(product)

    def version(self, product: Product) -> OfferRevision | None:
        found = next(iter(product.open_versions), None)
        if found is not None:
            found.product = product
        return found

    def save_terms(self, product: Product) -> HttpResponse:
        desk = OfferDesk(self.partner, self.version(product), product)
        form = desk.terms_form(self.request.POST)
        if form.is_valid():
            save_terms(product, form, by=self.request.user)
        if form.errors:
            return self.answer(desk, status=UNPROCESSABLE, terms=form)
        messages.success(self.request, _("Price and stock are changed at once."))
        return redirect("seller:offer-edit", pes=self.profile.slug, pk=product.pk)

    def save_words(self, desk: OfferDesk, act: str) -> HttpResponse:
        data, by = self.request.POST, self.request.user
        before = desk.revision.category_id
        version = data.get("version", "")
        desk.save_photos(self.request.FILES, by=by)
        number = int(version) if version.isascii() and version.isdigit() and len(version) < len("1000000000") else 0
        changed = act == "category" and desk.words.category is not None and desk.words.category.pk != before
        try:
            desk.save(version=number, changed_category=changed, by=by)
        except StaleRevisionError:
            return self.answer(desk, status=CONFLICT, stale=True)
        remove, cover = data.get("remove", ""), data.get("cover", "")
        if remove or cover:
            desk.arrange_photos(remove=remove, cover=cover, by=by)
            if desk.has_errors:
                del desk.pictures
                desk.show_saved_photos()
            act = "photos"
        return self.finish(desk, act)


class OfferPreviewView(OwnersView):
    """The newest version as buyers will see it."""

    def get(self, request: HttpRequest, pes: str, pk: int) -> HttpResponse:
        product = self.offer(pk)
        revision = next(iter(product.open_versions), None)
        context = preview_of(product, revision, asked_picture=request.GET.get("zdjecie", ""))
        return self.page("seller/offer_preview.html", revision=revision, **context)


class OfferStateView(OwnersView):
    """The seller's switch: pause, resume, archive."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pes: str, pk: int) -> HttpResponse:
        product = self.offer(pk)
        asked = request.POST.get("act", "")
        if asked not in SWITCH:
            return HttpResponseBadRequest(_("There is no such step"))
        state, words = SWITCH[asked]
        set_sale_state(product, state, by=request.user)
        messages.success(request, words)
        return redirect("seller:offer-edit", pes=pes, pk=pk)
