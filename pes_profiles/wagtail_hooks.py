"""PES in the back office's menu, and how many wait, on its first page."""

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.urls.resolvers import URLResolver
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from pes_profiles import backoffice, marks_office, queries


class InboxMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("pes_profiles.decide_profiles")


class InboxPanel(Component):
    """How many PES wait for a decision, and since when the oldest does."""

    name = "pes_inbox"
    template_name = "pes_profiles/admin/panel.html"
    order = 50

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        counts = queries.inbox_counts()
        return {
            "waiting": counts["SUBMITTED"],
            "suspended": counts["SUSPENDED"],
            "oldest": queries.next_waiting() if counts["SUBMITTED"] else None,
        }


@hooks.register("register_admin_urls")
def register_inbox_urls() -> list[URLResolver]:
    patterns = [
        path("", backoffice.InboxView.as_view(), name="inbox"),
        path("<int:pk>/", backoffice.ProfileDecisionView.as_view(), name="profile"),
        path("<int:pk>/potwierdz/", backoffice.VerifyView.as_view(), name="verify"),
        path("<int:pk>/odeslij/", backoffice.SendBackView.as_view(), name="send-back"),
        path("<int:pk>/odmow/", backoffice.RefuseView.as_view(), name="refuse"),
        path("<int:pk>/zawies/", backoffice.SuspendView.as_view(), name="suspend"),
        path("<int:pk>/przywroc/", backoffice.RestoreView.as_view(), name="restore"),
        path("<int:pk>/certyfikaty/", marks_office.GrantCertificateView.as_view(), name="certificate"),
        path("<int:pk>/certyfikaty/<int:mark>/", marks_office.EndCertificateView.as_view(), name="certificate-end"),
        path("<int:pk>/statusy/", marks_office.RecordStatusView.as_view(), name="status"),
        path("<int:pk>/statusy/<int:mark>/", marks_office.RecordLossView.as_view(), name="status-loss"),
    ]
    return [path("moderacja/pes/", include((patterns, "pes_admin")))]


@hooks.register("register_admin_menu_item")
def inbox_item() -> MenuItem:
    return InboxMenuItem(
        _("PES to verify"),
        reverse("pes_admin:inbox"),
        name="pes-inbox",
        icon_name="clipboard-list",
        order=210,
    )


@hooks.register("construct_homepage_panels")
def add_inbox_panel(request: HttpRequest, panels: list[Component]) -> None:
    if request.user.has_perm("pes_profiles.decide_profiles"):
        panels.append(InboxPanel())
