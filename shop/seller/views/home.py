"""The door of the panel, and the first page behind it: what waits today."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from pes_profiles.queries import open_suspension
from shop.seller import queries
from shop.seller.menu import floors_of
from shop.seller.views.base import PanelView


@login_required
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Lead a person to the only PES they belong to, let them choose between several, or say how one joins."""
    profiles = list(queries.profiles_of(request.user))
    if len(profiles) == 1:
        return redirect("seller:home", pes=profiles[0].slug)
    return render(request, "seller/choose.html", {"profiles": profiles})


class HomeView(PanelView):
    """Counts that are doors, and what ROPS says about the PES."""

    def get(self, request: HttpRequest, pes: str) -> HttpResponse:
        return self.page(
            "seller/home.html",
            todo=queries.todo(self.partner, is_owner=self.is_owner),
            month=queries.this_month(self.partner) if self.is_owner else None,
            suspension=open_suspension(self.profile),
            decision=self.profile.decisions.first(),
            low=queries.running_out(self.partner) if self.is_owner else [],
        )


class MoreView(PanelView):
    """Every other room of the panel, with what waits in it."""

    tab = "more"

    def get(self, request: HttpRequest, pes: str) -> HttpResponse:
        has_others = queries.profiles_of(request.user).exclude(pk=self.profile.pk).exists()
        return self.page(
            "seller/more.html", floors=floors_of(self.partner, is_owner=self.is_owner, has_others=has_others)
        )
