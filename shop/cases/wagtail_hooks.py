"""Complaints in the back office's menu, and how many are late, on its first page."""

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.urls.resolvers import URLResolver
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from shop.cases import backoffice, queries

PERMISSION = "cases.watch_deadlines"


class CasesMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PERMISSION)


class CasesPanel(Component):
    """How many complaints are past their deadline, and how many threads called ROPS in."""

    name = "cases"
    template_name = "cases/office/panel.html"
    order = 66

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"counts": queries.counts_for_rops()}


@hooks.register("register_admin_urls")
def register_case_urls() -> list[URLResolver]:
    patterns = [
        path("", backoffice.CasesView.as_view(), name="list"),
        path("<int:pk>/", backoffice.CaseView.as_view(), name="case"),
        path("<int:pk>/plik/<int:file>/", backoffice.FileView.as_view(), name="file"),
    ]
    return [path("sprawy/", include((patterns, "cases_admin")))]


@hooks.register("register_admin_menu_item")
def cases_item() -> MenuItem:
    return CasesMenuItem(
        _("Complaints"), reverse("cases_admin:list"), name="complaints", icon_name="comment", order=222
    )


@hooks.register("construct_homepage_panels")
def add_cases_panel(request: HttpRequest, panels: list[Component]) -> None:
    if request.user.has_perm(PERMISSION):
        panels.append(CasesPanel())
