"""The stands in the back office's menu."""

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.urls.resolvers import URLResolver
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from events import backoffice


class StandsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("events.decide_applications")


@hooks.register("register_admin_urls")
def register_stand_urls() -> list[URLResolver]:
    patterns = [
        path("", backoffice.ApplicationsView.as_view(), name="applications"),
        path("<int:pk>/", backoffice.ApplicationDecisionView.as_view(), name="application"),
    ]
    return [path("targi/stoiska/", include((patterns, "events_admin")))]


@hooks.register("register_admin_menu_item")
def stands_item() -> MenuItem:
    return StandsMenuItem(
        _("Stands at fairs"),
        reverse("events_admin:applications"),
        name="stands",
        icon_name="group",
        order=250,
    )
