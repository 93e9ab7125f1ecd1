"""Telling ROPS about illegal content, without an account and without JavaScript."""

from datetime import timedelta
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View

from operations import limits
from shop.moderation import notice_queries
from shop.moderation.addresses import local_address
from shop.moderation.notice_forms import NoticeForm
from shop.moderation.notices import receive_notice
from shop.moderation.tasks import appeal_until

UNPROCESSABLE, TOO_MANY = 422, 429
NOTICES, NOTICES_PER = 10, timedelta(hours=1)
LETTERS, LETTERS_PER = 10, timedelta(days=1)


class NoticeView(View):
    """The form; `?adres=` says which page it is about, and only a page of ours is taken over."""

    http_method_names = ["get", "head", "options", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        hosts = [request.get_host()]
        initial = {"address": local_address(request.GET.get("adres", ""), hosts=hosts), "key": uuid4()}
        if request.user.is_authenticated:
            initial |= {"name": request.user.get_full_name(), "email": request.user.email}
        return self.answer(request, NoticeForm(initial=initial, hosts=hosts))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = NoticeForm(request.POST, hosts=[request.get_host()])
        if not form.is_valid():
            return self.answer(request, form, status=UNPROCESSABLE)
        key = form.cleaned_data["key"] or uuid4()
        notice = notice_queries.notice_by_key(key)
        if notice is None:
            if not self.may_send(request, form):
                form.add_error(None, _("Too many notices were sent from here. Nothing is lost: try again in an hour."))
                response = self.answer(request, form, status=TOO_MANY)
                response["Retry-After"] = str(int(NOTICES_PER.total_seconds()))
                return response
            by = request.user if request.user.is_authenticated else None
            notice = receive_notice(key=key, facts=form.facts, by=by)
        return redirect("moderation:notice-status", notice.public_id)

    def may_send(self, request: HttpRequest, form: NoticeForm) -> bool:
        """Count the sender's network, and the mailbox that would get the letters."""
        email = form.cleaned_data["email"].lower()
        return limits.allow(f"notice:{request.META.get('REMOTE_ADDR', '')}", NOTICES, NOTICES_PER) and (
            not email or limits.allow(f"notice-letter:{email}", LETTERS, LETTERS_PER)
        )

    def answer(self, request: HttpRequest, form: NoticeForm, status: int = 200) -> HttpResponse:
        return render(request, "moderation/notice_form.html", {"form": form}, status=status)


class NoticeStatusView(View):
    """The number, and later the decision, for whoever holds the link. It shows nothing of the sender."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        notice = notice_queries.notice_by_link(public_id)
        if notice is None:
            raise Http404
        appeal_by = appeal_until(notice.decided_at) if notice.decided_at else None
        return render(request, "moderation/notice_status.html", {"notice": notice, "appeal_until": appeal_by})
