"""Notices of illegal content before ROPS: who waits, one notice, and the answer to it."""

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View

from shop.moderation import notice_queries
from shop.moderation.exceptions import NotDoneYetError, NoticeDecidedError
from shop.moderation.models import IllegalContentNotice
from shop.moderation.notice_forms import DecisionForm
from shop.moderation.notices import decide_notice

PER_PAGE = 50
UNPROCESSABLE = 422


class OfficeMixin(PermissionRequiredMixin):
    permission_required = "moderation.decide_notices"
    raise_exception = True


class NoticesView(OfficeMixin, View):
    """Notices that wait, oldest first; or the answered ones."""

    def get(self, request: HttpRequest) -> HttpResponse:
        decided = request.GET.get("stan") == "rozstrzygniete"
        page = Paginator(notice_queries.notices(decided=decided), PER_PAGE).get_page(request.GET.get("strona"))
        return render(request, "moderation/notices.html", {"page_obj": page, "decided": decided})


class NoticeView(OfficeMixin, View):
    """One notice: what it is about, where to hide it, and the answer."""

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.pk = kwargs["pk"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        notice = self.load()
        return self.answer(notice, DecisionForm(notice=notice))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        notice = self.load()
        form = DecisionForm(request.POST, notice=notice)
        if not form.is_valid():
            return self.answer(notice, form, status=UNPROCESSABLE)
        try:
            decide_notice(notice, by=request.user, **form.cleaned_data)
        except NotDoneYetError:
            form.add_error("decision", _("It is still public. Hide it first, with the links above, then answer."))
            return self.answer(notice, form, status=UNPROCESSABLE)
        except NoticeDecidedError:
            messages.info(request, _("Someone else has already answered this notice"))
            return redirect("notices_admin:notice", notice.pk)
        messages.success(
            request,
            _("Notice %(number)s is decided. Its sender will get a letter.") % {"number": notice.number}
            if notice.email
            else _("Notice %(number)s is decided. Its sender gave no e-mail.") % {"number": notice.number},
        )
        following = notice_queries.next_notice(after=notice)
        return redirect("notices_admin:notice", following.pk) if following else redirect("notices_admin:list")

    def load(self) -> IllegalContentNotice:
        notice = notice_queries.notice_for_rops(self.pk)
        if notice is None:
            raise Http404
        return notice

    def answer(self, notice: IllegalContentNotice, form: DecisionForm, status: int = 200) -> HttpResponse:
        return render(
            self.request,
            "moderation/notice.html",
            {
                "notice": notice,
                "form": form,
                "waits": notice.state == IllegalContentNotice.State.RECEIVED,
                "offer_is_down": notice_queries.held_offer(notice),
                "profile_is_down": notice_queries.held_profile(notice),
                "others": notice_queries.other_notices(notice),
                "following": notice_queries.next_notice(after=notice),
            },
            status=status,
        )
