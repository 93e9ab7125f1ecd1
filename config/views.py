"""Pages for what went wrong before any room was asked."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Explain a refused form in words instead of Django's technical page."""
    return render(request, "403.html", {"csrf": True}, status=403)
