"""The public page of a PES, changed by its owners."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from pes_profiles.forms import PageForm
from pes_profiles.models import VerificationState
from pes_profiles.page import NotVerifiedError
from shop.seller.views.base import UNPROCESSABLE, PanelView


class PageView(PanelView):
    """One form; what is saved is public at once. Before verification there is no page: the way leads to joining."""

    tab = "more"
    owner_only = True

    def get(self, request: HttpRequest, pes: str) -> HttpResponse:
        if self.profile.verification_state != VerificationState.VERIFIED:
            return self.lead_away()
        return self.answer(PageForm(profile=self.profile))

    def post(self, request: HttpRequest, pes: str) -> HttpResponse:
        form = PageForm(request.POST, request.FILES, profile=self.profile)
        form.is_valid()
        try:
            kept = form.save_photo(by=request.user)
            if form.errors:
                return self.answer(form, status=UNPROCESSABLE, kept=kept)
            form.save(by=request.user)
        except NotVerifiedError:
            return self.lead_away()
        messages.success(request, _("Saved. This is how everybody sees your page now."))
        return redirect("seller:page", pes=pes)

    def lead_away(self) -> HttpResponse:
        messages.info(self.request, _("You can fill in your page once ROPS has verified your entity."))
        return redirect("pes:join-resume", pes=self.profile.slug)

    def answer(self, form: PageForm, *, status: int = 200, kept: bool = False) -> HttpResponse:
        return self.page("seller/page.html", status=status, form=form, entity=self.profile.legal_entity, kept=kept)
