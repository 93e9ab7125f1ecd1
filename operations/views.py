"""Health for machines, the local mailbox for developers."""

from csp.decorators import csp
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from operations import health, mail_samples
from operations.models import MailMessage

LETTERS_ON_PAGE = 30
# A letter is looked at like a stranger's page: no script, no form, nothing from elsewhere.
LETTER_POLICY = {
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["'self'", "data:"],
    "frame-ancestors": ["'self'"],
}


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """Say that the process answers; ask nothing else."""
    return JsonResponse({"status": "ok"})


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Say whether requests can be served. Only the database can say no; the rest is reported as degraded."""
    if not health.database_answers():
        return JsonResponse({"status": "down", "database": "down"}, status=503)

    findings = health.findings()
    well = all(finding.well for finding in findings.values())
    return JsonResponse(
        {
            "status": "ok" if well else "degraded",
            "database": "ok",
            "probes": {
                name: {"status": "ok" if finding.well else "degraded", "detail": finding.detail}
                for name, finding in findings.items()
            },
        }
    )


@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """List the letters this machine wrote, newest first."""
    pages = Paginator(MailMessage.objects.order_by("-pk"), LETTERS_ON_PAGE)
    return render(
        request,
        "operations/mailbox.html",
        {"page": pages.get_page(request.GET.get("strona"))},
    )


@require_safe
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one letter: its text, with links that work, and its HTML in a frame of its own."""
    return render(request, "operations/letter.html", {"letter": get_object_or_404(MailMessage, pk=pk)})


@require_safe
@xframe_options_sameorigin
@csp(LETTER_POLICY)
def letter_html(request: HttpRequest, pk: int) -> HttpResponse:
    """Return a letter's HTML exactly as it was sent."""
    return HttpResponse(get_object_or_404(MailMessage, pk=pk).html)


@require_safe
def letter_samples(request: HttpRequest) -> HttpResponse:
    """List every kind of letter there is."""
    return render(request, "operations/samples.html", {"kinds": mail_samples.kinds()})


@require_safe
def letter_sample(request: HttpRequest, kind: str) -> HttpResponse:
    """Show one kind of letter with invented words."""
    return render(request, "operations/sample.html", {"kind": kind, "sample": _sample(kind)})


@require_safe
@xframe_options_sameorigin
@csp(LETTER_POLICY)
def letter_sample_html(request: HttpRequest, kind: str) -> HttpResponse:
    return HttpResponse(_sample(kind).html)


def _sample(kind: str) -> mail_samples.Written:
    if kind not in mail_samples.kinds():
        raise Http404
    return mail_samples.write(kind)
