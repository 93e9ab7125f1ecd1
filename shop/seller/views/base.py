"""What every page of the panel starts from: one PES and its selling side."""

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from pes_profiles.access import ProfileScopedMixin
from shop.partner.models import Partner
from shop.partner.services import partner_of

UNPROCESSABLE = 422
CONFLICT = 409
PER_PAGE = 20


class PanelView(ProfileScopedMixin, View):
    """A page of the panel. Whatever it looks up, it looks up among the things of `self.partner`."""

    tab = "home"
    request: HttpRequest

    @cached_property
    def partner(self) -> Partner:
        return partner_of(self.profile)

    def page(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        return render(self.request, template, self.scope_context() | {"tab": self.tab} | context, status=status)
