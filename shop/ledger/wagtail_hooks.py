"""The yearly figures in the back office's reports."""

from django.urls import include, path, reverse
from django.urls.resolvers import URLResolver
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from operations.wagtail_hooks import ReportMenuItem
from shop.ledger.backoffice import Dac7View


@hooks.register("register_admin_urls")
def register_dac7() -> list[URLResolver]:
    return [path("dac7/", include(([path("", Dac7View.as_view(), name="year")], "dac7_admin")))]


@hooks.register("register_reports_menu_item")
def dac7_item() -> MenuItem:
    return ReportMenuItem(
        _("DAC7: yearly figures of sellers"), reverse("dac7_admin:year"), icon_name="table", order=1500
    )
