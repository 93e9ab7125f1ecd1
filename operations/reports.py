"""Read-only reports for ROPS, with one act: to try again what was given up."""

import django_filters
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView

from operations import outbox
from operations.models import AuditEntry, MailMessage, MailState, OutboxEntry, OutboxState


class RetryColumn(Column):
    """A button that gives a dead entry new tries."""

    cell_template_name = "operations/admin/retry_cell.html"


class OutboxFilters(WagtailFilterSet):
    state = django_filters.ChoiceFilter(label=gettext_lazy("State"), choices=OutboxState.choices)

    class Meta:
        model = OutboxEntry
        fields = ["state"]


class MailFilters(WagtailFilterSet):
    state = django_filters.ChoiceFilter(label=gettext_lazy("State"), choices=MailState.choices)

    class Meta:
        model = MailMessage
        fields = ["state"]


class AuditFilters(WagtailFilterSet):
    action = django_filters.CharFilter(label=gettext_lazy("Action"), lookup_expr="startswith")

    class Meta:
        model = AuditEntry
        fields = ["action", "object_type", "object_id", "actor_id"]


class MachineRoomReport(ReportView):
    """A table in the admin. Who may see it is said in routes.py and kept by the middleware."""

    any_permission_required = None
    is_searchable = False

    def get_queryset(self) -> QuerySet:
        return self.model.objects.order_by("-pk")


class OutboxReport(MachineRoomReport):
    model = OutboxEntry
    page_title = gettext_lazy("Outbox")
    header_icon = "tasks"
    filterset_class = OutboxFilters
    index_url_name = "operations_admin:outbox"
    index_results_url_name = "operations_admin:outbox-results"
    list_export = ["topic", "ref", "get_state_display", "attempts", "available_at", "error"]
    export_headings = {"get_state_display": gettext_lazy("State")}
    columns = [
        Column("topic", label=gettext_lazy("Topic")),
        Column("ref", label=gettext_lazy("Reference")),
        Column("state", label=gettext_lazy("State"), accessor="get_state_display"),
        Column("attempts", label=gettext_lazy("Attempts")),
        DateColumn("available_at", label=gettext_lazy("Due")),
        Column("error", label=gettext_lazy("Last error")),
        RetryColumn("retry", label=gettext_lazy("What you can do"), accessor="pk"),
    ]


class MailReport(MachineRoomReport):
    model = MailMessage
    page_title = gettext_lazy("Letters sent")
    header_icon = "mail"
    filterset_class = MailFilters
    index_url_name = "operations_admin:mail-log"
    index_results_url_name = "operations_admin:mail-log-results"
    list_export = ["kind", "masked_to", "get_state_display", "created_at", "sent_at", "error"]
    export_headings = {"masked_to": gettext_lazy("To"), "get_state_display": gettext_lazy("State")}
    columns = [
        Column("kind", label=gettext_lazy("Kind")),
        Column("masked_to", label=gettext_lazy("To")),
        Column("state", label=gettext_lazy("State"), accessor="get_state_display"),
        DateColumn("created_at", label=gettext_lazy("Created")),
        DateColumn("sent_at", label=gettext_lazy("Sent")),
        Column("error", label=gettext_lazy("Last error")),
    ]


class AuditReport(MachineRoomReport):
    model = AuditEntry
    page_title = gettext_lazy("Audit log")
    header_icon = "history"
    filterset_class = AuditFilters
    index_url_name = "operations_admin:audit-log"
    index_results_url_name = "operations_admin:audit-log-results"
    list_export = ["at", "actor_id", "staff", "action", "object_type", "object_id", "ids", "request_id"]
    export_headings = {"staff": gettext_lazy("Person")}
    columns = [
        Column("at", label=gettext_lazy("When"), accessor=lambda entry: date_format(localtime(entry.at), "d.m.Y, H.i")),
        Column("actor", label=gettext_lazy("Person"), accessor=lambda entry: entry.staff or entry.actor_id),
        Column("action", label=gettext_lazy("Action")),
        Column("object_type", label=gettext_lazy("Object type")),
        Column("object_id", label=gettext_lazy("Object")),
        Column(
            "ids",
            label=gettext_lazy("Details"),
            accessor=lambda entry: ", ".join(
                f"{key}: {value}" for key, value in entry.ids.items() if value is not None
            ),
        ),
    ]

    def get_queryset(self) -> QuerySet:
        """Name those who work in the back office; of others the log knows the number only."""
        staff = get_user_model().objects.filter(Q(groups__isnull=False) | Q(is_superuser=True), pk=OuterRef("actor_id"))
        name = Concat("first_name", Value(" "), "last_name")
        return super().get_queryset().annotate(staff=Subquery(staff.annotate(name=name).values("name")[:1]))


@require_POST
def retry_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Try a dead entry again."""
    entry = get_object_or_404(OutboxEntry, pk=pk)
    try:
        outbox.retry(entry, by=request.user)
    except outbox.NotDeadError:
        messages.error(request, _("This entry is not waiting for a decision any more."))
    else:
        messages.success(request, _("The entry will be tried again."))
    return redirect("operations_admin:outbox")
