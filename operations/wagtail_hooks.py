"""The back office's view of the machine room: what was given up, which letters went out, who did what."""

from django.urls import include, path, reverse
from django.urls.resolvers import URLPattern, URLResolver
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from operations import reports
from operations.routes import ROPS, has_role


class ReportMenuItem(MenuItem):
    """An entry in the reports menu for those who may open the report."""

    def is_shown(self, request) -> bool:
        return has_role(request.user, ROPS)


@hooks.register("register_admin_urls")
def register_reports() -> list[URLResolver | URLPattern]:
    """Route the reports inside the Wagtail admin."""
    patterns = [
        path("kolejka/", reports.OutboxReport.as_view(), name="outbox"),
        path(
            "kolejka/wyniki/",
            reports.OutboxReport.as_view(results_only=True),
            name="outbox-results",
        ),
        path("kolejka/<int:pk>/ponow/", reports.retry_entry, name="outbox-retry"),
        path("listy/", reports.MailReport.as_view(), name="mail-log"),
        path("listy/wyniki/", reports.MailReport.as_view(results_only=True), name="mail-log-results"),
        path("dziennik/", reports.AuditReport.as_view(), name="audit-log"),
        path(
            "dziennik/wyniki/",
            reports.AuditReport.as_view(results_only=True),
            name="audit-log-results",
        ),
    ]
    return [path("maszynownia/", include((patterns, "operations_admin")))]


@hooks.register("register_reports_menu_item")
def outbox_item() -> MenuItem:
    return ReportMenuItem(_("Outbox"), reverse("operations_admin:outbox"), icon_name="tasks", order=2000)


@hooks.register("register_reports_menu_item")
def mail_item() -> MenuItem:
    return ReportMenuItem(_("Letters sent"), reverse("operations_admin:mail-log"), icon_name="mail", order=2010)


@hooks.register("register_reports_menu_item")
def audit_item() -> MenuItem:
    return ReportMenuItem(_("Audit log"), reverse("operations_admin:audit-log"), icon_name="history", order=2020)
